"""Something new for a partner: the partner is picked first."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.scenarios import partnership_idea

ClientAs = Callable[[User], Client]


@pytest.mark.parametrize(
    ("what", "target"),
    [
        ("meeting", "meeting_create"),
        ("activity", "interaction_create"),
        ("commitment", "follow_up_create"),
        ("mou", "mou_create"),
        ("nonsense", "meeting_create"),
    ],
)
def test_it_leads_to_the_form_of_the_partner(
    client_as: ClientAs, coordinator: User, now: datetime, what: str, target: str
) -> None:
    partnership = partnership_idea(now, coordinator)
    page = client_as(coordinator).get(reverse("partner_pick"), {"what": what})
    assert reverse(target, args=[partnership.pk]) in page.content.decode()


def test_typing_narrows_the_partners(
    client_as: ClientAs, coordinator: User, now: datetime
) -> None:
    for number in range(12):
        partnership_idea(now, coordinator, f"Oak House {number}")
    partnership_idea(now, coordinator, "Elm Street")
    client = client_as(coordinator)
    assert "3 more" in client.get(reverse("partner_pick")).content.decode()
    found = client.get(reverse("partner_pick"), {"q": "elm"}).content.decode()
    assert "Elm Street" in found
    assert "Oak House" not in found
    assert "No partners match" in client.get(reverse("partner_pick"), {"q": "zz"}).content.decode()
