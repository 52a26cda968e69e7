"""The page that notes what happened of a line."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from partnerships.exchange import actions
from partnerships.exchange.models import Benefit, Evidence
from partnerships.relationships.lifecycle import How
from tests.exchange.said import line_of_ours
from tests.scenarios import leader_of

As = Callable[[User], Client]

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def line(coordinator: User, now: datetime) -> Benefit:
    return line_of_ours(coordinator, now)


def address(line: Benefit) -> str:
    return reverse("evidence_add", args=[line.pk])


def typed(today: date, **values: object) -> dict[str, object]:
    return {"what": "14 people came", "happened_on": today, **values}


def test_it_keeps_what_happened_and_when_it_is_due_again(
    client_as: As, coordinator: User, line: Benefit, today: date
) -> None:
    assert line.what in client_as(coordinator).get(address(line)).text
    due_on = today + timedelta(days=30)

    response = client_as(coordinator).post(address(line), typed(today, next_due_on=due_on))

    assert response.status_code == 302
    line.refresh_from_db()
    assert line.due_on == due_on
    assert Evidence.objects.get().what == "14 people came"


@pytest.mark.parametrize(
    ("field", "days"), [("happened_on", 1), ("next_due_on", -1)], ids=["ahead", "passed"]
)
def test_days_that_make_no_sense_are_refused(
    client_as: As, coordinator: User, line: Benefit, today: date, field: str, days: int
) -> None:
    wrong = typed(today, **{field: today + timedelta(days=days)})

    response = client_as(coordinator).post(address(line), wrong)

    assert response.status_code == 422
    assert not Evidence.objects.exists()


def test_a_line_that_was_taken_off_is_gone(
    client_as: As, coordinator: User, line: Benefit, now: datetime
) -> None:
    actions.withdraw_benefit(benefit=line, by=coordinator, now=now)

    assert client_as(coordinator).get(address(line)).status_code == 404


def test_it_is_corrected_until_they_confirmed_it(
    client_as: As, coordinator: User, line: Benefit, today: date, now: datetime
) -> None:
    client = client_as(coordinator)
    client.post(address(line), typed(today))
    evidence = Evidence.objects.get()
    edit = reverse("evidence_edit", args=[evidence.pk])
    assert client.post(edit, {"what": "15 people came", "happened_on": today}).status_code == 302
    event = Event.objects.get(verb="evidence.edited")
    assert event.params["changed"] == {"what": ["14 people came", "15 people came"]}
    actions.accept_evidence(
        evidence=evidence,
        contact=leader_of(now, coordinator, line.partnership.organization),
        how=How.PHONE,
        said_on=today,
        by=coordinator,
        now=now,
    )
    refused = client.post(edit, {"what": "16 people came", "happened_on": today})
    assert refused.status_code == 422
    assert "They confirmed this as it reads" in refused.text
