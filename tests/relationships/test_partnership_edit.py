"""The page on which owner, deputy, motives, program and rhythm change."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.relationships import actions as relationships
from partnerships.relationships.models import Partnership
from tests.factories import MotiveFactory
from tests.scenarios import partnership_idea

As = Callable[[User], Client]


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    return partnership_idea(now, coordinator)


def typed(partnership: Partnership, **values: object) -> dict[str, object]:
    return {
        "owner": partnership.owner_id,
        "deputy": "",
        "motives": [motive.pk for motive in partnership.motives.all()],
        "program": "",
        "review_every_months": 6,
        "version": partnership.version,
        **values,
    }


def test_it_saves_what_was_typed(
    client_as: As, coordinator: User, leader: User, partnership: Partnership
) -> None:
    motive = MotiveFactory.create()
    url = reverse("partnership_edit", args=[partnership.pk])
    assert client_as(coordinator).get(url).status_code == 200

    response = client_as(coordinator).post(
        url, typed(partnership, deputy=leader.pk, motives=[motive.pk], program="Adults")
    )

    assert response.status_code == 302
    assert response["Location"] == partnership.get_absolute_url()
    partnership.refresh_from_db()
    assert (partnership.deputy, partnership.program) == (leader, "Adults")
    assert list(partnership.motives.all()) == [motive]


def test_somebody_elses_edit_is_not_overwritten(
    client_as: As, coordinator: User, leader: User, partnership: Partnership, now: datetime
) -> None:
    seen = typed(partnership, program="Mine")
    partnership.program = "Theirs"
    relationships.edit_partnership(
        partnership=partnership, motives=[], seen_version=1, by=leader, now=now
    )

    response = client_as(coordinator).post(
        reverse("partnership_edit", args=[partnership.pk]), seen
    )

    assert response.status_code == 409
    page = response.content.decode()
    assert "Mine" in page
    assert "Theirs" in page
    partnership.refresh_from_db()
    assert partnership.program == "Theirs"


def test_the_deputy_is_not_the_owner(
    client_as: As, coordinator: User, partnership: Partnership
) -> None:
    response = client_as(coordinator).post(
        reverse("partnership_edit", args=[partnership.pk]),
        typed(partnership, deputy=coordinator.pk),
    )

    assert response.status_code == 422
    assert "Choose someone else." in response.content.decode()


def test_a_program_that_has_its_own_partnership_is_refused(
    client_as: As, coordinator: User, partnership: Partnership, now: datetime
) -> None:
    relationships.open_partnership(
        organization=partnership.organization,
        owner=coordinator,
        program="Youth",
        by=coordinator,
        now=now,
    )

    response = client_as(coordinator).post(
        reverse("partnership_edit", args=[partnership.pk]), typed(partnership, program="Youth")
    )

    assert response.status_code == 422
    assert "enter another program" in response.content.decode()


def test_a_viewer_is_no_owner(
    client_as: As, coordinator: User, viewer: User, partnership: Partnership
) -> None:
    response = client_as(coordinator).post(
        reverse("partnership_edit", args=[partnership.pk]), typed(partnership, owner=viewer.pk)
    )

    assert response.status_code == 422


def test_a_viewer_changes_nothing(client_as: As, viewer: User, partnership: Partnership) -> None:
    response = client_as(viewer).post(
        reverse("partnership_edit", args=[partnership.pk]), typed(partnership, program="X")
    )

    assert response.status_code == 403
    partnership.refresh_from_db()
    assert partnership.program == ""


def test_a_partnership_that_is_not_there(client_as: As, coordinator: User) -> None:
    response = client_as(coordinator).get(reverse("partnership_edit", args=[4711]))

    assert response.status_code == 404
