"""Twenty seats a year: set, delivered, confirmed by those who got them, and corrected."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from audit.models import Event
from partnerships.exchange.models import Benefit
from partnerships.outcomes import actions
from partnerships.outcomes.actions import deliveries
from partnerships.outcomes.lifecycle import Pace, Per
from partnerships.outcomes.models import EarlierTarget, Fulfillment, Target
from partnerships.outcomes.queries import Progressed, progress_by_item
from partnerships.overview.queries.verify import problems
from partnerships.relationships.lifecycle import How, Side
from partnerships.relationships.models import Partnership
from tests.refusals import refused
from tests.scenarios import checkable_line, leader_of, partnership_idea

As = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    return partnership_idea(now, coordinator)


@pytest.fixture
def seats(partnership: Partnership, coordinator: User, now: datetime) -> Benefit:
    return checkable_line(partnership, Side.THEIRS, now, coordinator)


@pytest.fixture
def target(seats: Benefit, coordinator: User, now: datetime) -> Target:
    """20 a year, counted from January 1, 2026; today is November 23."""
    target = Target(benefit=seats, quantity=20, unit="seats", starts_on=date(2026, 1, 1))
    return actions.set_target(target=target, by=coordinator, now=now)


def came(target: Target, quantity: int, on: date, by: User, at: datetime) -> Fulfillment:
    one = Fulfillment(target=target, quantity=quantity, on=on, said_by=Side.THEIRS)
    return actions.record_fulfillment(fulfillment=one, by=by, now=at)


def standing(target: Target, today: date) -> Progressed:
    return progress_by_item(target.benefit.partnership, today)[target.benefit_id]


def test_what_came_is_counted_in_its_year_and_what_was_confirmed_apart(
    target: Target, coordinator: User, now: datetime, today: date
) -> None:
    first = came(target, 12, date(2026, 3, 1), coordinator, now)
    with refused("before_the_start"):
        came(target, 5, date(2025, 12, 31), coordinator, now)
    jo = leader_of(now, coordinator, target.benefit.partnership.organization)
    dana = leader_of(now, coordinator, _ours())
    with refused("not_of_that_side"):
        _confirm(first, jo, coordinator, now)
    _confirm(first, dana, coordinator, now)
    with refused("already_confirmed"):
        _confirm(first, dana, coordinator, now)
    found = standing(target, today)
    assert (found.done, found.confirmed, found.pace) == (12, 12, Pace.BEHIND)
    assert standing(target, date(2027, 1, 1)).pace == Pace.OVERDUE


def test_what_was_promised_once_counts_also_when_it_comes_late(
    seats: Benefit, coordinator: User, now: datetime, today: date
) -> None:
    once = Target(
        benefit=seats,
        quantity=20,
        unit="seats",
        per=Per.ONCE,
        starts_on=date(2026, 1, 1),
        due_on=date(2026, 6, 1),
    )
    target = actions.set_target(target=once, by=coordinator, now=now)
    assert standing(target, today).pace == Pace.OVERDUE
    came(target, 20, date(2026, 6, 5), coordinator, now)
    assert (standing(target, today).done, standing(target, today).pace) == (20, Pace.DELIVERED)


def _ours() -> Any:
    return apps.get_model("partnerships.Organization").objects.get(is_ours=True)


def _confirm(one: Fulfillment, contact: Any, by: User, now: datetime) -> None:
    actions.accept_fulfillment(
        fulfillment=one, contact=contact, how=How.PHONE, said_on=now.date(), by=by, now=now
    )


def test_a_correction_counts_instead_and_the_wrong_one_stays(
    target: Target, coordinator: User, now: datetime, today: date
) -> None:
    wrong = came(target, 12, today, coordinator, now)
    right = Fulfillment(on=today, quantity=2, said_by=Side.THEIRS)
    actions.correct_fulfillment(wrong=wrong, fulfillment=right, by=coordinator, now=now)
    assert standing(target, today).done == 2
    assert Fulfillment.objects.count() == 2
    again = Fulfillment(on=today, quantity=3, said_by=Side.THEIRS)
    with refused("already_corrected"):
        actions.correct_fulfillment(wrong=wrong, fulfillment=again, by=coordinator, now=now)
    none = Fulfillment(on=today, quantity=0, said_by=Side.THEIRS)
    actions.correct_fulfillment(wrong=right, fulfillment=none, by=coordinator, now=now)
    assert standing(target, today).done == 0


def test_from_target_to_confirmation_on_the_pages(
    client_as: As, coordinator: User, seats: Benefit, now: datetime, today: date
) -> None:
    client = client_as(coordinator)
    there = reverse("target_detail", args=[seats.pk])
    assert "Set target" in client.get(there).content.decode()
    sent = {"quantity": "20", "unit": "seats", "per": "year", "starts_on": "2026-01-01"}
    assert client.post(reverse("target_set", args=[seats.pk]), sent).status_code == 302
    sent = {"on": today.isoformat(), "quantity": "12", "said_by": "theirs", "note": "Spring"}
    assert client.post(reverse("fulfillment_add", args=[seats.pk]), sent).status_code == 302
    one = Fulfillment.objects.get()
    dana = leader_of(now, coordinator, _ours())
    sent = {"contact": str(dana.pk), "how": "phone", "said_on": today.isoformat()}
    assert client.post(reverse("fulfillment_accept", args=[one.pk]), sent).status_code == 302
    page = " ".join(client.get(there).content.decode().split())
    assert "12 of 20 seats this year" in page
    assert "The receiving side confirmed 12." in page
    assert "Dana Whitfield" in page
    sent = {"on": today.isoformat(), "quantity": "11", "said_by": "theirs"}
    assert client.post(reverse("fulfillment_correct", args=[one.pk]), sent).status_code == 302
    page = " ".join(client.get(there).content.decode().split())
    assert "11 of 20 seats this year" in page
    assert "<del>12</del>" in page
    assert "Was 12 before" in page
    partner = client.get(seats.partnership.get_absolute_url()).content.decode()
    assert "11 of 20 seats this year" in " ".join(partner.split())


@pytest.mark.parametrize(
    ("name", "changes", "says"),
    [
        ("target_set", {"quantity": "-3"}, "greater than or equal to 1"),
        ("target_set", {"quantity": "99999999999"}, "less than or equal to 1000000"),
        ("target_set", {"per": "once"}, "Enter the date by which it is due."),
        ("target_set", {"per": "once", "due_on": "2025-01-01"}, "before counting starts"),
        ("fulfillment_add", {"on": "2026-11-24"}, "That date is in the future."),
        ("fulfillment_add", {"quantity": "0"}, "greater than or equal to 1"),
        ("fulfillment_add", {"note": "For 123-45-6789"}, "Social Security"),
    ],
)
def test_absurd_input_is_refused_with_a_sentence(
    client_as: As, coordinator: User, target: Target, name: str, changes: dict[str, str], says: str
) -> None:
    usual = {"quantity": "20", "unit": "seats", "per": "year", "starts_on": "2026-01-01"}
    usual |= {"on": "2026-11-20", "said_by": "ours"}
    response = client_as(coordinator).post(
        reverse(name, args=[target.benefit_id]), {**usual, **changes}
    )
    assert response.status_code == 422
    assert says in response.content.decode()


def test_there_is_a_bound_and_more_rows_take_no_more_queries(
    client_as: As,
    target: Target,
    coordinator: User,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for day in range(30):
        came(target, 1, now.date() - timedelta(days=day), coordinator, now)
    client = client_as(coordinator)
    with django_assert_max_num_queries(10):
        client.get(target.get_absolute_url())
    monkeypatch.setattr(deliveries, "MOST_FULFILLMENTS", 30)
    with refused("full"):
        came(target, 1, now.date(), coordinator, now)


def test_what_a_target_was_before_stays_in_the_history(
    client_as: As, target: Target, coordinator: User, now: datetime
) -> None:
    client = client_as(coordinator)
    target.quantity, target.per = 5, Per.QUARTER
    actions.set_target(target=target, by=coordinator, now=now + timedelta(days=1))
    actions.set_target(target=target, by=coordinator, now=now + timedelta(days=2))  # nothing new
    earlier = EarlierTarget.objects.get()
    assert (earlier.quantity, earlier.per) == (20, Per.YEAR)
    assert earlier.until == now + timedelta(days=1)
    page = " ".join(client.get(target.get_absolute_url()).content.decode().split())
    assert "20 seats a year, counted from Thu, Jan 1" in page
    assert [line for line in problems(now=now) if "target" in line.lower()] == []
    told = Event.objects.filter(verb="target.set").order_by("-pk")[0]
    assert told.params["changed"]["quantity"] == [20, 5]
