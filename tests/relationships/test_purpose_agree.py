"""The page on which somebody's agreement with the purpose is written down."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from partnerships.organizations.models import Contact
from partnerships.relationships import actions as relationships
from partnerships.relationships.models import Partnership, PurposeAgreement
from tests.scenarios import PURPOSE, partnership_idea

As = Callable[[User], Client]


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    idea = partnership_idea(now, coordinator)
    relationships.set_purpose(partnership=idea, sentence=PURPOSE, by=coordinator, now=now)
    return idea


def typed(name: str, side: str = "theirs", **values: object) -> dict[str, object]:
    contact = Contact.objects.get(name=name)
    told = {"speaker": f"{side}-{contact.pk}", "how": "phone", "said_on": timezone.localdate()}
    return told | values


def test_it_keeps_who_agreed(client_as: As, coordinator: User, partnership: Partnership) -> None:
    url = reverse("purpose_agree", args=[partnership.pk])
    assert PURPOSE in client_as(coordinator).get(url).content.decode()

    response = client_as(coordinator).post(url, typed("Kim Lee"))

    assert response.status_code == 302
    assert PurposeAgreement.objects.get().contact.name == "Kim Lee"


def test_nobody_speaks_for_the_other_side(
    client_as: As, coordinator: User, partnership: Partnership
) -> None:
    response = client_as(coordinator).post(
        reverse("purpose_agree", args=[partnership.pk]), typed("Kim Lee", side="ours")
    )

    assert response.status_code == 422
    assert not PurposeAgreement.objects.exists()


def test_nobody_agrees_tomorrow(
    client_as: As, coordinator: User, partnership: Partnership
) -> None:
    response = client_as(coordinator).post(
        reverse("purpose_agree", args=[partnership.pk]),
        typed("Kim Lee", said_on=timezone.localdate() + timedelta(days=1)),
    )

    assert response.status_code == 422
    assert "Date is in the future" in response.content.decode()


def test_nobody_agrees_twice(client_as: As, coordinator: User, partnership: Partnership) -> None:
    client, url = client_as(coordinator), reverse("purpose_agree", args=[partnership.pk])
    client.post(url, typed("Kim Lee"))

    response = client.post(url, typed("Kim Lee"))

    assert response.status_code == 422
    assert "already agreed with this purpose" in response.content.decode()


def test_a_viewer_changes_nothing(client_as: As, viewer: User, partnership: Partnership) -> None:
    response = client_as(viewer).post(
        reverse("purpose_agree", args=[partnership.pk]), typed("Kim Lee")
    )

    assert response.status_code == 403
    assert not PurposeAgreement.objects.exists()
