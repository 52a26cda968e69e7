"""The catalogue."""

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
URL = "offering_list"


@pytest.fixture
def ours(coordinator: User, now: datetime) -> Organization:
    return our_organization(now, coordinator)


@pytest.fixture
def theirs(coordinator: User, now: datetime) -> Organization:
    return partner_organization(now, coordinator, "Bright Path Training")


def page(client: Client, **asked: str | int) -> str:
    response = client.get(reverse(URL), asked)
    assert response.status_code == 200
    return response.content.decode()


def test_it_opens_on_ours_by_category(
    client_as: As, viewer: User, ours: Organization, theirs: Organization
) -> None:
    second = OfferingCategoryFactory.create(label="Space", position=2)
    first = OfferingCategoryFactory.create(label="Cross-training", position=1)
    ServiceOfferingFactory.create(organization=ours, title="A room", category=second)
    ServiceOfferingFactory.create(organization=ours, title="A workshop", category=first)
    ServiceOfferingFactory.create(organization=theirs, title="Twenty seats")
    ServiceOfferingFactory.create(organization=ours, title="An old thing", is_active=False)

    text = page(client_as(viewer))

    assert text.index("A workshop") < text.index("A room")
    assert "Twenty seats" not in text
    assert "An old thing" not in text
    assert reverse("offering_create") not in text


def test_what_one_organization_offers(
    client_as: As, viewer: User, ours: Organization, theirs: Organization
) -> None:
    ServiceOfferingFactory.create(organization=ours, title="A workshop")
    ServiceOfferingFactory.create(organization=theirs, title="Twenty seats")

    text = page(client_as(viewer), organization="bright PATH")

    assert "Twenty seats" in text
    assert "A workshop" not in text


@pytest.mark.parametrize(
    ("asked", "title"),
    [({"whose": "theirs"}, "Twenty seats"), ({"state": "past"}, "An old thing")],
)
def test_filters_narrow_the_list(
    asked: dict[str, str],
    title: str,
    client_as: As,
    viewer: User,
    ours: Organization,
    theirs: Organization,
) -> None:
    ServiceOfferingFactory.create(organization=ours, title="A workshop")
    ServiceOfferingFactory.create(organization=theirs, title="Twenty seats")
    ServiceOfferingFactory.create(organization=ours, title="An old thing", is_active=False)

    text = page(client_as(viewer), **asked)

    assert title in text
    assert "A workshop" not in text


def test_one_category(client_as: As, viewer: User, ours: Organization) -> None:
    wanted = ServiceOfferingFactory.create(organization=ours, title="A workshop")
    ServiceOfferingFactory.create(organization=ours, title="A room")

    text = page(client_as(viewer), category=wanted.category_id)

    assert "A workshop" in text
    assert "A room" not in text


def test_an_empty_catalogue_says_what_to_do_first(
    client_as: As, coordinator: User, ours: Organization
) -> None:
    assert reverse("offering_create") in page(client_as(coordinator))


def test_a_filter_that_makes_no_sense_is_left_out(
    client_as: As, viewer: User, ours: Organization
) -> None:
    ServiceOfferingFactory.create(organization=ours, title="A workshop")

    assert "A workshop" in page(client_as(viewer), category="x", whose="nobody")


def test_more_rows_cost_no_more_queries(
    client_as: As,
    coordinator: User,
    ours: Organization,
    theirs: Organization,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_as(coordinator)
    for organization in (ours, theirs):
        ServiceOfferingFactory.create_batch(10, organization=organization)

    with django_assert_max_num_queries(8):
        page(client, whose="any")


def test_whoever_is_not_signed_in_is_sent_to_the_log_in(db: None) -> None:
    assert Client().get(reverse(URL)).status_code == 302
