"""Two people do the same to an organization, or to a person, at the same moment."""

from datetime import date, datetime

import pytest

from accounts.models import User
from audit.models import Event
from partnerships.organizations import actions
from partnerships.organizations.lifecycle import Scheme
from partnerships.organizations.models import Identifier, Organization, Position
from tests.refusals import refused
from tests.scenarios import partner_organization, person
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_number_goes_to_one_of_two(coordinator: User, now: datetime) -> None:
    both = [partner_organization(now, coordinator, name) for name in ("Elm", "Oak")]

    def identify(organization: Organization) -> bool:
        try:
            actions.add_identifier(
                organization=organization, scheme=Scheme.OTHER, value="1", by=coordinator, now=now
            )
        except actions.IdentifierTaken as taken:
            return taken.holder in both
        return False

    assert sorted(at_once(*[lambda one=one: identify(one) for one in both])) == [False, True]
    assert Identifier.objects.count() == 1


def test_an_organization_is_archived_and_restored_once(coordinator: User, now: datetime) -> None:
    elm = partner_organization(now, coordinator, "Elm")
    for verb, act in (
        ("organization.archived", actions.archive_organization),
        ("organization.restored", actions.restore_organization),
    ):
        read = [Organization.objects.get(pk=elm.pk) for _ in range(2)]
        at_once(*[lambda one=one: act(organization=one, by=coordinator, now=now) for one in read])  # noqa: B023 -- done before the next
        assert Event.objects.filter(verb=verb).count() == 1


def test_a_position_ends_once(coordinator: User, now: datetime, today: date) -> None:
    person(now, coordinator, "Kim Bell", partner_organization(now, coordinator, "Elm"))
    read = [Position.objects.get() for _ in range(2)]
    actions.end_position(position=read[0], until=today, by=coordinator, now=now)
    with refused("position_ended"):
        actions.end_position(position=read[1], until=date(2026, 1, 1), by=coordinator, now=now)
    assert Position.objects.get().until == today
