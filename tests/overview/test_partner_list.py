"""The partner list: filtered by its address, quick with many."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from partnerships.engagement.models import FollowUp
from partnerships.relationships.lifecycle import Side, Stage
from tests.scenarios import moved_on_to, partnership_idea

ClientAs = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock")


def names(client: Client, query: str = "") -> list[str]:
    response = client.get(f"/partners/{query}")
    assert response.status_code == 200
    return [str(partnership) for partnership in response.context["page"]]


def test_it_shows_all_but_ended_by_name(
    client_as: ClientAs, coordinator: User, now: datetime
) -> None:
    for name in ("Cedar Board", "Alder House", "Birch Clinic"):
        partnership_idea(now, coordinator, name)
    assert names(client_as(coordinator)) == ["Alder House", "Birch Clinic", "Cedar Board"]
    assert names(client_as(coordinator), "?sort=-name")[0] == "Cedar Board"


def test_filters_by_stage_name_and_owner(
    client_as: ClientAs, coordinator: User, leader: User, now: datetime
) -> None:
    partnership_idea(now, coordinator, "Cedar Board")
    moved = partnership_idea(now, leader, "Alder House")
    moved_on_to(moved, Stage.REACHING_OUT, now, leader)
    client = client_as(coordinator)
    assert names(client, "?stage=reaching_out") == ["Alder House"]
    assert names(client, "?q=CÉDAR") == ["Cedar Board"]
    assert names(client, "?whose=mine") == ["Cedar Board"]
    assert names(client, "?look=no_next_step") == ["Alder House", "Cedar Board"]


def test_a_next_step_whose_day_has_passed_is_late(
    client_as: ClientAs, coordinator: User, now: datetime
) -> None:
    partnership = partnership_idea(now, coordinator)
    day = (now - timedelta(days=2)).date()
    FollowUp.objects.create(
        partnership=partnership,
        side=Side.OURS,
        what="Call them",
        due_on=day,
        made_at=now,
        made_by=coordinator,
    )
    for address in ("/partners/", "/partners/board/"):
        assert " · late</span>" in client_as(coordinator).get(address).content.decode()


@pytest.mark.parametrize(
    "query", ["?stage=nonsense", "?page=-1", "?page=x", "?sort=evil", "?q=%00"]
)
def test_nonsense_in_the_address_is_no_error(
    client_as: ClientAs, coordinator: User, now: datetime, query: str
) -> None:
    partnership_idea(now, coordinator)
    assert names(client_as(coordinator), query) == ["Bright Path Training"]


def test_an_empty_list_says_what_to_do_first(client_as: ClientAs, coordinator: User) -> None:
    text = client_as(coordinator).get("/partners/").content.decode()
    assert "/partners/new/" in text


def test_more_rows_same_number_of_queries(
    client_as: ClientAs, coordinator: User, now: datetime
) -> None:
    client = client_as(coordinator)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            names(client)
        return len(captured)

    partnership_idea(now, coordinator, "Partner 0")
    few = queries()
    for place in range(1, 25):
        partnership_idea(now, coordinator, f"Partner {place}")
    assert queries() == few <= 8
