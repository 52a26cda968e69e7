"""The gate W3: nothing goes out and no signature counts before all seven checks hold.

Tried by action, by page, in the panel, and past all of them straight at the database.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.agreements import actions as agreements
from partnerships.agreements.lifecycle import (
    PAST_THE_GATE,
    DocumentKind,
    Exemption,
    MouState,
    Standing,
)
from partnerships.agreements.models import Document, Mou, MouType, Signature, Signer
from partnerships.exchange import actions as exchange
from partnerships.exchange.lifecycle import Answer
from partnerships.exchange.models import ListLine, ValueAgreement
from partnerships.pipeline import actions as pipeline
from partnerships.relationships.lifecycle import How, Side, Stage
from partnerships.relationships.models import Partnership, StageChange
from tests.refusals import refused
from tests.scenarios import (
    all_seven_checks,
    call_with_them,
    checkable_line,
    drafted_mou,
    leader_of,
    moved_on_to,
    our_organization,
    partnership_idea,
    partnership_ready_for_mou,
    pdf,
    same_page,
    shared_lists,
    side_says,
    sign,
    sign_all,
)

ClientAs = Callable[[User], Client]


@pytest.fixture
def idea(coordinator: User, now: datetime) -> Partnership:
    return partnership_idea(now, coordinator)


def untouched(mou: Mou) -> None:
    mou.refresh_from_db()
    assert mou.state in {MouState.DRAFT, MouState.READY_TO_SIGN}
    assert not Signature.objects.exists()
    assert not ValueAgreement.objects.exists()


def test_nothing_goes_out_by_action(idea: Partnership, coordinator: User, now: datetime) -> None:
    mou = drafted_mou(idea, now, coordinator)
    with pytest.raises(pipeline.GateClosed) as refusal:
        pipeline.send_out(mou=mou, by=coordinator, now=now)
    assert len(refusal.value.missing) == 7
    untouched(mou)


@pytest.mark.parametrize("role", ["coordinator", "leader"])
def test_no_signature_counts_by_action_whoever_asks(
    idea: Partnership, now: datetime, role: str, request: pytest.FixtureRequest
) -> None:
    by = request.getfixturevalue(role)
    mou = drafted_mou(idea, now, by)
    for signer in Signer.objects.all():
        with pytest.raises(pipeline.GateClosed), transaction.atomic():
            sign(mou, signer, now, by)
    untouched(mou)
    assert not Document.objects.exists()


@pytest.mark.parametrize("role", ["viewer", "coordinator", "leader", "administrator"])
def test_no_signature_counts_by_page_in_any_role(
    idea: Partnership,
    coordinator: User,
    now: datetime,
    client_as: ClientAs,
    role: str,
    request: pytest.FixtureRequest,
) -> None:
    mou = drafted_mou(idea, now, coordinator)
    signer = Signer.objects.first()
    assert signer is not None
    client = client_as(request.getfixturevalue(role))
    data = {"signers": [signer.pk], "signed_on": "2026-11-20", "how": "paper", "upload": pdf()}
    assert client.post(f"/agreements/{mou.pk}/sign/", data).status_code in {403, 422}
    assert client.post(f"/agreements/{mou.pk}/send/").status_code in {403, 422}
    untouched(mou)


def test_the_page_names_what_is_missing(
    idea: Partnership, coordinator: User, now: datetime, client_as: ClientAs
) -> None:
    mou = drafted_mou(idea, now, coordinator)
    text = unescape(client_as(coordinator).post(f"/agreements/{mou.pk}/send/").content.decode())
    assert "They've read our list" in text
    assert reverse("benefit_create", args=[idea.pk]) in text


@pytest.mark.parametrize("state", PAST_THE_GATE)
def test_no_row_past_the_gate_without_it(
    idea: Partnership, coordinator: User, now: datetime, state: MouState
) -> None:
    mou = drafted_mou(idea, now, coordinator)
    day = {"signed_on": now.date(), "stopped_on": now.date()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Mou.objects.filter(pk=mou.pk).update(state=state, **day)
    row = {"type": mou.type, "gated": True, "title": "x", "created_at": now}
    forged = Mou(**row, created_by=coordinator, state=state, **day)
    with pytest.raises(IntegrityError), transaction.atomic():
        forged.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Mou.objects.bulk_create([forged])
    untouched(mou)


def test_no_signature_row_without_a_value_agreement_or_with_both(
    coordinator: User, now: datetime
) -> None:
    ready = partnership_ready_for_mou(now, coordinator)
    mou = drafted_mou(ready, now, coordinator)
    pipeline.send_out(mou=mou, by=coordinator, now=now)
    agreement = ValueAgreement.objects.get()
    signer = Signer.objects.select_related("contact")[0]
    paper = agreements.attach_document(
        mou=mou,
        partnership=None,
        kind=DocumentKind.SIGNED,
        upload=pdf(),
        by=coordinator,
        now=now,
    )
    for basis in (
        {"value_agreement": None, "exemption": ""},
        {"value_agreement": agreement, "exemption": Exemption.NOT_GATED},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Signature.objects.create(
                mou=mou,
                signer=signer,
                contact=signer.contact,
                signed_on=now.date(),
                document=paper,
                recorded_at=now,
                recorded_by=coordinator,
                **basis,
            )
    assert not Signature.objects.exists()


def test_the_panel_has_no_way(
    idea: Partnership, coordinator: User, leader: User, now: datetime, client_as: ClientAs
) -> None:
    mou = drafted_mou(idea, now, coordinator)
    client = client_as(leader)
    data = {"title": "x", "state": "signed", "signed_on": "2026-11-20", "is_gated": ""}
    assert client.post(f"/admin/partnerships/mou/{mou.pk}/change/", data).status_code == 403
    kind = {"label": "x", "notice_days": "30", "position": "1", "source": "", "is_active": "on"}
    client.post(f"/admin/partnerships/moutype/{mou.type_id}/change/", kind)
    assert MouType.objects.get(pk=mou.type_id).is_gated
    untouched(mou)


@pytest.mark.parametrize("missing", range(7))
def test_each_of_the_seven_alone_keeps_it_closed(
    idea: Partnership, coordinator: User, now: datetime, missing: int
) -> None:
    """Bring about everything but one; the gate names that one."""
    if missing < 2:
        side = Side.OURS if missing == 0 else Side.THEIRS
        checkable_line(idea, side.other, now, coordinator)
        _loose(idea, side, coordinator, now)
    else:
        for side in Side:
            checkable_line(idea, side, now, coordinator)
    shared_lists_only(idea, coordinator, now)
    for place, side in enumerate(Side):
        answer = None if missing == 2 + place else Answer.YES
        side_says(idea, side, now, coordinator, answer=answer, has_read=missing != 4 + place)
        if answer is None:
            _accept_all(idea, side, coordinator, now)
    if missing != 6:
        same_page(idea, now, coordinator)
    mou = drafted_mou(idea, now, coordinator)
    with pytest.raises(pipeline.GateClosed) as refusal:
        pipeline.send_out(mou=mou, by=coordinator, now=now)
    codes = ["our_line", "their_line", "our_yes", "their_yes", "we_read", "they_read", "same_page"]
    assert [check.code for check in refusal.value.missing] == [codes[missing]]


def _loose(partnership: Partnership, side: Side, by: User, now: datetime) -> None:
    benefit = checkable_line(partnership, side, now, by)
    type(benefit).objects.filter(pk=benefit.pk).update(rhythm="")


def shared_lists_only(partnership: Partnership, by: User, now: datetime) -> None:
    from_now = exchange.share_changes(partnership=partnership, by=by, now=now)
    assert from_now.number == 1


def _accept_all(partnership: Partnership, side: Side, by: User, now: datetime) -> None:
    lines = ListLine.objects.filter(list_version__partnership=partnership, side=side.other)
    ours = our_organization(now, by)
    leader = leader_of(now, by, ours if side == Side.OURS else partnership.organization)
    saying = exchange.Saying(
        contact=leader, side=side, how=How.PHONE, said_on=now.date(), accepts=list(lines)
    )
    exchange.record_saying(partnership=partnership, saying=saying, by=by, now=now)


def test_once_all_hold_both_sign_and_the_work_begins(coordinator: User, now: datetime) -> None:
    ready = partnership_ready_for_mou(now, coordinator)
    mou = sign_all(drafted_mou(ready, now, coordinator), now, coordinator)
    ready.refresh_from_db()
    assert mou.standing(now.date()) == Standing.IN_FORCE
    assert ready.stage == Stage.ACTIVE
    assert set(Signature.objects.values_list("value_agreement", flat=True)) == {
        ValueAgreement.objects.get().pk
    }
    last = StageChange.objects.filter(partnership=ready).latest("pk")
    assert (last.from_stage, last.to_stage) == (Stage.AGREEING, Stage.ACTIVE)


def test_later_edits_do_not_block_the_other_signature(coordinator: User, now: datetime) -> None:
    ready = partnership_ready_for_mou(now, coordinator)
    mou = drafted_mou(ready, now, coordinator)
    first, second = Signer.objects.filter(party__mou=mou).order_by("pk")
    sign(mou, first, now, coordinator)
    shared_lists(ready, now + timedelta(hours=1), coordinator)
    sign(mou, second, now + timedelta(hours=2), coordinator)
    mou.refresh_from_db()
    assert mou.state == MouState.SIGNED


def test_a_letter_of_intent_needs_no_answers_and_opens_nothing(
    idea: Partnership, coordinator: User, now: datetime
) -> None:
    mou = sign_all(drafted_mou(idea, now, coordinator, code="letter-of-intent"), now, coordinator)
    idea.refresh_from_db()
    assert mou.is_in_force(now.date())
    assert idea.stage == Stage.IDENTIFIED
    assert set(Signature.objects.values_list("exemption", flat=True)) == {Exemption.NOT_GATED}


def test_a_paper_signed_early_counts_once_the_checks_hold_with_its_true_date(
    idea: Partnership, coordinator: User, now: datetime
) -> None:
    call_with_them(idea, now, coordinator)
    mou = drafted_mou(idea, now, coordinator)
    early = now.date() - timedelta(days=20)
    agreements.keep_signed_early(mou=mou, signed_on=early, scan=pdf(), by=coordinator, now=now)
    untouched(mou)
    assert list(Mou.objects.signed_early()) == [mou]
    all_seven_checks(idea, now, coordinator)
    paper = Document.objects.get()
    for signer in Signer.objects.all():
        signed = agreements.Signed(signer, early, How.PAPER, paper)
        pipeline.record_signature(mou=mou, signed=signed, by=coordinator, now=now)
    mou.refresh_from_db()
    idea.refresh_from_db()
    assert (mou.signed_on, mou.is_in_force(now.date())) == (early, True)
    assert not Mou.objects.signed_early().exists()


def test_an_older_mou_counts_by_its_dates_and_has_no_signatures(
    idea: Partnership, coordinator: User, now: datetime, today: date
) -> None:
    agreements.go_live(on=today - timedelta(days=100), by=None, now=now)
    kind = MouType.objects.create(code="general", label="General MOU")

    def enter(title: str, signed_about: date) -> Mou:
        return agreements.enter_legacy(
            mou=Mou(type=kind, title=title, end_known="unsure"),
            partnership=idea,
            signed_about=signed_about,
            signers="two directors",
            scan=pdf(),
            by=coordinator,
            now=now,
        )

    assert enter("From the drawer", today - timedelta(days=1400)).is_in_force(today)
    assert not Signature.objects.exists()
    with refused("not_legacy"):
        enter("Too new", today - timedelta(days=100))


def test_a_fixed_start_moves_the_stage_on_its_day(coordinator: User, now: datetime) -> None:
    ready = partnership_ready_for_mou(now, coordinator)
    mou = drafted_mou(ready, now, coordinator)
    Mou.objects.filter(pk=mou.pk).update(starts_on=now.date() + timedelta(days=5))
    mou = sign_all(Mou.objects.get(pk=mou.pk), now, coordinator)
    ready.refresh_from_db()
    assert (mou.standing(now.date()), ready.stage) == (Standing.NOT_YET, Stage.AGREEING)
    assert pipeline.begin_due_work(now=now + timedelta(days=4)) == 0
    assert pipeline.begin_due_work(now=now + timedelta(days=5)) == 1
    ready.refresh_from_db()
    assert ready.stage == Stage.ACTIVE


def test_active_opens_by_mou_or_by_leaderships_word_only(
    coordinator: User, leader: User, now: datetime
) -> None:
    ready = partnership_ready_for_mou(now, coordinator)
    with pytest.raises(pipeline.NotYet):
        pipeline.move(partnership=ready, to=Stage.ACTIVE, by=leader, now=now)
    pipeline.ask_for_no_mou(partnership=ready, reason="Too small", by=coordinator, now=now)
    with refused("move_refused"):
        pipeline.approve_no_mou(partnership=ready, by=coordinator, now=now)
    pipeline.approve_no_mou(partnership=ready, by=leader, now=now)
    assert moved_on_to(ready, Stage.ACTIVE, now, coordinator).stage == Stage.ACTIVE
