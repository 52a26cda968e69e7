"""What is always true of lines, versions and what was said; each constraint once."""

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from partnerships.exchange.models import Acceptance, ListLine, ListVersion
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from tests.factories import BenefitFactory, ServiceOfferingFactory
from tests.scenarios import partnership_idea, shared_lists, side_says


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    return partnership_idea(now, coordinator)


def test_a_line_says_what(partnership: Partnership) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        BenefitFactory.create(partnership=partnership, what="")


def test_a_line_of_ours_is_no_guess(partnership: Partnership) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        BenefitFactory.create(partnership=partnership, side=Side.OURS, is_guess=True)


def test_an_offering_stands_once(partnership: Partnership) -> None:
    known = ServiceOfferingFactory.create(organization=partnership.organization)

    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceOfferingFactory.create(organization=known.organization, title=known.title)


def test_versions_are_numbered_once(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    version = shared_lists(partnership, now, coordinator)
    version.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        version.save(force_insert=True)

    assert ListVersion.objects.count() == 1


def test_a_line_stands_once_in_a_version(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    shared_lists(partnership, now, coordinator)
    line = ListLine.objects.filter(side=Side.OURS).get()
    line.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        line.save(force_insert=True)


def test_a_person_accepts_a_line_once(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    shared_lists(partnership, now, coordinator)
    side_says(partnership, Side.OURS, now, coordinator)
    side_says(partnership, Side.OURS, now, coordinator)
    acceptance = Acceptance.objects.get()
    acceptance.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        acceptance.save(force_insert=True)
