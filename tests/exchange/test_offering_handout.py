"""What we offer, as a page to print."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from partnerships.organizations.models import Organization
from tests.factories import OfferingCategoryFactory, ServiceOfferingFactory
from tests.scenarios import our_organization, partner_organization

As = Callable[[User], Client]


@pytest.fixture
def ours(coordinator: User, now: datetime) -> Organization:
    return our_organization(now, coordinator)


def test_it_lists_what_we_offer_now_by_category_with_whom_to_call(
    client_as: As, viewer: User, coordinator: User, ours: Organization, now: datetime
) -> None:
    second = OfferingCategoryFactory.create(label="Space", position=2)
    first = OfferingCategoryFactory.create(label="Cross-training", position=1)
    ServiceOfferingFactory.create(organization=ours, title="A room", category=second)
    ServiceOfferingFactory.create(
        organization=ours, title="A workshop", category=first, description="Two hours"
    )
    ServiceOfferingFactory.create(organization=ours, title="An old thing", is_active=False)
    theirs = partner_organization(now, coordinator, "Bright Path Training")
    ServiceOfferingFactory.create(organization=theirs, title="Twenty seats")

    text = client_as(viewer).get(reverse("offering_handout")).content.decode()

    assert text.index("Cross-training") < text.index("A workshop") < text.index("A room")
    assert "Two hours" in text
    assert "What Harbor Employment Network offers" in text
    assert "Vera Lindqvist" in text
    assert "vera@example.org" in text
    assert "Twenty seats" not in text
    assert "An old thing" not in text


@pytest.mark.usefixtures("ours")
def test_it_says_when_nothing_is_listed(client_as: As, viewer: User) -> None:
    text = client_as(viewer).get(reverse("offering_handout")).content.decode()
    assert "Nothing is listed yet." in text


def test_more_offerings_take_no_more_queries(
    client_as: As,
    viewer: User,
    ours: Organization,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _place in range(30):
        ServiceOfferingFactory.create(organization=ours)
    client = client_as(viewer)
    with django_assert_max_num_queries(8):
        assert client.get(reverse("offering_handout")).status_code == 200
