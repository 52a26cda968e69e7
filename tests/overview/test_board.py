"""The board: the partner list as columns, quick with thousands."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from partnerships.organizations.models import Organization
from partnerships.overview.queries.board import CARDS, Column
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import Side, Stage
from partnerships.relationships.models import Partnership
from tests.scenarios import moved_on_to, partnership_idea

ClientAs = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock")


def columns(client: Client, query: str = "") -> dict[str, Column]:
    response = client.get(f"/partners/board/{query}")
    assert response.status_code == 200
    return {column.stage.value: column for column in response.context["columns"]}


def test_each_stage_is_a_column(client_as: ClientAs, coordinator: User, now: datetime) -> None:
    partnership_idea(now, coordinator, "Alder House")
    moved_on_to(
        partnership_idea(now, coordinator, "Birch Clinic"), Stage.REACHING_OUT, now, coordinator
    )
    found = columns(client_as(coordinator))
    assert list(found) == [*[s.value for s in Stage if s != Stage.CLOSED]]
    assert [str(card.partnership) for card in found["identified"].cards] == ["Alder House"]
    assert [str(card.partnership) for card in found["reaching_out"].cards] == ["Birch Clinic"]


def test_our_turn_and_the_longest_wait_come_first(
    client_as: ClientAs, coordinator: User, now: datetime
) -> None:
    first = partnership_idea(now - timedelta(days=2), coordinator, "Cedar Board")
    partnership_idea(now - timedelta(days=5), coordinator, "Alder House")
    theirs = partnership_idea(now - timedelta(days=9), coordinator, "Birch Clinic")
    relationships.set_court(partnership=theirs, court=Side.THEIRS, by=coordinator, now=now)
    cards = columns(client_as(coordinator))["identified"].cards
    assert [str(card.partnership) for card in cards] == ["Alder House", str(first), str(theirs)]


def test_it_takes_the_same_filters_as_the_table(
    client_as: ClientAs, coordinator: User, leader: User, now: datetime
) -> None:
    partnership_idea(now, coordinator, "Alder House")
    partnership_idea(now, leader, "Birch Clinic")
    client = client_as(coordinator)
    assert columns(client, "?whose=mine")["identified"].total == 1
    assert "/partners/?whose=mine" in client.get("/partners/board/?whose=mine").content.decode()
    assert "/partners/board/?whose=mine" in client.get("/partners/?whose=mine").content.decode()


def test_a_viewer_sees_it_and_moves_nothing(
    client_as: ClientAs, viewer: User, coordinator: User, now: datetime
) -> None:
    partnership_idea(now, coordinator)
    page = client_as(viewer).get("/partners/board/").content.decode()
    assert "Bright Path Training" in page
    assert "draggable" not in page
    assert "Move to" not in page


def test_hundreds_cost_what_a_few_cost(
    client_as: ClientAs, coordinator: User, now: datetime
) -> None:
    client = client_as(coordinator)
    partnership_idea(now, coordinator)

    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    addresses = ("/partners/board/", "/partners/")
    few = [cost(address) for address in addresses]
    made = [Organization(name=f"Partner {number}") for number in range(300)]
    for organization in made:
        organization.refresh_search_text()
    Organization.objects.bulk_create(made)
    Partnership.objects.bulk_create(
        Partnership(
            organization=organization,
            owner=coordinator,
            stage=Stage.EXPLORING,
            stage_since=now,
            court_since=now,
            created_at=now,
        )
        for organization in made
    )
    assert [cost(address) for address in addresses] == few
    assert max(few) <= 8
    column = columns(client)["exploring"]
    assert (len(column.cards), column.total, column.more) == (CARDS, 300, 300 - CARDS)
