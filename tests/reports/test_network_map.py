"""The network map shows who connects whom, each box for itself, and says what it leaves out."""

from collections.abc import Callable, Hashable
from datetime import datetime
from itertools import combinations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.pipeline.actions import Ending, move
from partnerships.relationships.lifecycle import Stage
from partnerships.relationships.models import Partnership
from partnerships.reports.queries import Scope, network_map, ties
from partnerships.reports.rules.mapping import Box, NetworkMap, map_of
from tests.factories import ClosingReasonFactory
from tests.scenarios import call_with_them, partnership_idea

ClientAs = Callable[[User], Client]


def star(names: list[str]) -> NetworkMap:
    """One person who knows many organizations."""
    boxes: dict[Hashable, Box] = {name: Box(name, "organization", "/x/") for name in names}
    boxes[0] = Box("Jo", "ours")
    return map_of(boxes, [(name, 0, "fresh") for name in names], words="")


def test_no_box_covers_another_and_all_are_inside() -> None:
    drawn = star([f"Organization with a long name {number}" for number in range(40)])
    for one, other in combinations(drawn.boxes, 2):
        apart = abs(one.middle[0] - other.middle[0]), abs(one.middle[1] - other.middle[1])
        across = (one.box.width + other.box.width) / 2
        down = (one.box.height + other.box.height) / 2
        assert apart[0] >= across - 1 or apart[1] >= down - 1, (one, other)
    for one in drawn.boxes:
        assert 0 <= one.x <= drawn.width - one.box.width
        assert 0 <= one.y <= drawn.height - one.box.height
    assert len(drawn.wires) == 40


def test_the_same_people_give_the_same_map() -> None:
    names = ["A", 'B "quoted" \\N <b>', "C -- { }", "Ł" * 80]
    assert star(names) == star(names)


@pytest.mark.usefixtures("clock")
def test_it_says_the_same_as_its_table(
    client_as: ClientAs, leader: User, coordinator: User, now: datetime
) -> None:
    known = partnership_idea(now, coordinator)
    call_with_them(known, now, coordinator)
    closed = partnership_idea(now, coordinator, "Dune Library")
    terms = Ending(reason=ClosingReasonFactory.create(), do_not_revisit=True)
    move(partnership=closed, to=Stage.CLOSED, by=coordinator, now=now, terms=terms)
    page = client_as(leader).get(reverse("admin:report_detail", args=["map"])).content.decode()
    drawing, table = page.split('<svg class="map"')[1].split("</svg>")
    for part in (drawing, table):
        assert str(known.organization) in part
        assert coordinator.name in part
        assert "Dune Library" not in part
    assert "the first talk, meetings and calls" in table
    assert f"{coordinator.name}: 1 organization" in drawing
    for name, is_drawn in (("bright", True), ("jo ortiz", True), ("nobody", False)):
        shown = client_as(leader).get(
            reverse("admin:report_detail", args=["map"]) + f"?name={name}"
        )
        assert ('<svg class="map"' in shown.content.decode()) is is_drawn, name
    elsewhere = client_as(leader).get(reverse("admin:report_detail", args=["map"]) + "?owner=none")
    assert '<svg class="map"' not in elsewhere.content.decode()


def test_it_is_bounded_and_counts_what_it_leaves_out(
    coordinator: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Bright Path", "Cedar Works", "Dune Library"):
        call_with_them(partnership_idea(now, coordinator, name), now, coordinator)
    favorite = Partnership.objects.get(organization__name="Cedar Works")
    call_with_them(favorite, now, coordinator)
    monkeypatch.setattr(ties, "MOST_MAPPED", 1)
    monkeypatch.setattr(ties, "MOST_MAPPED_PEOPLE", 1)
    network = ties.network_of(Scope(coordinator, now))
    assert [str(one) for one in network.organizations.values()] == ["Cedar Works"]
    assert [tie.name for tie in network.ties] == [coordinator.name]
    drawn = network_map.drawn(network, now.date())
    assert drawn
    assert drawn.more.startswith("Not shown: 2 more organizations, ")
