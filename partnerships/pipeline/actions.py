"""The only way a partnership moves, and the only way an MOU goes out or gets a signature."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import can
from accounts.models import User
from accounts.roles import Permission
from audit.actions import record
from common.errors import DomainError
from partnerships.agreements import actions as agreements
from partnerships.agreements.lifecycle import Exemption, MouState
from partnerships.agreements.models import Mou, MouParty, Signature
from partnerships.engagement.models import FollowUp
from partnerships.exchange.models import ValueAgreement
from partnerships.exchange.models.agreement import PROOF
from partnerships.organizations.models import Organization
from partnerships.pipeline.rules import Check, Gate, checks_for, gate_of
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import OPEN_STAGES, Side, Stage, can_move, is_step_back
from partnerships.relationships.models import ClosingReason, Motive, Partnership


class MoveRefused(DomainError):
    """The step is not possible from this stage, or not for this person."""


class NotYet(DomainError):
    """Something the step needs is missing; ``missing`` names each with its button."""

    def __init__(self, missing: list[Check]) -> None:
        names = "; ".join(check.text for check in missing)
        super().__init__(_("Still missing: %(names)s.") % {"names": names})
        self.missing = missing


class GateClosed(NotYet):
    """Not all of the seven checks hold, so nothing goes out and no signature counts (W3)."""


@dataclass(frozen=True)
class Hold:
    """What "On hold" needs besides its reason: when to look again."""

    check_again_on: date


@dataclass(frozen=True)
class Ending:
    """What an end needs: why, and when to look again or that we won't."""

    reason: ClosingReason
    revisit_on: date | None = None
    do_not_revisit: bool = False


@transaction.atomic
def move(
    *,
    partnership: Partnership,
    to: Stage,
    by: User | None,
    now: datetime,
    note: str = "",
    terms: Hold | Ending | None = None,
) -> Partnership:
    """Move a partnership to another stage; page, board, command and date all come here.

    ``terms`` goes with "On hold" and "Ended". ``by`` is None when a date that has come does it.
    Raises MoveRefused for a step the table does not allow, NotYet naming what is missing.
    """
    partnership = relationships.lock(partnership)
    from_stage = Stage(partnership.stage)
    if from_stage == to or not can_move(from_stage, to):
        raise MoveRefused(
            _("It is at “%(from)s”; “%(to)s” can't follow from there. Choose another stage.")
            % {"from": from_stage.label, "to": to.label},
            field="to",
        )
    fields = _fields_of(partnership, to, by=by, now=now, note=note, terms=terms)
    return relationships.set_stage(
        partnership=partnership, to=to, by=by, now=now, note=note, **fields
    )


def _fields_of(
    partnership: Partnership,
    to: Stage,
    *,
    by: User | None,
    now: datetime,
    note: str,
    terms: Hold | Ending | None,
) -> dict[str, Any]:
    """What else the row has to say in the new stage. Raises what ``move`` raises."""
    from_stage = Stage(partnership.stage)
    if to == Stage.PAUSED:
        return _hold(from_stage, note, terms, now)
    if to == Stage.CLOSED:
        return {**_resumed(from_stage), **_ending(partnership, terms)}
    if from_stage == Stage.PAUSED:
        return _resume(partnership, to)
    return (
        _reopen(by, note, now) if from_stage == Stage.CLOSED else _step(partnership, to, note, now)
    )


def _step(partnership: Partnership, to: Stage, note: str, now: datetime) -> dict[str, Any]:
    """A step back asks for a note, a step forward for what the stage needs."""
    if is_step_back(Stage(partnership.stage), to):
        _require_note(note)
        return {}
    if missing := [c for c in checks_for(partnership, to, timezone.localdate(now)) if not c.holds]:
        raise NotYet(missing)
    return (
        {"working_since": timezone.localdate(now)} if _first_time_active(partnership, to) else {}
    )


def _first_time_active(partnership: Partnership, to: Stage) -> bool:
    return to == Stage.ACTIVE and partnership.working_since is None


def _hold(
    from_stage: Stage, note: str, terms: Hold | Ending | None, now: datetime
) -> dict[str, Any]:
    _require_note(note)
    if not isinstance(terms, Hold) or terms.check_again_on <= timezone.localdate(now):
        raise MoveRefused(_("Say on which day ahead to check again."), field="check_again_on")
    return {"paused_from": from_stage, "check_again_on": terms.check_again_on}


def _resumed(from_stage: Stage) -> dict[str, Any]:
    return {"paused_from": "", "check_again_on": None} if from_stage == Stage.PAUSED else {}


def _resume(partnership: Partnership, to: Stage) -> dict[str, Any]:
    if to != partnership.paused_from:
        raise MoveRefused(
            _("From hold it goes back to “%(stage)s”, where it was.")
            % {"stage": Stage(partnership.paused_from).label},
            field="to",
        )
    return _resumed(Stage.PAUSED)


def _ending(partnership: Partnership, terms: Hold | Ending | None) -> dict[str, Any]:
    if not isinstance(terms, Ending):
        raise MoveRefused(_("Choose why it ends."), field="reason")
    if (terms.revisit_on is None) != terms.do_not_revisit:
        raise MoveRefused(
            _("Give a day to look again, or mark “do not revisit”."), field="revisit_on"
        )
    if FollowUp.objects.open().filter(partnership=partnership).exists():
        raise MoveRefused(
            _("Promises are still open. Mark each as done, hand it over or drop it first.")
        )
    return {
        "closing_reason": terms.reason,
        "revisit_on": terms.revisit_on,
        "do_not_revisit": terms.do_not_revisit,
    }


def _reopen(by: User | None, note: str, now: datetime) -> dict[str, Any]:
    if by is None or not can(by, Permission.LEAD):
        raise MoveRefused(_("Only leadership reopens an ended partnership. Ask them to."))
    _require_note(note)
    return {
        "closing_reason": None,
        "revisit_on": None,
        "do_not_revisit": False,
        "reopened_at": now,
        "no_mou_reason": "",
        "no_mou_asked_by": None,
        "no_mou_asked_at": None,
        "no_mou_approved_by": None,
        "no_mou_approved_at": None,
    }


def _require_note(note: str, *, field: str = "note") -> None:
    if not note:
        raise MoveRefused(_("Say why in a few words."), field=field)


@transaction.atomic
def start_existing(
    *,
    organization: Organization,
    owner: User,
    working_since: date,
    by: User,
    now: datetime,
    motives: Iterable[Motive] = (),
    program: str = "",
) -> Partnership:
    """Enter a partnership that was at work before Accord: honest, without made-up history.

    It shows "Not yet written down: what's in it for each side". Raises what open_partnership does.
    """
    if working_since > timezone.localdate(now):
        raise MoveRefused(_("“Since” can't be ahead of today."), field="working_since")
    return relationships.open_partnership(
        organization=organization,
        owner=owner,
        by=by,
        now=now,
        motives=motives,
        program=program,
        stage=Stage.ACTIVE,
        working_since=working_since,
    )


@transaction.atomic
def ask_for_no_mou(
    *, partnership: Partnership, reason: str, by: User, now: datetime
) -> Partnership:
    """Ask leadership to agree that no MOU is needed. Raises MoveRefused without a reason."""
    partnership = relationships.lock(partnership)
    _require_note(reason, field="reason")
    partnership.no_mou_reason = reason
    partnership.no_mou_asked_by, partnership.no_mou_asked_at = by, now
    partnership.save(update_fields=["no_mou_reason", "no_mou_asked_by", "no_mou_asked_at"])
    _record("no_mou.asked", partnership, by=by, at=now, reason=reason)
    return partnership


@transaction.atomic
def approve_no_mou(*, partnership: Partnership, by: User, now: datetime) -> Partnership:
    """Leadership agrees that no MOU is needed. Raises MoveRefused for others, or if not asked."""
    partnership = relationships.lock(partnership)
    if not can(by, Permission.LEAD):
        raise MoveRefused(_("Only leadership approves this. Ask them to."))
    if partnership.no_mou_asked_at is None:
        raise MoveRefused(_("Nobody has asked for it yet. A coordinator gives the reason first."))
    if partnership.no_mou_approved_at is None:
        partnership.no_mou_approved_by, partnership.no_mou_approved_at = by, now
        partnership.save(update_fields=["no_mou_approved_by", "no_mou_approved_at"])
        _record("no_mou.approved", partnership, by=by, at=now)
    return partnership


@transaction.atomic
def send_out(*, mou: Mou, by: User, now: datetime) -> Mou:
    """Send an MOU out for signature, through the gate. Raises GateClosed or MouMoveRefused."""
    mou = agreements.lock(mou)
    _pass_gate(mou, by=by, now=now)
    agreements.note("mou.sent_out", mou, by=by, at=now)
    return mou


def _pass_gate(mou: Mou, *, by: User, now: datetime) -> None:
    """The seven checks for each partner under the MOU, then "waiting for signatures"."""
    if mou.gated:
        for party in _gated_partners(mou):
            _value_agreement(party.partnership, by=by, now=now)
    if mou.state == MouState.DRAFT:
        agreements.mark_ready(mou=mou, by=by, now=now)
        mou.refresh_from_db()
    agreements.set_state(
        mou, MouState.OUT_FOR_SIGNATURE, gate_passed_at=now if mou.gated else None
    )


def _gated_partners(mou: Mou) -> list[MouParty]:
    """Parties whose partnership with us has to pass; at least one remains (W3)."""
    parties = mou.parties.filter(partnership__isnull=False, is_approving_official=False)
    found = list(parties.select_related("partnership__organization"))
    if not found:
        raise MoveRefused(_("Name at least one partner whose lists stand behind this MOU."))
    return found


def _value_agreement(
    partnership: Partnership | None, *, by: User, now: datetime
) -> ValueAgreement:
    """The immutable proof that all seven hold now; the same facts give the same row.

    Raises GateClosed.
    """
    if partnership is None:
        raise MoveRefused(_("This party has no partnership with us; open one first."))
    gate = gate_of(relationships.lock(partnership), timezone.localdate(now))
    if not gate.holds:
        raise GateClosed(gate.missing())
    agreement, _made = ValueAgreement.objects.get_or_create(
        list_version=gate.exchange.version,
        **_proof(gate),
        defaults={
            "our_lines_accepted": len(gate.exchange.accepted_checkable(Side.OURS)),
            "their_lines_accepted": len(gate.exchange.accepted_checkable(Side.THEIRS)),
            "made_at": now,
            "made_by": by,
        },
    )
    return agreement


def _proof(gate: Gate) -> dict[str, Any]:
    exchange, page = gate.exchange, gate.page
    rows = (
        exchange.answers[Side.OURS],
        exchange.answers[Side.THEIRS],
        exchange.acknowledgements[Side.OURS],
        exchange.acknowledgements[Side.THEIRS],
        page.leader(Side.OURS),
        page.deliverer(Side.OURS),
        page.leader(Side.THEIRS),
        page.deliverer(Side.THEIRS),
    )
    return dict(zip(PROOF, rows, strict=True))


@transaction.atomic
def record_signature(*, mou: Mou, signed: agreements.Signed, by: User, now: datetime) -> Signature:
    """Keep one signature; the last one puts the MOU in force and moves the stage.

    A paper signed before it was sent out passes the gate with its first signature. Raises
    GateClosed while the seven checks don't hold, whoever asks, and what add_signature raises.
    """
    mou = agreements.lock(mou)
    if mou.state in {MouState.DRAFT, MouState.READY_TO_SIGN}:
        _pass_gate(mou, by=by, now=now)
    if mou.state != MouState.OUT_FOR_SIGNATURE:
        raise MoveRefused(_("This MOU is signed already; nothing is left to record."))
    value_agreement, exemption = _basis(mou, signed.signer.party)
    signature = agreements.add_signature(
        mou=mou,
        signed=signed,
        value_agreement=value_agreement,
        exemption=exemption,
        by=by,
        now=now,
    )
    agreements.note("mou.signed", mou, by=by, at=now, name=signed.signer.contact.name)
    if agreements.complete(mou):
        begin_work(mou, by=by, now=now)
    return signature


def _basis(mou: Mou, party: MouParty) -> tuple[ValueAgreement | None, Exemption | None]:
    """What a party's signature rests on; ours rests on the lead partnership's agreement.

    It is the agreement the MOU went out with: later edits of the lists don't block the
    remaining signatures.
    """
    if not mou.gated:
        return None, Exemption.NOT_GATED
    if party.is_approving_official:
        return None, Exemption.APPROVING_OFFICIAL
    partnership = party.partnership or _gated_partners(mou)[0].partnership
    made = ValueAgreement.objects.filter(
        list_version__partnership=partnership, made_at__lte=mou.gate_passed_at
    )
    return made.latest("made_at"), None


def begin_work(mou: Mou, *, by: User | None, now: datetime) -> list[Partnership]:
    """Move the partnerships of an MOU in force to "Working together", step by step.

    One that can't take a step yet (nobody talked with them so far, say) stays where it is.
    """
    today = timezone.localdate(now)
    if not (mou.gated and mou.is_in_force(today)):
        return []
    parties = mou.parties.filter(partnership__stage__in=OPEN_STAGES).select_related("partnership")
    return [_go_on(party.partnership, by=by, now=now) for party in parties if party.partnership]


def _go_on(partnership: Partnership, *, by: User | None, now: datetime) -> Partnership:
    while partnership.stage != Stage.ACTIVE:
        following = OPEN_STAGES[OPEN_STAGES.index(Stage(partnership.stage)) + 1]
        try:
            partnership = move(
                partnership=partnership, to=following, by=by, now=now, note=_("MOU in effect")
            )
        except NotYet:
            break
    return partnership


def begin_due_work(*, now: datetime) -> int:
    """The daily tick: MOUs whose effective date has come move their partnerships on."""
    waiting = Mou.objects.in_force(timezone.localdate(now)).filter(
        gated=True, parties__partnership__stage=Stage.AGREEING
    )
    return sum(len(begin_work(mou, by=None, now=now)) for mou in waiting.distinct())


def _record(verb: str, partnership: Partnership, *, by: User, at: datetime, **params: str) -> None:
    record(
        verb,
        by=by,
        at=at,
        subject=partnership,
        organization_id=partnership.organization_id,
        partnership_id=partnership.pk,
        **params,
    )
