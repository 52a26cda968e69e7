"""Putting a line at another place of its list."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.exchange.models import Benefit
from partnerships.relationships.models import Partnership
from tests.factories import BenefitFactory
from tests.scenarios import partnership_idea

As = Callable[[User], Client]


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    made = partnership_idea(now, coordinator)
    for place, what in enumerate(("A", "B", "C")):
        BenefitFactory.create(partnership=made, what=what, position=place)
    return made


def address(what: str) -> str:
    return reverse("benefit_move", args=[Benefit.objects.get(what=what).pk])


def order() -> str:
    return "".join(line.what for line in Benefit.objects.on_the_lists())


@pytest.mark.parametrize(
    ("what", "to", "after"), [("C", 1, "ACB"), ("A", 1, "BAC"), ("A", 2, "BCA"), ("A", 99, "BCA")]
)
def test_it_takes_the_place_asked_for(
    client_as: As, coordinator: User, partnership: Partnership, what: str, to: int, after: str
) -> None:
    response = client_as(coordinator).post(address(what), {"to": to})

    assert response.status_code == 302
    assert response["Location"] == partnership.get_absolute_url()
    assert order() == after


def test_it_comes_back_to_the_line(
    client_as: As, coordinator: User, partnership: Partnership
) -> None:
    there = f"{partnership.get_absolute_url()}#line-1"

    response = client_as(coordinator).post(address("A"), {"to": 1, "next": there})

    assert response["Location"] == there


@pytest.mark.parametrize("to", ["", "-1", "first", "1" * 400])
@pytest.mark.usefixtures("partnership")
def test_nonsense_moves_nothing_out_of_reach(client_as: As, coordinator: User, to: str) -> None:
    response = client_as(coordinator).post(address("A"), {"to": to})

    assert response.status_code in (302, 400)
    assert sorted(order()) == ["A", "B", "C"]
