"""Seeded nasty inputs, by everybody, to every address: no 500, and no refusal that writes.

`make test-fuzz` sends 10,000 to each database, `make test` a few hundred. FUZZ_INPUTS says how
many, FUZZ_SEED which. A failure prints its seed and number; FUZZ_CASE=number sends it alone.
"""

import os
import re
import traceback
from collections.abc import Iterable
from random import Random

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpResponseBase

from partnerships.organizations.forms import people
from tests.fuzz.cases import Case, case_of
from tests.fuzz.pages import Reading
from tests.test_access import (
    PAGES,
    SESSIONS,
    TABLE,
    World,
    silence as silence,
    undone,
    world as world,
)

pytestmark = pytest.mark.django_db

SEED = os.environ.get("FUZZ_SEED", "13")
INPUTS = int(os.environ.get("FUZZ_INPUTS", "300"))
ONLY = os.environ.get("FUZZ_CASE")
SHARDS = 8
PRINCIPALS = ("anonymous", "viewer", "coordinator", "leadership", "administrator")
LARGEST = 2 * 1024 * 1024
OF_PYTHON = re.compile(
    r"Traceback \(most|\bat 0x[0-9a-f]{6}|psycopg|sqlite3\.|django\.db\.|<class '"
)
NAMES = sorted(PAGES)


class Fuzz:
    """Sends inputs to one world, and says what is wrong with the answers."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.read_before: dict[tuple[str, str], Reading] = {}
        self.counts = self._counts()

    def _counts(self) -> dict[str, int]:
        models = apps.get_models(include_auto_created=True)
        return {
            model._meta.db_table: QuerySet(model).count()
            for model in models
            if model._meta.db_table != SESSIONS
        }

    def read(self, principal: str, address: str) -> Reading:
        """The page as it is, for its forms; read once for each person."""
        key = (principal, address)
        if key not in self.read_before:
            with undone():
                response = self.world.client(principal).get(address)
                html = _body(response).decode(errors="replace")
            self.read_before[key] = Reading(html if response.status_code == 200 else "", address)
        return self.read_before[key]

    def case(self, number: int, names: list[str] = NAMES) -> Case:
        """The input of a number: a place in turn, mostly by somebody who may."""
        rng = Random(f"{SEED}:{number}")  # noqa: S311 -- to be repeated, not to be secret
        page = PAGES[names[number % len(names)]]
        may = [
            p
            for p in PRINCIPALS
            if "allow" in {TABLE.answer(page.name, m, p) for m in ("GET", "POST")}
        ]
        principal = rng.choice(may if may and rng.random() < 0.85 else list(PRINCIPALS))
        return case_of(principal, self.world.address(page), rng, self.read)

    def problem(self, case: Case) -> str:
        """What is wrong with the answer to an input; nothing when all is well."""
        cache.clear()
        with undone() as writes:
            response = case.send(self.world.client(case.principal))
            body = _body(response)
            if response.status_code >= 500 and not case.address.startswith("/healthz"):
                return f"{response.status_code} {_cause(response)}"
            if response.status_code >= 400 and any(not sql.startswith("UPDATE") for sql in writes):
                now = self._counts()
                grown = [table for table, count in self.counts.items() if now[table] != count]
                if grown:
                    return f"{response.status_code}, but it wrote to {grown}"
        if len(body) > LARGEST:
            return f"{len(body)} bytes"
        found = OF_PYTHON.search(body[:LARGEST].decode(errors="replace"))
        return (
            f"shows {found[0]!r}"
            if found and "html" in response.headers.get("Content-Type", "")
            else ""
        )


def _body(response: HttpResponseBase) -> bytes:
    if response.streaming:
        return b"".join(response)
    return bytes(response.content)  # type: ignore[attr-defined]


def _cause(response: HttpResponseBase) -> str:
    """The exception behind an answer and where it was raised, in one line."""
    info = getattr(response, "exc_info", None)
    if not info:
        return ""
    frame = traceback.extract_tb(info[2])[-1]
    ours = [f for f in traceback.extract_tb(info[2]) if "site-packages" not in f.filename]
    frame = ours[-1] if ours else frame
    return f"{info[0].__name__}: {str(info[1])[:200]!r} in {frame.filename}:{frame.lineno}"


@pytest.fixture(scope="module")
def fuzz(world: World) -> Fuzz:
    return Fuzz(world)


def problems(fuzz: Fuzz, numbers: Iterable[int], names: list[str] = NAMES) -> list[str]:
    found = []
    for number in numbers:
        case = fuzz.case(number, names)
        if problem := fuzz.problem(case):
            found.append(f"FUZZ_SEED={SEED} FUZZ_CASE={number}: {case}: {problem}")
    return found


@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_input_breaks_anything(fuzz: Fuzz, shard: int) -> None:
    numbers = range(int(ONLY), int(ONLY) + 1) if ONLY else range(INPUTS)
    found = problems(fuzz, (n for n in numbers if n % SHARDS == shard))
    assert not found, (
        f"{len(found)} problems with seed {SEED} on {connection.vendor}:\n" + "\n".join(found)
    )


def test_a_fault_in_one_field_is_found(fuzz: Fuzz, monkeypatch: pytest.MonkeyPatch) -> None:
    """The inputs have teeth: a view that fails on a long phone number is caught."""

    def fails(self: people.ContactForm) -> str:
        if len(str(self.data.get("phone"))) > 41:
            raise ValueError("planted")
        return str(self.cleaned_data.get("phone", ""))

    monkeypatch.setattr(people.ContactForm, "clean_notes", fails, raising=False)
    names = ["contact_create"]
    about = [number for number in range(2_000) if fuzz.case(number, names).name == "phone"]
    found = problems(fuzz, about[:80], names)
    assert any("POST /people/new/ phone=" in line and "'planted'" in line for line in found)
