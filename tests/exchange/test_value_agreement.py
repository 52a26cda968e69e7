"""The value agreement proves the seven checks and never changes."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from partnerships.exchange.lifecycle import Answer
from partnerships.exchange.models import ValueAgreement
from partnerships.exchange.models.agreement import NotProven
from partnerships.exchange.queries import gate_of
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from tests.factories import BenefitFactory
from tests.scenarios import partnership_ready_for_mou, side_says


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    return partnership_ready_for_mou(now, coordinator)


def proof_of(partnership: Partnership, now: datetime, by: User) -> ValueAgreement:
    """An agreement with the rows that really prove it; unsaved."""
    gate = gate_of(partnership, now.date())
    said, page = gate.exchange, gate.page
    return ValueAgreement(
        list_version=said.version,
        our_answer=said.answers[Side.OURS],
        their_answer=said.answers[Side.THEIRS],
        our_acknowledgement=said.acknowledgements[Side.OURS],
        their_acknowledgement=said.acknowledgements[Side.THEIRS],
        our_leader=page.leader(Side.OURS),
        our_deliverer=page.deliverer(Side.OURS),
        their_leader=page.leader(Side.THEIRS),
        their_deliverer=page.deliverer(Side.THEIRS),
        our_lines_accepted=1,
        their_lines_accepted=1,
        made_at=now,
        made_by=by,
    )


@pytest.fixture
def agreement(partnership: Partnership, coordinator: User, now: datetime) -> ValueAgreement:
    made = proof_of(partnership, now, coordinator)
    made.save()
    return made


def test_it_is_stored_when_its_rows_prove_it(agreement: ValueAgreement) -> None:
    assert ValueAgreement.objects.get() == agreement


def test_it_is_not_created_directly_with_an_answer_that_is_not_a_yes(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    side_says(partnership, Side.THEIRS, now, coordinator, answer=Answer.NO)
    draft = proof_of(partnership, now, coordinator)
    values = {
        field.name: getattr(draft, field.name)
        for field in ValueAgreement._meta.concrete_fields
        if field.name != "id"
    }

    with pytest.raises(NotProven, match="not a yes"):
        ValueAgreement.objects.create(**values)


def test_it_is_not_stored_with_the_sides_swapped(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    draft = proof_of(partnership, now, coordinator)
    draft.our_answer, draft.their_answer = draft.their_answer, draft.our_answer

    with pytest.raises(NotProven, match="not a yes"):
        draft.save()


def test_it_is_not_stored_with_an_answer_for_other_lists(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    other = partnership_ready_for_mou(now, coordinator, name="Second Chance Bakery")
    BenefitFactory.create(partnership=other)
    draft = proof_of(partnership, now, coordinator)
    draft.list_version.ours_hash = "0" * 64

    with pytest.raises(NotProven, match="for other lists"):
        draft.save()


def test_it_is_not_stored_with_reading_of_another_list(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    draft = proof_of(partnership, now, coordinator)
    draft.our_acknowledgement = draft.their_acknowledgement

    with pytest.raises(NotProven, match="has not read"):
        draft.save()


def test_it_is_not_stored_with_answers_of_another_partnership(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    other = partnership_ready_for_mou(now, coordinator, name="Second Chance Bakery")
    draft = proof_of(partnership, now, coordinator)
    draft.their_answer = proof_of(other, now, coordinator).their_answer

    with pytest.raises(NotProven, match="another partnership"):
        draft.save()


def test_it_is_not_stored_with_agreement_to_another_purpose(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    other = partnership_ready_for_mou(now, coordinator, name="Second Chance Bakery")
    draft = proof_of(partnership, now, coordinator)
    draft.their_leader = proof_of(other, now, coordinator).their_leader

    with pytest.raises(NotProven, match="another purpose"):
        draft.save()


@pytest.mark.parametrize("lines", ["our_lines_accepted", "their_lines_accepted"])
def test_each_side_has_an_accepted_checkable_line(
    lines: str, partnership: Partnership, coordinator: User, now: datetime
) -> None:
    draft = proof_of(partnership, now, coordinator)
    setattr(draft, lines, 0)

    with pytest.raises(IntegrityError), transaction.atomic():
        draft.save()


def test_the_same_proof_makes_one_agreement(
    agreement: ValueAgreement, partnership: Partnership, coordinator: User, now: datetime
) -> None:
    twin = proof_of(partnership, now, coordinator)

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


@pytest.mark.parametrize(
    "attempt",
    [
        lambda made: made.save(),
        lambda made: made.delete(),
        lambda _made: ValueAgreement.objects.update(our_lines_accepted=7),
        lambda _made: ValueAgreement.objects.all().delete(),
        lambda made: ValueAgreement.objects.bulk_update([made], ["our_lines_accepted"]),
        lambda made: ValueAgreement.objects.bulk_create([made]),
    ],
    ids=["save", "delete", "update", "delete_many", "bulk_update", "bulk_create"],
)
def test_it_never_changes(
    attempt: Callable[[ValueAgreement], object], agreement: ValueAgreement
) -> None:
    with pytest.raises(NotProven):
        attempt(agreement)

    assert ValueAgreement.objects.get().our_lines_accepted == 1


@pytest.mark.parametrize("name", ["our_answer", "their_acknowledgement", "our_leader"])
def test_what_it_rests_on_can_not_be_deleted(name: str, agreement: ValueAgreement) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        getattr(agreement, name).delete()
