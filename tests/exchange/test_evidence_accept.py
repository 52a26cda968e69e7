"""The page that keeps that somebody who got it says so."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.exchange.models import Evidence, EvidenceAcceptance
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import Side
from tests.exchange.said import happened, line_of_ours

As = Callable[[User], Client]

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def evidence(coordinator: User, now: datetime) -> Evidence:
    return happened(line_of_ours(coordinator, now), coordinator, now)


def address(evidence: Evidence) -> str:
    return reverse("evidence_accept", args=[evidence.pk])


def typed(today: date, name: str) -> dict[str, object]:
    return {"contact": Contact.objects.get(name=name).pk, "how": "phone", "said_on": today}


def test_somebody_who_got_it_says_so(
    client_as: As, coordinator: User, evidence: Evidence, today: date
) -> None:
    page = client_as(coordinator).get(address(evidence)).text
    assert "Jo Ortiz" in page
    assert "Dana Whitfield" not in page

    response = client_as(coordinator).post(address(evidence), typed(today, "Jo Ortiz"))

    assert response.status_code == 302
    accepted = EvidenceAcceptance.objects.get()
    assert (accepted.contact.name, accepted.side) == ("Jo Ortiz", Side.THEIRS)
    assert "Evidenced" in client_as(coordinator).get(response["Location"]).text


def test_those_who_gave_it_cannot_say_so(
    client_as: As, coordinator: User, evidence: Evidence, today: date
) -> None:
    response = client_as(coordinator).post(address(evidence), typed(today, "Dana Whitfield"))

    assert response.status_code == 422
    assert not EvidenceAcceptance.objects.exists()


def test_it_is_said_once(
    client_as: As, coordinator: User, evidence: Evidence, today: date
) -> None:
    client_as(coordinator).post(address(evidence), typed(today, "Jo Ortiz"))

    response = client_as(coordinator).post(address(evidence), typed(today, "Kim Lee"))

    assert response.status_code == 422
    assert "already confirmed this" in response.text
