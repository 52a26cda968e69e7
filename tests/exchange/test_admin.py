"""The catalogue in the panel."""

from collections.abc import Callable
from datetime import datetime

from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from partnerships.exchange.models import OfferingCategory, ServiceOffering
from tests.factories import OfferingCategoryFactory, ServiceOfferingFactory
from tests.scenarios import our_organization

As = Callable[[User], Client]


def test_leadership_adds_a_category(client_as: As, leader: User) -> None:
    response = client_as(leader).post(
        reverse("admin:partnerships_offeringcategory_add"),
        {"label": "Child care", "code": "child-care", "position": 20, "is_active": "on"},
    )

    assert response.status_code == 302
    assert OfferingCategory.objects.get().code == "child-care"
    assert Event.objects.latest("pk").verb == "offering_category.saved"


def test_leadership_adds_an_offering(client_as: As, leader: User, now: datetime) -> None:
    ours, category = our_organization(now, leader), OfferingCategoryFactory.create()

    response = client_as(leader).post(
        reverse("admin:partnerships_serviceoffering_add"),
        {"organization": ours.pk, "title": "A workshop", "category": category.pk},
    )

    assert response.status_code == 302
    assert ServiceOffering.objects.get().title == "A workshop"


def test_an_administrator_looks_and_changes_nothing(
    client_as: As, administrator: User, now: datetime
) -> None:
    offering = ServiceOfferingFactory.create(
        organization=our_organization(now, administrator), title="A workshop"
    )
    client = client_as(administrator)
    url = reverse("admin:partnerships_serviceoffering_change", args=[offering.pk])

    assert client.get(reverse("admin:partnerships_serviceoffering_changelist")).status_code == 200
    assert client.get(url).status_code == 200
    assert client.post(url, {"title": "Other"}).status_code == 403
    offering.refresh_from_db()
    assert offering.title == "A workshop"
