"""Letting mail go to an address again."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from partnerships.outbox.models import Suppression

ClientAs = Callable[[User], Client]


@pytest.fixture
def suppressed(db: None, now: datetime) -> Suppression:
    """An address that bounced."""
    return Suppression.objects.create(
        address_norm="gone@example.org", reason="bounced", created_at=now
    )


@pytest.mark.parametrize("who", ["leader", "administrator"])
def test_by_its_button_in_the_panel(
    who: str, request: pytest.FixtureRequest, client_as: ClientAs, suppressed: Suppression
) -> None:
    client = client_as(request.getfixturevalue(who))
    address = reverse("suppression_lift", args=[suppressed.pk])
    page = reverse("admin:partnerships_suppression_change", args=[suppressed.pk])
    assert f'action="{address}"' in client.get(page).content.decode()
    answer = client.post(address, follow=True)
    assert "Email to this address is allowed again." in answer.content.decode()
    assert not Suppression.objects.exists()
    assert Event.objects.get().verb == "mail.suppression_lifted"


def test_twice(client_as: ClientAs, leader: User, suppressed: Suppression) -> None:
    client = client_as(leader)
    address = reverse("suppression_lift", args=[suppressed.pk])
    assert client.post(address).status_code == 302
    assert client.post(address).status_code == 404
    assert Event.objects.count() == 1


def test_not_for_everybody(
    client_as: ClientAs, coordinator: User, suppressed: Suppression
) -> None:
    address = reverse("suppression_lift", args=[suppressed.pk])
    assert client_as(coordinator).post(address).status_code == 403
    assert Suppression.objects.exists()
