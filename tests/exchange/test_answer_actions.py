"""What people say counts fully, and for the lists they saw (W2, W7)."""

from datetime import datetime, timedelta

import pytest

from accounts.models import User
from audit.models import Event
from partnerships.exchange import actions as exchange
from partnerships.exchange.lifecycle import Answer
from partnerships.exchange.models import Acceptance, Acknowledgement, ListLine, WiifmAnswer
from partnerships.exchange.queries import gate_of
from partnerships.organizations.models import Contact
from partnerships.pipeline import actions as pipeline
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import How, Side, Stage
from partnerships.relationships.models import Partnership
from tests.factories import BenefitFactory, ClosingReasonFactory
from tests.refusals import refused
from tests.scenarios import (
    PURPOSE,
    lists_of,
    partner_organization,
    partnership_idea,
    partnership_ready_for_mou,
    person,
    shared_lists,
    side_says,
)


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    """A partnership whose lists are shared."""
    idea = partnership_idea(now, coordinator)
    shared_lists(idea, now, coordinator)
    return idea


@pytest.fixture
def answered(partnership: Partnership, coordinator: User, now: datetime) -> Partnership:
    """Both sides said yes and read the other's list."""
    for side in Side:
        side_says(partnership, side, now, coordinator)
    return partnership


def change(partnership: Partnership, side: Side, by: User, now: datetime, **values: str) -> None:
    """Change the wording of a side's line and share it."""
    line = partnership.benefits.filter(side=side).order_by("pk")[0]
    for name, value in values.items():
        setattr(line, name, value)
    exchange.edit_benefit(benefit=line, seen_version=line.version, by=by, now=now)
    exchange.share_changes(partnership=partnership, by=by, now=now)


def saying(now: datetime, **values: object) -> exchange.Saying:
    told = {"contact": Contact.objects.get(name="Jo Ortiz"), "side": Side.THEIRS}
    told |= {"how": How.PAPER, "said_on": now.date()} | values
    return exchange.Saying(**told)  # type: ignore[arg-type]


def test_one_saying_keeps_all_that_was_said(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    relationships.set_purpose(partnership=partnership, sentence=PURPOSE, by=coordinator, now=now)
    ours = ListLine.objects.get(side=Side.OURS)

    exchange.record_saying(
        partnership=partnership,
        saying=saying(
            now,
            has_read=True,
            answer=Answer.NOT_YET,
            comment="After the summer",
            accepts=[ours],
            agrees_with_purpose=True,
        ),
        by=coordinator,
        now=now,
    )

    known = lists_of(partnership, now)
    answer = known.answers[Side.THEIRS]
    assert (answer.value, answer.comment, answer.how) == ("not_yet", "After the summer", "paper")
    assert known.has_read(Side.THEIRS)
    assert known.accepted_checkable(Side.OURS) == [ours]
    assert not known.said_yes(Side.THEIRS)
    gate = gate_of(partnership, now.date())
    assert [one.agreement.contact.name for one in gate.page.agreed] == ["Jo Ortiz"]
    assert Event.objects.filter(verb="answers.recorded").count() == 1


def test_nothing_said_is_nothing_kept(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    with refused("nothing_said"):
        exchange.record_saying(
            partnership=partnership, saying=saying(now), by=coordinator, now=now
        )


def test_nobody_answers_for_lists_that_were_never_shared(coordinator: User, now: datetime) -> None:
    partnership = partnership_idea(now, coordinator)

    with refused("nothing_shared"):
        exchange.record_saying(
            partnership=partnership, saying=saying(now, has_read=True), by=coordinator, now=now
        )


def test_a_side_does_not_accept_its_own_lines(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    theirs = ListLine.objects.get(side=Side.THEIRS)

    with refused("line_not_theirs"):
        exchange.record_saying(
            partnership=partnership,
            saying=saying(now, accepts=[theirs]),
            by=coordinator,
            now=now,
        )

    assert not Acceptance.objects.exists()


def test_a_line_of_an_earlier_version_is_not_accepted_any_more(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    old = ListLine.objects.get(side=Side.OURS)
    change(partnership, Side.OURS, coordinator, now, how_much="9 sessions")

    with refused("line_not_theirs"):
        exchange.record_saying(
            partnership=partnership, saying=saying(now, accepts=[old]), by=coordinator, now=now
        )


def test_a_stranger_does_not_speak_for_a_side(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    elsewhere = partner_organization(now, coordinator, "Somewhere Else")
    stranger = person(now, coordinator, "Pat Stone", elsewhere, leads=True)

    with refused("not_of_that_side") as refusal:
        exchange.record_saying(
            partnership=partnership,
            saying=saying(now, contact=stranger, has_read=True),
            by=coordinator,
            now=now,
        )

    assert refusal.value.field == "contact"
    assert not Acknowledgement.objects.exists()


def test_a_refused_agreement_keeps_nothing_else(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    with refused("no_purpose"):
        exchange.record_saying(
            partnership=partnership,
            saying=saying(now, answer=Answer.YES, agrees_with_purpose=True),
            by=coordinator,
            now=now,
        )

    assert not WiifmAnswer.objects.exists()


def test_their_yes_confirms_what_we_guessed(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    guess = BenefitFactory.create(partnership=partnership, side=Side.THEIRS, is_guess=True)
    later = BenefitFactory.create(
        partnership=partnership, side=Side.THEIRS, is_guess=True, is_internal=True
    )
    exchange.share_changes(partnership=partnership, by=coordinator, now=now)

    side_says(partnership, Side.THEIRS, now, coordinator)

    guess.refresh_from_db()
    later.refresh_from_db()
    assert not guess.is_guess
    assert later.is_guess


def test_the_last_answer_of_a_side_counts(
    answered: Partnership, coordinator: User, now: datetime
) -> None:
    side_says(answered, Side.THEIRS, now + timedelta(days=1), coordinator, answer=Answer.NO)

    known = lists_of(answered, now)
    assert known.answer_is_current(Side.THEIRS)
    assert not known.said_yes(Side.THEIRS)


@pytest.mark.parametrize("changed", Side)
def test_any_change_makes_both_answers_stale(
    changed: Side, answered: Partnership, coordinator: User, now: datetime
) -> None:
    change(answered, changed, coordinator, now, why="another reason")

    known = lists_of(answered, now)
    assert not known.said_yes(Side.OURS)
    assert not known.said_yes(Side.THEIRS)


@pytest.mark.parametrize("changed", Side)
def test_reading_depends_on_the_other_list_only(
    changed: Side, answered: Partnership, coordinator: User, now: datetime
) -> None:
    change(answered, changed, coordinator, now, how_much="9 of them")

    known = lists_of(answered, now)
    assert known.has_read(changed)
    assert not known.has_read(changed.other)


def test_answers_hold_again_when_the_wording_comes_back(
    answered: Partnership, coordinator: User, now: datetime
) -> None:
    change(answered, Side.OURS, coordinator, now, how_much="9 sessions")
    change(answered, Side.OURS, coordinator, now, how_much="2 sessions")

    known = lists_of(answered, now)
    assert known.version
    assert known.version.number == 3
    assert known.said_yes(Side.THEIRS)
    assert known.has_read(Side.THEIRS)


def test_acceptance_is_carried_over_for_unchanged_wording(
    answered: Partnership, coordinator: User, now: datetime
) -> None:
    BenefitFactory.create(partnership=answered, what="A desk in our office")
    change(answered, Side.THEIRS, coordinator, now, how_much="30 seats")

    known = lists_of(answered, now)

    assert [line.what for line in known.accepted_checkable(Side.OURS)] == [
        "Cross-training for their staff"
    ]
    assert known.accepted_checkable(Side.THEIRS) == []


def test_a_line_that_became_loose_does_not_count_though_accepted(
    answered: Partnership, coordinator: User, now: datetime
) -> None:
    line = answered.benefits.get(side=Side.OURS)
    line.told_by = None
    exchange.edit_benefit(benefit=line, seen_version=line.version, by=coordinator, now=now)
    exchange.share_changes(partnership=answered, by=coordinator, now=now)

    known = lists_of(answered, now)

    assert known.accepted_checkable(Side.OURS) == []
    assert known.said_yes(Side.THEIRS)


def test_opening_again_makes_every_answer_stale(
    coordinator: User, leader: User, now: datetime
) -> None:
    partnership = partnership_ready_for_mou(now, coordinator)
    ending = pipeline.Ending(reason=ClosingReasonFactory.create(), do_not_revisit=True)
    later = now + timedelta(days=40)
    pipeline.move(partnership=partnership, to=Stage.CLOSED, by=leader, now=later, terms=ending)

    partnership = pipeline.move(
        partnership=partnership, to=Stage.EXPLORING, by=leader, now=later, note="They called"
    )

    missing = [check.code for check in gate_of(partnership, later.date()).missing()]
    assert missing == ["our_yes", "their_yes", "we_read", "they_read"]
