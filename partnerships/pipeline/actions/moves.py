"""The only way a partnership moves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import can
from accounts.models import User
from accounts.roles import Permission
from common.dates import add_days
from common.errors import DomainError
from partnerships.agreements import actions as agreements
from partnerships.agreements.lifecycle import Fate
from partnerships.agreements.models import Mou
from partnerships.agreements.queries import fates_of, to_decide
from partnerships.engagement.models import FollowUp
from partnerships.exchange.queries import NotYet
from partnerships.organizations.models import Organization
from partnerships.pipeline.rules import checks_for, why_impossible
from partnerships.relationships import actions as relationships
from partnerships.relationships.actions.stages import set_stage
from partnerships.relationships.lifecycle import Stage, is_step_back
from partnerships.relationships.models import ClosingReason, Motive, Partnership


@dataclass(frozen=True)
class Hold:
    """What "On hold" needs besides its reason: when to look again."""

    check_again_on: date


@dataclass(frozen=True)
class Ending:
    """What an end needs: why, and when to look again or that we won't.

    ``fates`` say what becomes of each signed MOU that still counts, by its number.
    """

    reason: ClosingReason
    revisit_on: date | None = None
    do_not_revisit: bool = False
    fates: Mapping[int, Fate] = field(default_factory=dict)


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

    ``terms`` goes with "On hold" and "Closed". ``by`` is None when a date that has come does it.
    Raises `move_refused` for a step the table does not allow, NotYet naming what is missing, and
    `mous_undecided`.
    """
    fates = terms.fates if isinstance(terms, Ending) else {}
    for mou in Mou.objects.filter(pk__in=fates).order_by("pk"):
        agreements.lock(mou)  # before its partnerships, as whoever works at it does
    partnership = relationships.lock(partnership)
    from_stage = Stage(partnership.stage)
    if why := why_impossible(from_stage, to):
        raise DomainError(why, field="to", code="move_refused")
    fields = _fields_of(partnership, to, by=by, now=now, note=note, terms=terms)
    if isinstance(terms, Ending) and by:
        _end_mous(partnership, terms, by=by, now=now)
    return set_stage(partnership=partnership, to=to, by=by, now=now, note=note, **fields)


def _end_mous(partnership: Partnership, terms: Ending, *, by: User, now: datetime) -> None:
    """Let every signed MOU that still counts stay or end, as it was decided.

    Raises `mous_undecided` naming those about which nothing was said.
    """
    today = timezone.localdate(now)
    mous = to_decide(partnership, today)
    undecided = [mou for mou in mous if terms.fates.get(mou.pk) not in fates_of(mou, partnership)]
    if undecided:
        raise DomainError(
            _("Say what becomes of the MOU: %(names)s.")
            % {"names": ", ".join(f"“{mou}”" for mou in undecided)},
            code="mous_undecided",
        )
    for mou in mous:
        fate = terms.fates[mou.pk]
        if fate == Fate.RUNS:
            continue
        agreements.terminate(
            mou=mou,
            notice_on=today,
            ends_on=today if fate == Fate.NOW else add_days(today, mou.notice_days),
            both_agree=fate == Fate.NOW,
            reason=_("The partnership was closed."),
            by=by,
            now=now,
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
        require_note(note)
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
    require_note(note)
    if not isinstance(terms, Hold) or terms.check_again_on <= timezone.localdate(now):
        raise DomainError(
            _("Choose a later date to check again."), field="check_again_on", code="move_refused"
        )
    return {"paused_from": from_stage, "check_again_on": terms.check_again_on}


def _resumed(from_stage: Stage) -> dict[str, Any]:
    return {"paused_from": "", "check_again_on": None} if from_stage == Stage.PAUSED else {}


def _resume(partnership: Partnership, to: Stage) -> dict[str, Any]:
    if to != partnership.paused_from:
        raise DomainError(
            _("From hold it returns to %(stage)s, where it was.")
            % {"stage": Stage(partnership.paused_from).label},
            field="to",
            code="move_refused",
        )
    return _resumed(Stage.PAUSED)


def _ending(partnership: Partnership, terms: Hold | Ending | None) -> dict[str, Any]:
    if not isinstance(terms, Ending):
        raise DomainError(_("Choose a reason for closing."), field="reason", code="move_refused")
    if (terms.revisit_on is None) != terms.do_not_revisit:
        raise DomainError(
            _("Choose a day to revisit, or check “Do not revisit”."),
            field="revisit_on",
            code="move_refused",
        )
    if FollowUp.objects.open().filter(partnership=partnership, contact__isnull=True).exists():
        raise DomainError(
            _(
                "Some commitments are still open and not assigned to anyone. Assign, "
                "complete or drop each one first."
            ),
            code="move_refused",
        )
    return {
        "closing_reason": terms.reason,
        "revisit_on": terms.revisit_on,
        "do_not_revisit": terms.do_not_revisit,
    }


def _reopen(by: User | None, note: str, now: datetime) -> dict[str, Any]:
    if by is None or not can(by, Permission.LEAD):
        raise DomainError(
            _("Only leadership can reopen a closed partnership. Ask them to."), code="move_refused"
        )
    require_note(note)
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


def require_note(note: str, *, field: str = "note") -> None:
    """Raise `move_refused` at the field when nothing was said."""
    if not note:
        raise DomainError(_("Give a short reason."), field=field, code="move_refused")


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
        raise DomainError(
            _("“Since” can't be in the future."), field="working_since", code="move_refused"
        )
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
