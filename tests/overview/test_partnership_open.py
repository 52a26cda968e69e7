"""The page on which a partnership begins."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from partnerships.organizations.models import Organization
from partnerships.relationships.lifecycle import Stage
from partnerships.relationships.models import Partnership
from tests.factories import MotiveFactory
from tests.scenarios import our_organization, partner_organization

As = Callable[[User], Client]


@pytest.fixture
def organization(coordinator: User, now: datetime) -> Organization:
    return partner_organization(now, coordinator, "Bright Path Training")


def address(organization: Organization) -> str:
    return reverse("partnership_open", args=[organization.pk])


def test_a_new_idea(client_as: As, coordinator: User, organization: Organization) -> None:
    motive = MotiveFactory.create()
    client = client_as(coordinator)
    assert client.get(address(organization)).status_code == 200

    response = client.post(
        address(organization),
        {"way": "idea", "owner": coordinator.pk, "motives": [motive.pk]},
    )

    partnership = Partnership.objects.get()
    assert response.status_code == 302
    assert response["Location"] == partnership.get_absolute_url()
    assert partnership.stage == Stage.IDENTIFIED
    assert list(partnership.motives.all()) == [motive]


@pytest.mark.parametrize("name", ["person_title", "email", "phone"])
def test_what_is_said_of_a_contact_needs_the_name(
    client_as: As, coordinator: User, organization: Organization, name: str
) -> None:
    said = {"person_title": "Director", "email": "jo@example.org", "phone": "555 0100"}[name]
    response = client_as(coordinator).post(address(organization), {"way": "idea", name: said})
    assert response.status_code == 422
    assert "Enter the contact&#x27;s name." in response.content.decode()


def test_already_working_together(
    client_as: As, coordinator: User, organization: Organization
) -> None:
    since = timezone.localdate() - timedelta(days=900)

    client_as(coordinator).post(
        address(organization),
        {"way": "existing", "owner": coordinator.pk, "working_since": since},
    )

    partnership = Partnership.objects.get()
    assert partnership.stage == Stage.ACTIVE
    assert partnership.began_before_accord
    assert partnership.working_since == since


def test_already_working_together_since_when(
    client_as: As, coordinator: User, organization: Organization
) -> None:
    response = client_as(coordinator).post(
        address(organization), {"way": "existing", "owner": coordinator.pk}
    )

    assert response.status_code == 422
    assert "Enter roughly when you started working together." in response.content.decode()
    assert not Partnership.objects.exists()


def test_working_together_does_not_begin_tomorrow(
    client_as: As, coordinator: User, organization: Organization
) -> None:
    response = client_as(coordinator).post(
        address(organization),
        {
            "way": "existing",
            "owner": coordinator.pk,
            "working_since": timezone.localdate() + timedelta(days=2),
        },
    )

    assert response.status_code == 422
    assert not Partnership.objects.exists()


def test_a_second_one_names_another_program(
    client_as: As, coordinator: User, organization: Organization
) -> None:
    client, told = client_as(coordinator), {"way": "idea", "owner": coordinator.pk}
    client.post(address(organization), told)
    assert "Existing partnerships:" in client.get(address(organization)).content.decode()

    response = client.post(address(organization), told)

    assert response.status_code == 422
    assert "enter another program" in response.content.decode()
    client.post(address(organization), told | {"program": "Youth"})
    assert Partnership.objects.count() == 2


def test_our_own_organization_is_no_partner(
    client_as: As, coordinator: User, now: datetime
) -> None:
    ours = our_organization(now, coordinator)

    response = client_as(coordinator).post(address(ours), {"way": "idea", "owner": coordinator.pk})

    assert response.status_code == 422
    assert not Partnership.objects.exists()


def test_a_viewer_opens_nothing(
    client_as: As, viewer: User, coordinator: User, organization: Organization
) -> None:
    response = client_as(viewer).post(
        address(organization), {"way": "idea", "owner": coordinator.pk}
    )

    assert response.status_code == 403
    assert not Partnership.objects.exists()


def test_a_contact_and_a_next_step_can_be_added_at_once(
    client_as: As, coordinator: User, organization: Organization
) -> None:
    told = {"person_name": "Rosa Adeyemi", "next_step": "Call her"}
    client = client_as(coordinator)

    refused_form = client.post(address(organization), told).context["form"]
    assert set(refused_form.errors) == {"phone", "next_step_on"}
    client.post(address(organization), told | {"phone": "555 0100", "next_step_on": "2026-11-30"})

    partnership = Partnership.objects.get()
    assert partnership.owner == coordinator
    assert partnership.follow_ups.get().what == "Call her"
    assert organization.positions.get().contact.name == "Rosa Adeyemi"
