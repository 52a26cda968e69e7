"""Every role at every address behind a link, with every kind of token: no leak, no change."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import time_machine
from django.apps import apps
from django.core.cache import cache
from django.db.models import QuerySet
from django.test import Client

from accounts.models import User
from partnerships.links import actions as links
from partnerships.links.models import PersonalLink
from partnerships.links.rules import VALID, token_of
from partnerships.outbox import actions as outbox
from partnerships.relationships.models import Partnership
from tests.scenarios import deliverer_of, leader_of, partnership_idea, shared_lists

PATHS = ("", "colleague/", "call-me/", "not-me/")
KINDS = ("own", "other", "expired", "revoked", "garbage", "cut")
SECRET_OF = {"own": "Bright Path Training", "other": "Cedar Board"}


@pytest.fixture
def people(
    coordinator: User, leader: User, administrator: User, viewer: User
) -> dict[str, User | None]:
    """Everybody, and a stranger."""
    return {
        "stranger": None,
        "viewer": viewer,
        "coordinator": coordinator,
        "leadership": leader,
        "administrator": administrator,
    }


@pytest.fixture
def tokens(
    link: PersonalLink, shared: Partnership, coordinator: User, now: datetime
) -> dict[str, str]:
    """One token of each kind; "other" is a live one of another partnership."""
    other = partnership_idea(now, coordinator, "Cedar Board")
    shared_lists(other, now, coordinator)
    other_link = links.send_link(
        partnership=other,
        contact=leader_of(now, coordinator, other.organization),
        words="",
        remind=False,
        by=coordinator,
        now=now,
    )
    kim = deliverer_of(now, coordinator, shared.organization)
    revoked = links.send_link(
        partnership=shared, contact=kim, words="", remind=False, by=coordinator, now=now
    )
    links.revoke(link=revoked, by=coordinator, now=now)
    sam = deliverer_of(now, coordinator, other.organization)
    old = links.send_link(
        partnership=other, contact=sam, words="", remind=False, by=coordinator, now=now
    )
    PersonalLink.objects.filter(pk=old.pk).update(expires_at=now - timedelta(seconds=1))
    return {
        "own": token_of(link),
        "other": token_of(other_link),
        "expired": token_of(old),
        "revoked": token_of(revoked),
        "garbage": "x" * 43,
        "cut": token_of(link)[:-1],
    }


def rows() -> dict[str, object]:
    """Every row of every table but the sessions."""
    models = [m for m in apps.get_models() if m._meta.db_table != "django_session"]
    return {m._meta.db_table: sorted(map(repr, QuerySet(m).values_list())) for m in models}


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("kind", KINDS)
def test_no_token_tells_of_another_partnership_and_dead_ones_change_nothing(
    kind: str,
    tokens: dict[str, str],
    people: dict[str, User | None],
    client_as: Callable[[User], Client],
) -> None:
    clients = {name: client_as(user) if user else Client() for name, user in people.items()}
    before = rows()
    for name, client in clients.items():
        for path in PATHS:
            cache.clear()
            address = f"/p/{tokens[kind]}/{path}"
            responses = [client.get(address), client.head(address)]
            if kind not in SECRET_OF:
                data = {"has_read": "on", "name": "Al", "phone": "5", "answer": "yes"}
                responses.append(client.post(address, data))
            status = 200 if kind in SECRET_OF else 404
            assert {r.status_code for r in responses} == {status}, (name, path)
            text = "".join(r.content.decode() for r in responses)
            for other, secret in SECRET_OF.items():
                assert other == kind or secret not in text, (name, path)
    assert rows() == before


@pytest.mark.usefixtures("link")
def test_a_scanner_that_follows_everything_in_the_mail_changes_nothing(
    client: Client, now: datetime, tmp_path: Path, settings: object
) -> None:
    settings.MAIL_FOLDER = tmp_path  # type: ignore[attr-defined]  # a fixture's type
    with time_machine.travel(now, tick=False):
        outbox.pump(kinds=links.KINDS, clock=lambda: now)
    (mail,) = [
        message_from_bytes(f.read_bytes(), policy=policy.default) for f in tmp_path.glob("*")
    ]
    parts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
    found = {url for part in parts for url in re.findall(r"https?://[^\s\"<>]+", part)}
    assert len(found) == 1
    before = rows()
    with time_machine.travel(now + timedelta(minutes=1), tick=False):
        seen: set[str] = set()
        waiting = [re.sub(r"https?://[^/]+", "", url) for url in found]
        while waiting:
            path = waiting.pop()
            if path in seen:
                continue
            seen.add(path)
            pages = [client.get(path), client.get(path), client.head(path)]
            assert {page.status_code for page in pages} <= {200, 302, 404}
            links_on = re.findall(r'(?:href|action)="(/[^"]*)"', pages[0].text)
            waiting += [link for link in links_on if not link.startswith("/static/")]
    assert len(seen) >= 4
    assert rows() == before
    assert now + VALID == PersonalLink.objects.get().expires_at
