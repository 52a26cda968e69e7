"""The only way a partnership moves (L1): the whole matrix, and what each step needs."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from accounts.models import User
from audit.models import Event
from common.errors import DomainError
from partnerships.engagement import actions as engagement
from partnerships.engagement.models import FollowUp, Interaction
from partnerships.exchange.models import Acceptance, Acknowledgement, WiifmAnswer
from partnerships.organizations.models import Contact
from partnerships.pipeline import actions as pipeline
from partnerships.relationships.actions.stages import set_stage
from partnerships.relationships.lifecycle import OPEN_STAGES, Side, Stage
from partnerships.relationships.models import Partnership, PurposeAgreement, StageChange
from tests.factories import ClosingReasonFactory
from tests.refusals import refused
from tests.scenarios import partnership_idea, partnership_ready_for_mou

S = Stage

#: The table of the life of a partnership, written out; what is not here is refused.
ALLOWED = {
    S.IDENTIFIED: {S.REACHING_OUT, S.PAUSED, S.CLOSED},
    S.REACHING_OUT: {S.IDENTIFIED, S.EXPLORING, S.PAUSED, S.CLOSED},
    S.EXPLORING: {S.IDENTIFIED, S.REACHING_OUT, S.VALUE_MAPPED, S.PAUSED, S.CLOSED},
    S.VALUE_MAPPED: {
        S.IDENTIFIED,
        S.REACHING_OUT,
        S.EXPLORING,
        S.AGREEING,
        S.PAUSED,
        S.CLOSED,
    },
    S.AGREEING: {
        S.IDENTIFIED,
        S.REACHING_OUT,
        S.EXPLORING,
        S.VALUE_MAPPED,
        S.ACTIVE,
        S.PAUSED,
        S.CLOSED,
    },
    S.ACTIVE: {
        S.IDENTIFIED,
        S.REACHING_OUT,
        S.EXPLORING,
        S.VALUE_MAPPED,
        S.AGREEING,
        S.PAUSED,
        S.CLOSED,
    },
    S.PAUSED: {S.VALUE_MAPPED, S.CLOSED},  # it was at "Value agreed" before
    S.CLOSED: {S.EXPLORING},
}

#: What each step forward needs.
NEEDS = {
    S.REACHING_OUT: ["owner", "motive"],
    S.EXPLORING: ["two_way"],
    S.VALUE_MAPPED: ["our_line", "their_line", "our_yes", "their_yes"],
    S.AGREEING: [
        "our_line",
        "their_line",
        "our_yes",
        "their_yes",
        "we_read",
        "they_read",
        "same_page",
    ],
    S.ACTIVE: ["mou"],
}

#: How to make one of these facts untrue.
BREAK: dict[str, Callable[[Partnership], object]] = {
    "owner": lambda p: Partnership.objects.filter(pk=p.pk).update(owner=None),
    "motive": lambda p: p.motives.clear(),
    "two_way": lambda p: (
        Interaction.objects.all().delete(),
        Partnership.objects.filter(pk=p.pk).update(answered_on=None),
    ),
    "our_line": lambda _p: Acceptance.objects.filter(line__side=Side.OURS).delete(),
    "their_line": lambda _p: Acceptance.objects.filter(line__side=Side.THEIRS).delete(),
    "our_yes": lambda _p: WiifmAnswer.objects.filter(side=Side.OURS).delete(),
    "their_yes": lambda _p: WiifmAnswer.objects.filter(side=Side.THEIRS).delete(),
    "we_read": lambda _p: Acknowledgement.objects.filter(side=Side.OURS).delete(),
    "they_read": lambda _p: Acknowledgement.objects.filter(side=Side.THEIRS).delete(),
    "same_page": lambda _p: PurposeAgreement.objects.filter(contact__name="Kim Lee").delete(),
    "mou": lambda p: Partnership.objects.filter(pk=p.pk).update(
        no_mou_approved_at=None, no_mou_approved_by=None
    ),
}


@pytest.fixture
def ready(coordinator: User, leader: User, now: datetime) -> Partnership:
    """A partnership for which everything holds that any step could need."""
    partnership = partnership_ready_for_mou(now, coordinator)
    pipeline.ask_for_no_mou(
        partnership=partnership, reason="A letter is enough", by=coordinator, now=now
    )
    return pipeline.approve_no_mou(partnership=partnership, by=leader, now=now)


def terms_for(stage: Stage, now: datetime) -> pipeline.Hold | pipeline.Ending | None:
    day = now.date() + timedelta(days=30)
    if stage == S.PAUSED:
        return pipeline.Hold(check_again_on=day)
    if stage == S.CLOSED:
        return pipeline.Ending(reason=ClosingReasonFactory.create(), revisit_on=day)
    return None


def put_at(partnership: Partnership, stage: Stage, by: User, now: datetime) -> Partnership:
    """Put it at a stage without asking anything."""
    if stage == S.PAUSED:
        partnership = put_at(partnership, S.VALUE_MAPPED, by, now)
    if stage in {S.PAUSED, S.CLOSED}:
        return pipeline.move(
            partnership=partnership,
            to=stage,
            by=by,
            now=now,
            note="because",
            terms=terms_for(stage, now),
        )
    if partnership.stage == stage:
        return partnership
    return set_stage(partnership=partnership, to=stage, by=by, now=now, note="")


@pytest.mark.parametrize("here", Stage)
def test_the_whole_matrix(here: Stage, ready: Partnership, leader: User, now: datetime) -> None:
    partnership = put_at(ready, here, leader, now)
    went = set()
    for to in Stage:
        try:
            with transaction.atomic():
                moved = pipeline.move(
                    partnership=partnership,
                    to=to,
                    by=leader,
                    now=now,
                    note="because",
                    terms=terms_for(to, now),
                )
                assert moved.stage == to
                transaction.set_rollback(True)
            went.add(to)
        except DomainError as refusal:
            found = (refusal.code, refusal.field)
            assert found == ("move_refused", "to")

    assert went == ALLOWED[here]


@pytest.mark.parametrize(
    ("to", "code"), [(to, code) for to, codes in NEEDS.items() for code in codes]
)
def test_a_step_forward_names_what_it_misses(
    to: Stage, code: str, ready: Partnership, leader: User, now: datetime
) -> None:
    before = OPEN_STAGES[OPEN_STAGES.index(to) - 1]
    partnership = put_at(ready, before, leader, now)
    BREAK[code](partnership)

    with pytest.raises(pipeline.NotYet) as refusal:
        pipeline.move(partnership=partnership, to=to, by=leader, now=now)

    assert [check.code for check in refusal.value.missing] == [code]
    assert refusal.value.missing[0].fix_url()
    assert refusal.value.missing[0].text in str(refusal.value)
    partnership.refresh_from_db()
    assert partnership.stage == before


def test_a_move_writes_one_row_of_history_and_one_event(coordinator: User, now: datetime) -> None:
    partnership = partnership_idea(now, coordinator)
    later = now + timedelta(days=9)
    events = Event.objects.count()

    pipeline.move(
        partnership=partnership, to=S.REACHING_OUT, by=coordinator, now=later, note="Met them"
    )

    change = StageChange.objects.latest("pk")
    assert (change.from_stage, change.to_stage) == (S.IDENTIFIED, S.REACHING_OUT)
    assert (change.at, change.by, change.note) == (later, coordinator, "Met them")
    assert change.time_in_stage == timedelta(days=9)
    assert Event.objects.count() == events + 1
    assert Event.objects.latest("pk").verb == "partnership.moved"


def test_a_step_back_needs_a_note(ready: Partnership, coordinator: User, now: datetime) -> None:
    with refused("move_refused") as refusal:
        pipeline.move(partnership=ready, to=S.EXPLORING, by=coordinator, now=now)

    assert refusal.value.field == "note"


def test_on_hold_needs_a_reason(ready: Partnership, coordinator: User, now: datetime) -> None:
    terms = terms_for(S.PAUSED, now)

    with refused("move_refused") as refusal:
        pipeline.move(partnership=ready, to=S.PAUSED, by=coordinator, now=now, terms=terms)

    assert refusal.value.field == "note"


def test_on_hold_needs_a_day_ahead(ready: Partnership, coordinator: User, now: datetime) -> None:
    terms = pipeline.Hold(check_again_on=now.date())

    with refused("move_refused") as refusal:
        pipeline.move(
            partnership=ready, to=S.PAUSED, by=coordinator, now=now, note="Summer", terms=terms
        )

    assert refusal.value.field == "check_again_on"


def test_going_on_clears_the_hold(ready: Partnership, coordinator: User, now: datetime) -> None:
    partnership = put_at(ready, S.PAUSED, coordinator, now)

    partnership = pipeline.move(
        partnership=partnership, to=S.VALUE_MAPPED, by=coordinator, now=now
    )

    assert (partnership.paused_from, partnership.check_again_on) == ("", None)


def test_an_end_needs_a_reason(ready: Partnership, coordinator: User, now: datetime) -> None:
    with refused("move_refused") as refusal:
        pipeline.move(partnership=ready, to=S.CLOSED, by=coordinator, now=now)

    assert refusal.value.field == "reason"


@pytest.mark.parametrize("both", [True, False])
def test_an_end_needs_a_day_or_do_not_revisit(
    both: bool,  # noqa: FBT001
    ready: Partnership,
    coordinator: User,
    now: datetime,
) -> None:
    terms = pipeline.Ending(
        reason=ClosingReasonFactory.create(),
        revisit_on=now.date() if both else None,
        do_not_revisit=both,
    )

    with refused("move_refused") as refusal:
        pipeline.move(partnership=ready, to=S.CLOSED, by=coordinator, now=now, terms=terms)

    assert refusal.value.field == "revisit_on"


def test_an_end_waits_for_open_promises(
    ready: Partnership, coordinator: User, now: datetime
) -> None:
    promise = engagement.Promise(side=Side.THEIRS, what="Send the flyer", due_on=now.date())
    engagement.promise(partnership=ready, given=promise, by=coordinator, now=now)

    with refused("move_refused", match="Some commitments are still open"):
        put_at(ready, S.CLOSED, coordinator, now)

    engagement.close_promise(
        follow_up=FollowUp.objects.get(),
        kept=False,
        note="",
        by=coordinator,
        now=now,
        today=now.date(),
    )
    assert put_at(ready, S.CLOSED, coordinator, now).stage == S.CLOSED


def test_only_leadership_opens_again(
    ready: Partnership, coordinator: User, leader: User, now: datetime
) -> None:
    partnership = put_at(ready, S.CLOSED, coordinator, now)

    with refused("move_refused", match="leadership"):
        pipeline.move(
            partnership=partnership, to=S.EXPLORING, by=coordinator, now=now, note="They called"
        )

    partnership = pipeline.move(
        partnership=partnership, to=S.EXPLORING, by=leader, now=now, note="They called"
    )
    assert partnership.closing_reason is None
    assert partnership.reopened_at == now
    assert partnership.no_mou_approved_at is None


def test_an_existing_partnership_starts_at_work(coordinator: User, now: datetime) -> None:
    idea = partnership_idea(now, coordinator)

    partnership = pipeline.start_existing(
        organization=idea.organization,
        owner=coordinator,
        working_since=now.date() - timedelta(days=900),
        program="Youth",
        by=coordinator,
        now=now,
    )

    assert partnership.stage == S.ACTIVE
    assert partnership.began_before_accord
    assert partnership.stage_changes.count() == 1


def test_an_existing_partnership_did_not_start_ahead(coordinator: User, now: datetime) -> None:
    idea = partnership_idea(now, coordinator)

    with refused("move_refused") as refusal:
        pipeline.start_existing(
            organization=idea.organization,
            owner=coordinator,
            working_since=now.date() + timedelta(days=1),
            program="Youth",
            by=coordinator,
            now=now,
        )

    assert refusal.value.field == "working_since"


def test_no_mou_needs_a_reason(coordinator: User, now: datetime) -> None:
    partnership = partnership_idea(now, coordinator)

    with refused("move_refused") as refusal:
        pipeline.ask_for_no_mou(partnership=partnership, reason="", by=coordinator, now=now)

    assert refusal.value.field == "reason"


def test_no_mou_is_approved_by_leadership_alone(coordinator: User, now: datetime) -> None:
    partnership = partnership_idea(now, coordinator)
    pipeline.ask_for_no_mou(partnership=partnership, reason="Tiny", by=coordinator, now=now)

    with refused("move_refused", match="Only leadership"):
        pipeline.approve_no_mou(partnership=partnership, by=coordinator, now=now)


def test_no_mou_is_not_approved_before_somebody_asked(
    coordinator: User, leader: User, now: datetime
) -> None:
    partnership = partnership_idea(now, coordinator)

    with refused("move_refused", match="No one has asked"):
        pipeline.approve_no_mou(partnership=partnership, by=leader, now=now)


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("here", OPEN_STAGES)
def test_page_and_command_say_what_the_action_says(
    here: Stage,
    ready: Partnership,
    leader: User,
    now: datetime,
    client_as: Callable[[User], Client],
) -> None:
    partnership = put_at(ready, here, leader, now)
    client = client_as(leader)
    for to in OPEN_STAGES:
        for missing in (None, *NEEDS.get(to, [])):
            with transaction.atomic():
                if missing:
                    BREAK[missing](partnership)
                said = [door(partnership, to, leader, now, client) for door in DOORS]
                transaction.set_rollback(True)
            assert said[0] == said[1] == said[2], (here, to, missing)


def by_action(p: Partnership, to: Stage, by: User, now: datetime, _client: Client) -> str:
    return refusal_of(lambda: pipeline.move(partnership=p, to=to, by=by, now=now, note="because"))


def by_command(p: Partnership, to: Stage, by: User, _now: datetime, _client: Client) -> str:
    return refusal_of(
        lambda: call_command(
            "move_partnership", p.pk, to.value, by=by.email, note="because", stdout=StringIO()
        )
    )


def by_page(p: Partnership, to: Stage, _by: User, _now: datetime, client: Client) -> str:
    with transaction.atomic():
        response = client.post(f"/partners/{p.pk}/move/", {"to": to.value, "note": "because"})
        transaction.set_rollback(True)
    if response.status_code == 302:
        return ""
    return str(response.context["form"].non_field_errors()[0])


def refusal_of(move: Callable[[], object]) -> str:
    """What the refusal says; nothing when it moved. What was done is taken back."""
    before = Partnership.objects.values().get()
    try:
        with transaction.atomic():
            move()
            transaction.set_rollback(True)
    except (DomainError, CommandError) as refusal:
        assert Partnership.objects.values().get() == before
        return str(refusal)
    return ""


#: The ways in; each leads to the one action.
DOORS = (by_action, by_command, by_page)


def test_a_promise_in_somebodys_hands_outlives_the_end(
    ready: Partnership, coordinator: User, now: datetime
) -> None:
    promise = engagement.Promise(side=Side.THEIRS, what="Send the flyer", due_on=now.date())
    given = engagement.promise(partnership=ready, given=promise, by=coordinator, now=now)
    keeper = Contact.objects.get(name="Kim Lee")
    engagement.reschedule_promise(
        follow_up=given, due_on=now.date(), contact=keeper, by=coordinator, now=now
    )

    assert put_at(ready, S.CLOSED, coordinator, now).stage == S.CLOSED
    assert FollowUp.objects.open().get().contact == keeper
