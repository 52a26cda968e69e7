"""Whom of a large MOU one can choose: the first ten, and everyone by name."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.agreements.models import Mou, MouLink
from partnerships.organizations.models import Contact
from tests.scenarios import drafted_mou, partnership_ready_for_mou, person


@pytest.fixture
def mou(coordinator: User, now: datetime) -> Mou:
    partnership = partnership_ready_for_mou(now, coordinator)
    for number in range(10, 30):
        person(now, coordinator, f"Al Reader {number}", partnership.organization)
    return drafted_mou(partnership, now, coordinator)


def test_ten_are_offered_and_the_others_found_by_name(
    client_as: Callable[[User], Client], coordinator: User, mou: Mou
) -> None:
    url, client = reverse("mou_ask", args=[mou.pk]), client_as(coordinator)
    text = client.get(url).content.decode()
    assert text.count("<option value") == 11
    assert f"{Contact.objects.count() - 10} more people" in text
    assert text.index("Jo Ortiz") < text.index("Al Reader 10")  # who signs or leads comes first
    assert "Al Reader 29" not in text
    found = client.get(url, {"q": "reader 29"}).content.decode()
    assert "Al Reader 29" in found
    assert "more people" not in found
    asked = {"contact": Contact.objects.get(name="Al Reader 29").pk, "kind": "read"}
    assert client.post(url, asked).status_code == 302
    assert MouLink.objects.get().contact.name == "Al Reader 29"
