"""Promises of both sides: given, moved, kept or dropped."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import Json, changed, record, values_of
from common.bounds import require_room
from common.errors import DomainError
from partnerships.engagement.actions.turns import after_closing
from partnerships.engagement.lifecycle import MOST_OPEN_COMMITMENTS, PromiseState
from partnerships.engagement.models import FollowUp, Meeting
from partnerships.organizations.models import Contact
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership


@dataclass(frozen=True)
class Promise:
    """What a side promised: who does what by when."""

    side: Side
    what: str
    due_on: date
    contact: Contact | None = None


@transaction.atomic
def promise(*, partnership: Partnership, given: Promise, by: User, now: datetime) -> FollowUp:
    """Keep a promise of either side. Raises `full`."""
    follow_up = write_promise(partnership, given, meeting=None, by=by, now=now)
    _waits_on(follow_up, now)
    _record_promise("promise.made", follow_up, by=by, at=now)
    return follow_up


def _waits_on(follow_up: FollowUp, now: datetime) -> None:
    court = Side(follow_up.side)
    relationships.pass_turn(partnership_id=follow_up.partnership_id, court=court, now=now)


def write_promise(
    partnership: Partnership, given: Promise, *, meeting: Meeting | None, by: User, now: datetime
) -> FollowUp:
    """Write the row of a promise; the event is that of the action around it. Raises `full`."""
    _require_room(partnership)
    if given.side == Side.OURS:
        relationships.clear_no_next_step(partnership.pk)
    return FollowUp.objects.create(
        partnership=partnership,
        meeting=meeting,
        side=given.side,
        what=given.what,
        due_on=given.due_on,
        contact=given.contact,
        made_at=now,
        made_by=by,
    )


def _require_room(partnership: Partnership) -> None:
    """Raise `full`; the partnership is locked from here on."""
    relationships.lock(partnership)
    require_room(
        FollowUp.objects.open().filter(partnership=partnership),
        most=MOST_OPEN_COMMITMENTS,
        refusal=_("There are %(most)s open commitments with this partner. Close some first."),
    )


@transaction.atomic
def reschedule_promise(
    *,
    follow_up: FollowUp,
    due_on: date,
    contact: Contact | None,
    by: User,
    now: datetime,
    what: str = "",
) -> FollowUp:
    """Give an open promise another date, another person, or other words.

    The event keeps what it said before. Raises `promise_closed`.
    """
    follow_up = _lock_open(follow_up)
    before = values_of(follow_up, ("what", "due_on", "contact"))
    follow_up.due_on, follow_up.contact = due_on, contact
    follow_up.what = what or follow_up.what
    follow_up.save(update_fields=["what", "due_on", "contact"])
    different = changed(follow_up, before)
    verb = "promise.edited" if "what" in different else "promise.moved"
    _record_promise(verb, follow_up, by=by, at=now, changed=different)
    return follow_up


@transaction.atomic
def close_promise(
    *,
    follow_up: FollowUp,
    kept: bool,
    note: str,
    by: User,
    now: datetime,
    today: date,
) -> FollowUp:
    """Say that a promise was kept, or is no longer needed. Raises `promise_closed`."""
    relationships.lock(follow_up.partnership)  # before its commitment, as when someone left
    follow_up = _lock_open(follow_up)
    follow_up.state = PromiseState.DONE if kept else PromiseState.DROPPED
    follow_up.closed_on, follow_up.closing_note = today, note
    follow_up.save(update_fields=["state", "closed_on", "closing_note"])
    after_closing(follow_up=follow_up, now=now)
    _record_promise("promise.kept" if kept else "promise.dropped", follow_up, by=by, at=now)
    return follow_up


@transaction.atomic
def reopen_promise(*, follow_up: FollowUp, by: User, now: datetime) -> FollowUp:
    """Open a promise again that was closed by mistake. Raises `promise_open` or `full`."""
    relationships.lock(follow_up.partnership)
    follow_up = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    if follow_up.state == PromiseState.OPEN:
        raise DomainError(
            _("This commitment is open. There's nothing to undo."), code="promise_open"
        )
    _require_room(follow_up.partnership)
    if follow_up.side == Side.OURS:
        relationships.clear_no_next_step(follow_up.partnership_id)
    follow_up.state, follow_up.closed_on, follow_up.closing_note = PromiseState.OPEN, None, ""
    follow_up.save(update_fields=["state", "closed_on", "closing_note"])
    _waits_on(follow_up, now)
    _record_promise("promise.reopened", follow_up, by=by, at=now)
    return follow_up


def _lock_open(follow_up: FollowUp) -> FollowUp:
    rows = FollowUp.objects.select_for_update(of=["self"]).select_related("contact")
    current = rows.get(pk=follow_up.pk)
    if current.state != PromiseState.OPEN:
        raise DomainError(
            _("This commitment is already closed. Add a new one if you need it."),
            code="promise_closed",
        )
    return current


def _record_promise(
    verb: str, follow_up: FollowUp, *, by: User, at: datetime, **params: Json
) -> None:
    record(
        verb,
        by=by,
        at=at,
        subject=follow_up,
        organization_id=follow_up.partnership.organization_id,
        partnership_id=follow_up.partnership_id,
        wrote=(),
        what=follow_up.what,
        side=follow_up.side,
        due=follow_up.due_on.isoformat(),
        **params,
    )
