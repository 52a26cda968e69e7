"""Adding to the catalogue."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.exchange.models import OfferingCategory, ServiceOffering
from tests.factories import OfferingCategoryFactory, ServiceOfferingFactory
from tests.scenarios import our_organization, partner_organization

As = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("ours")


@pytest.fixture
def ours(coordinator: User, now: datetime) -> None:
    our_organization(now, coordinator)


@pytest.fixture
def category(db: None) -> OfferingCategory:
    return OfferingCategoryFactory.create()


def typed(category: OfferingCategory, **values: str) -> dict[str, object]:
    return {"title": "A workshop", "category": category.pk, "is_active": "on", **values}


def test_it_adds_what_we_offer(
    client_as: As, coordinator: User, category: OfferingCategory
) -> None:
    client, url = client_as(coordinator), reverse("offering_create")
    assert "Harbor Employment Network" in client.get(url).content.decode()

    response = client.post(url, typed(category))

    assert response.status_code == 302
    assert ServiceOffering.objects.get().organization.is_ours


def test_it_adds_what_another_organization_offers(
    client_as: As, coordinator: User, category: OfferingCategory, now: datetime
) -> None:
    theirs = partner_organization(now, coordinator, "Bright Path Training")

    client_as(coordinator).post(
        reverse("offering_create") + f"?organization={theirs.pk}", typed(category)
    )

    assert ServiceOffering.objects.get().organization == theirs


def test_an_organization_that_is_not_there(client_as: As, coordinator: User) -> None:
    response = client_as(coordinator).get(reverse("offering_create"), {"organization": 4711})

    assert response.status_code == 404


def test_a_second_one_of_that_name_is_refused(
    client_as: As, coordinator: User, category: OfferingCategory, now: datetime
) -> None:
    ServiceOfferingFactory.create(
        organization=our_organization(now, coordinator), title="A workshop"
    )

    response = client_as(coordinator).post(reverse("offering_create"), typed(category))

    assert response.status_code == 422
    assert "already has a service with this name" in response.content.decode()


def test_clients_have_no_place_in_it(
    client_as: As, coordinator: User, category: OfferingCategory
) -> None:
    response = client_as(coordinator).post(
        reverse("offering_create"), typed(category, description="Ask for 078-05-1120")
    )

    assert response.status_code == 422
    assert not ServiceOffering.objects.exists()


def test_a_viewer_adds_nothing(client_as: As, viewer: User, category: OfferingCategory) -> None:
    response = client_as(viewer).post(reverse("offering_create"), typed(category))

    assert response.status_code == 403
    assert not ServiceOffering.objects.exists()
