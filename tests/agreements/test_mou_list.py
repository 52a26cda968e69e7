"""The list of agreements and its file: each says in one word where it stands."""

import re
from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client

from accounts.models import User
from partnerships.agreements import actions
from partnerships.agreements.lifecycle import EndKnown
from partnerships.agreements.models import Mou, MouType
from partnerships.relationships.lifecycle import Stage
from tests.scenarios import drafted_mou, partnership_ready_for_mou, pdf, sign_all

ClientAs = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def three(coordinator: User, now: datetime) -> list[Mou]:
    """A draft, one in effect, and one from before Accord that ended."""
    first, second, third = (
        partnership_ready_for_mou(now, coordinator, name=f"Partner {number}", stage=Stage.AGREEING)
        for number in range(3)
    )
    actions.go_live(on=date(2026, 1, 1), by=coordinator, now=now)
    older = Mou(
        type=MouType.objects.get_or_create(code="general", defaults={"label": "General"})[0],
        title="The older one",
        end_known=EndKnown.DATE,
        ends_on=date(2025, 12, 31),
    )
    return [
        drafted_mou(first, now, coordinator),
        sign_all(drafted_mou(second, now, coordinator), now, coordinator),
        actions.enter_legacy(
            mou=older,
            partnership=third,
            signed_about=date(2023, 3, 1),
            signers="Jo Ortiz",
            scan=pdf(),
            by=coordinator,
            now=now,
        ),
    ]


def badges(page: str) -> list[str]:
    """What the badges of a page say, in order."""
    found = re.findall(r'<span class="chip [^"]*">(.*?)</span>', page, re.DOTALL)
    return [re.sub(r"<[^>]*>", "", words).strip() for words in found]


@pytest.mark.usefixtures("three")
def test_each_row_says_where_it_stands(client_as: ClientAs, coordinator: User) -> None:
    page = client_as(coordinator).get("/agreements/?sort=title").content.decode()
    assert sorted(badges(page)) == ["Draft", "Expired", "In effect"]


@pytest.mark.usefixtures("three")
def test_the_file_says_the_same(client_as: ClientAs, coordinator: User) -> None:
    sheet = client_as(coordinator).get("/agreements/export/").content.decode("utf-8-sig")
    states = [row.split(",")[3].strip('"') for row in sheet.splitlines()[1:]]
    assert sorted(states) == ["Draft", "Expired", "In effect"]


def test_one_ended_early_shows_its_last_day_and_the_first_it_does_not_count(
    three: list[Mou], client_as: ClientAs, coordinator: User
) -> None:
    client, mou = client_as(coordinator), three[1]
    url = f"/agreements/{mou.pk}/end/"
    assert "No longer in effect from" in client.get(url).content.decode()
    typed = {"notice_on": "2026-11-23", "ends_on": "2026-12-31", "reason": "The grant ended."}
    assert client.post(url, typed).status_code == 302
    assert "Dec 30" in client.get("/agreements/?state=terminated").content.decode()
    page = " ".join(client.get(f"/agreements/{mou.pk}/").content.decode().split())
    assert re.search(r"No longer in effect from\s*</dt>\s*<dd>[^<]*Dec 31", page)
