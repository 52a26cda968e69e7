"""Motives, reasons and partnerships in the panel."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from partnerships.relationships.models import ClosingReason, Motive
from tests.factories import ClosingReasonFactory, MotiveFactory
from tests.scenarios import partnership_idea

As = Callable[[User], Client]


def test_leadership_words_a_motive(client_as: As, leader: User) -> None:
    motive = MotiveFactory.create(code="widen")

    response = client_as(leader).post(
        reverse("admin:partnerships_motive_change", args=[motive.pk]),
        {"label": "Do more", "code": "other", "position": 3, "is_active": "on"},
    )

    assert response.status_code == 302
    motive.refresh_from_db()
    assert (motive.label, motive.code) == ("Do more", "widen")
    assert Event.objects.latest("pk").verb == "motive.saved"


def test_leadership_adds_a_reason_to_end(client_as: As, leader: User) -> None:
    response = client_as(leader).post(
        reverse("admin:partnerships_closingreason_add"),
        {"label": "They moved away", "code": "moved-away", "position": 9, "is_active": "on"},
    )

    assert response.status_code == 302
    assert ClosingReason.objects.get().code == "moved-away"
    assert Event.objects.latest("pk").verb == "closing_reason.saved"


@pytest.mark.parametrize("name", ["motive", "closingreason", "partnership"])
def test_the_lists_open(client_as: As, leader: User, name: str, now: datetime) -> None:
    partnership_idea(now, leader)
    ClosingReasonFactory.create()

    response = client_as(leader).get(reverse(f"admin:partnerships_{name}_changelist"))

    assert response.status_code == 200


def test_an_administrator_looks_at_motives_and_changes_nothing(
    client_as: As, administrator: User
) -> None:
    motive = MotiveFactory.create(label="Widen")
    url = reverse("admin:partnerships_motive_change", args=[motive.pk])

    assert client_as(administrator).get(url).status_code == 200
    assert client_as(administrator).post(url, {"label": "Do more"}).status_code == 403
    assert Motive.objects.get().label == "Widen"


def test_a_partnership_is_shown_with_a_link_and_not_changed(
    client_as: As, leader: User, now: datetime
) -> None:
    partnership = partnership_idea(now, leader)
    url = reverse("admin:partnerships_partnership_change", args=[partnership.pk])

    response = client_as(leader).get(url)

    assert response.status_code == 200
    assert partnership.get_absolute_url() in response.content.decode()
    assert client_as(leader).post(url, {"stage": "active"}).status_code == 403
    partnership.refresh_from_db()
    assert partnership.stage == "identified"
