"""The page that puts a line on a list."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.exchange.models import Benefit
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from tests.factories import BenefitFactory, ServiceOfferingFactory
from tests.scenarios import our_organization, partnership_idea

As = Callable[[User], Client]


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    return partnership_idea(now, coordinator)


def address(partnership: Partnership, side: str = "ours") -> str:
    return reverse("benefit_create", args=[partnership.pk]) + f"?side={side}"


def test_a_line_with_all_four_blanks_can_be_checked(
    client_as: As, coordinator: User, partnership: Partnership
) -> None:
    response = client_as(coordinator).post(
        address(partnership),
        {
            "what": "Cross-training",
            "how_much": "2 sessions",
            "rhythm": "each year",
            "told_by": Contact.objects.get(name="Sam Reyes").pk,
        },
    )

    assert response.status_code == 302
    line = Benefit.objects.get()
    assert line.side == Side.OURS
    assert line.is_checkable()


def test_a_loose_line_of_theirs_is_welcome(
    client_as: As, coordinator: User, partnership: Partnership
) -> None:
    response = client_as(coordinator).post(
        address(partnership, "theirs"), {"what": "Seats", "is_guess": "on"}
    )

    assert response.status_code == 302
    line = Benefit.objects.get()
    assert (line.side, line.is_guess) == (Side.THEIRS, True)


def test_those_who_tell_are_people_of_that_side(
    client_as: As, coordinator: User, partnership: Partnership
) -> None:
    page = client_as(coordinator).get(address(partnership, "theirs")).content.decode()

    assert "Kim Lee" in page
    assert "Sam Reyes" not in page


def test_somebody_of_the_other_side_does_not_tell(
    client_as: As, coordinator: User, partnership: Partnership
) -> None:
    response = client_as(coordinator).post(
        address(partnership),
        {"what": "Seats", "told_by": Contact.objects.get(name="Kim Lee").pk},
    )

    assert response.status_code == 422
    assert not Benefit.objects.exists()


def test_it_begins_with_an_offering(
    client_as: As, coordinator: User, partnership: Partnership, now: datetime
) -> None:
    ours = our_organization(now, coordinator)
    offering = ServiceOfferingFactory.create(organization=ours, title="Twelve workshops")
    other = ServiceOfferingFactory.create(organization=ours, title="A quiet room")
    client = client_as(coordinator)

    page = client.get(address(partnership) + f"&offering={offering.pk}").content.decode()

    assert 'value="Twelve workshops"' in page
    assert f"offering={other.pk}" in page
    client.post(address(partnership), {"what": "Twelve workshops", "offering": offering.pk})
    assert Benefit.objects.get().offering == offering
    assert "Twelve workshops" not in client.get(address(partnership)).content.decode()


def test_an_offering_of_the_other_side_does_not_fit(
    client_as: As, coordinator: User, partnership: Partnership
) -> None:
    offering = ServiceOfferingFactory.create(organization=partnership.organization)

    response = client_as(coordinator).get(address(partnership) + f"&offering={offering.pk}")

    assert response.status_code == 404


def test_a_line_says_what(client_as: As, coordinator: User, partnership: Partnership) -> None:
    response = client_as(coordinator).post(address(partnership), {"how_much": "2"})

    assert response.status_code == 422
    assert not Benefit.objects.exists()


def test_more_stands_open_when_an_error_is_in_it(
    client_as: As, coordinator: User, partnership: Partnership
) -> None:
    response = client_as(coordinator).post(
        address(partnership), {"what": "Seats", "notes": "Ask for 078-05-1120"}
    )

    assert response.status_code == 422
    assert '<details class="mb-3" open>' in response.content.decode()


def test_there_are_two_sides(client_as: As, coordinator: User, partnership: Partnership) -> None:
    response = client_as(coordinator).get(address(partnership, "nobody"))

    assert response.status_code == 404


def test_a_viewer_adds_nothing(client_as: As, viewer: User, partnership: Partnership) -> None:
    BenefitFactory.create(partnership=partnership)

    response = client_as(viewer).post(address(partnership), {"what": "Seats"})

    assert response.status_code == 403
    assert Benefit.objects.count() == 1
