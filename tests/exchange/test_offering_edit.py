"""Changing an offering of the catalogue."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.exchange.models import ServiceOffering
from tests.factories import ServiceOfferingFactory
from tests.scenarios import our_organization

As = Callable[[User], Client]


@pytest.fixture
def offering(coordinator: User, now: datetime) -> ServiceOffering:
    ours = our_organization(now, coordinator)
    return ServiceOfferingFactory.create(organization=ours, title="A workshop")


def test_it_is_no_longer_offered(
    client_as: As, coordinator: User, offering: ServiceOffering
) -> None:
    url = reverse("offering_edit", args=[offering.pk])
    assert "A workshop" in client_as(coordinator).get(url).content.decode()

    response = client_as(coordinator).post(
        url, {"title": "A workshop", "category": offering.category_id}
    )

    assert response.status_code == 302
    offering.refresh_from_db()
    assert not offering.is_active


def test_it_keeps_its_name(client_as: As, coordinator: User, offering: ServiceOffering) -> None:
    response = client_as(coordinator).post(
        reverse("offering_edit", args=[offering.pk]),
        {"title": "", "category": offering.category_id},
    )

    assert response.status_code == 422


def test_a_viewer_changes_nothing(client_as: As, viewer: User, offering: ServiceOffering) -> None:
    response = client_as(viewer).post(
        reverse("offering_edit", args=[offering.pk]),
        {"title": "Other", "category": offering.category_id},
    )

    assert response.status_code == 403
    offering.refresh_from_db()
    assert offering.title == "A workshop"
