"""What is always true of a partnership's row; each constraint once."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import Stage
from partnerships.relationships.models import Partnership, Purpose, PurposeAgreement
from tests.factories import ClosingReasonFactory
from tests.scenarios import partnership_idea, same_page

DAY = date(2027, 1, 4)


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    return partnership_idea(now, coordinator)


@pytest.mark.parametrize(
    "values",
    [
        {"stage": Stage.PAUSED},
        {"stage": Stage.PAUSED, "check_again_on": DAY},
        {"stage": Stage.PAUSED, "paused_from": Stage.EXPLORING},
        {"check_again_on": DAY},
        {"stage": Stage.CLOSED, "revisit_on": DAY},
        {"do_not_revisit": True},
        {"no_mou_approved_at": datetime(2026, 11, 23).astimezone()},
    ],
)
def test_a_row_that_contradicts_itself_is_refused(
    values: dict[str, Any], partnership: Partnership
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Partnership.objects.filter(pk=partnership.pk).update(**values)


@pytest.mark.parametrize("both", [{"revisit_on": DAY, "do_not_revisit": True}, {}])
def test_an_end_says_when_to_look_again_or_never(
    both: dict[str, Any], partnership: Partnership
) -> None:
    reason = ClosingReasonFactory.create()

    with pytest.raises(IntegrityError), transaction.atomic():
        Partnership.objects.filter(pk=partnership.pk).update(
            stage=Stage.CLOSED, closing_reason=reason, **both
        )


def test_an_approval_that_no_mou_is_needed_has_a_reason(
    partnership: Partnership, leader: User, now: datetime
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Partnership.objects.filter(pk=partnership.pk).update(
            no_mou_approved_at=now, no_mou_approved_by=leader
        )


def test_the_deputy_is_somebody_else(partnership: Partnership, coordinator: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Partnership.objects.filter(pk=partnership.pk).update(deputy=coordinator)


def test_there_is_one_per_organization_and_program(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    second = relationships.open_partnership(
        organization=partnership.organization,
        owner=coordinator,
        program="Youth",
        by=coordinator,
        now=now,
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        Partnership.objects.filter(pk=second.pk).update(program="")


def test_a_purpose_says_something(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Purpose.objects.create(
            partnership=partnership, sentence="", set_at=now, set_by=coordinator
        )


def test_a_person_agrees_with_a_purpose_once(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    same_page(partnership, now, coordinator)
    agreement = PurposeAgreement.objects.all()[0]
    agreement.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        agreement.save(force_insert=True)
