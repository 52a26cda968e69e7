"""The page on which the purpose is written."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.relationships.models import Partnership, Purpose
from tests.scenarios import PURPOSE, partnership_idea, same_page

As = Callable[[User], Client]


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    return partnership_idea(now, coordinator)


def test_it_keeps_the_sentence(client_as: As, coordinator: User, partnership: Partnership) -> None:
    url = reverse("purpose_set", args=[partnership.pk])

    response = client_as(coordinator).post(url, {"sentence": PURPOSE})

    assert response.status_code == 302
    assert Purpose.objects.get().sentence == PURPOSE


def test_it_says_who_would_be_asked_again(
    client_as: As, coordinator: User, partnership: Partnership, now: datetime
) -> None:
    same_page(partnership, now, coordinator)

    response = client_as(coordinator).get(reverse("purpose_set", args=[partnership.pk]))

    page = response.content.decode()
    assert PURPOSE in page
    assert "Jo Ortiz" in page


def test_an_empty_sentence_is_refused(
    client_as: As, coordinator: User, partnership: Partnership
) -> None:
    response = client_as(coordinator).post(
        reverse("purpose_set", args=[partnership.pk]), {"sentence": "  "}
    )

    assert response.status_code == 422
    assert not Purpose.objects.exists()


def test_it_does_not_lead_to_another_site(
    client_as: As, coordinator: User, partnership: Partnership
) -> None:
    url = reverse("purpose_set", args=[partnership.pk])

    response = client_as(coordinator).post(
        f"{url}?next=https://evil.example.org/", {"sentence": PURPOSE}
    )

    assert response["Location"] == partnership.get_absolute_url()


def test_a_viewer_changes_nothing(client_as: As, viewer: User, partnership: Partnership) -> None:
    response = client_as(viewer).post(
        reverse("purpose_set", args=[partnership.pk]), {"sentence": PURPOSE}
    )

    assert response.status_code == 403
    assert not Purpose.objects.exists()
