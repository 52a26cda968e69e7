"""Meetings, calls and promises: plan, hold, keep."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import record
from common.errors import DomainError
from common.versions import save_edit
from partnerships.engagement import queries
from partnerships.engagement.lifecycle import (
    Feel,
    InteractionKind,
    MeetingKind,
    MeetingState,
    PromiseState,
)
from partnerships.engagement.models import FollowUp, Interaction, Meeting, Participant
from partnerships.organizations.models import Contact
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import How, Side
from partnerships.relationships.models import Partnership

MEETING_FIELDS = ("kind", "mode", "starts_at", "minutes", "time_zone", "place", "aim", "owner")


class MeetingOver(DomainError):
    """The meeting was held or cancelled; it can't be changed any more."""


class CloseOutIncomplete(DomainError):
    """Something a close-out needs is missing; the message names it (E3)."""


class PromiseClosed(DomainError):
    """The promise was kept or dropped before."""


class WhoWasIt(DomainError):
    """A talk needs the person of theirs we talked with."""


#: Who is invited, by side.
Invited = Mapping[Side, Iterable[Contact]]


@transaction.atomic
def plan_meeting(*, meeting: Meeting, invited: Invited, by: User, now: datetime) -> Meeting:
    """Put a meeting in the calendar; ``meeting`` carries the values, unsaved."""
    meeting.save()
    _invite(meeting, invited)
    relationships.clear_no_next_step(meeting.partnership_id)
    _record("meeting.planned", meeting, by=by, at=now, starts=meeting.starts_at.isoformat())
    return meeting


@transaction.atomic
def edit_meeting(
    *, meeting: Meeting, invited: Invited, seen_version: int, by: User, now: datetime
) -> Meeting:
    """Move or change a planned meeting. Raises StaleEdit, or MeetingOver once it was held."""
    if _lock(meeting).state != MeetingState.PLANNED:
        raise MeetingOver(_("This meeting is over. Plan a new one."))
    save_edit(meeting, seen_version=seen_version, fields=MEETING_FIELDS)
    _invite(meeting, invited)
    _record("meeting.changed", meeting, by=by, at=now, starts=meeting.starts_at.isoformat())
    return meeting


def _invite(meeting: Meeting, invited: Invited) -> None:
    wanted = {contact.pk: side for side, people in invited.items() for contact in people}
    meeting.participants.exclude(contact__in=wanted).delete()
    known = set(meeting.participants.values_list("contact_id", flat=True))
    Participant.objects.bulk_create(
        Participant(meeting=meeting, contact_id=contact_id, side=side)
        for contact_id, side in wanted.items()
        if contact_id not in known
    )


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, reason: str, by: User, now: datetime) -> Meeting:
    """Call a planned meeting off; it stays in the history. Raises MeetingOver."""
    meeting = _lock(meeting)
    if meeting.state != MeetingState.PLANNED:
        raise MeetingOver(_("This meeting is over already; there is nothing to cancel."))
    meeting.state, meeting.cancelled_because = MeetingState.CANCELLED, reason
    meeting.save(update_fields=["state", "cancelled_because"])
    _record("meeting.cancelled", meeting, by=by, at=now, reason=reason)
    return meeting


@dataclass(frozen=True)
class Promise:
    """What a side promised: who does what by when."""

    side: Side
    what: str
    due_on: date
    contact: Contact | None = None


@dataclass(frozen=True)
class CloseOut:
    """What a meeting left behind, told in a minute (E3)."""

    came: Iterable[Contact]
    feel: Feel
    learned: str = ""
    promises: Iterable[Promise] = ()
    agreed_with_purpose: Iterable[Contact] = ()
    none_because: str = ""


@transaction.atomic
def close_out(*, meeting: Meeting, told: CloseOut, by: User, now: datetime) -> Meeting:
    """Say how a meeting went: who came, how it felt, what we learned, what was promised.

    Those named under ``agreed_with_purpose`` heard the purpose read aloud and agreed (W7).
    Raises MeetingOver or CloseOutIncomplete.
    """
    meeting = _lock(meeting)
    if meeting.state != MeetingState.PLANNED:
        raise MeetingOver(_("This meeting was closed out, or cancelled, before."))
    if meeting.starts_at > now:
        raise CloseOutIncomplete(_("It has not begun yet. Close it out afterwards."))
    came = {contact.pk for contact in told.came}
    if not came:
        raise CloseOutIncomplete(_("Mark who came, or cancel the meeting."), field="came")
    if MeetingKind(meeting.kind).is_tour() and not told.learned:
        raise CloseOutIncomplete(_("Write one thing you learned on the tour."), field="learned")
    for participant in meeting.participants.all():
        participant.came = participant.contact_id in came
        participant.save(update_fields=["came"])
    meeting.state, meeting.closed_out_at, meeting.closed_out_by = MeetingState.HELD, now, by
    meeting.feel, meeting.learned = told.feel, told.learned
    meeting.purpose_read_aloud = bool(_agree_with_purpose(meeting, told, by=by, now=now))
    meeting.save()
    for promise in told.promises:
        _promise(meeting.partnership, promise, meeting=meeting, by=by, now=now)
    _require_next_step(meeting.partnership, told.none_because, by=by, now=now)
    _record("meeting.held", meeting, by=by, at=now, came=len(came))
    return meeting


def _agree_with_purpose(meeting: Meeting, told: CloseOut, *, by: User, now: datetime) -> int:
    sides = dict(meeting.participants.values_list("contact_id", "side"))
    agreed = list(told.agreed_with_purpose)
    for contact in agreed:
        if contact.pk not in sides:
            raise CloseOutIncomplete(
                _("%(name)s was not invited to this meeting. Add them to it first.")
                % {"name": contact.name},
                field="agreed_with_purpose",
            )
        relationships.agree_with_purpose(
            partnership=meeting.partnership,
            contact=contact,
            side=Side(sides[contact.pk]),
            how=How.MEETING,
            said_on=meeting.starts_at.date(),
            by=by,
            now=now,
        )
    return len(agreed)


def _require_next_step(
    partnership: Partnership, none_because: str, *, by: User, now: datetime
) -> None:
    if queries.next_steps([partnership.pk], now):
        return
    if not none_because:
        raise CloseOutIncomplete(
            _("Nothing is planned next. Add a promise of ours, or say “none, because…”."),
            field="none_because",
        )
    relationships.explain_no_next_step(
        partnership=partnership, reason=none_because, by=by, now=now
    )


@transaction.atomic
def log_interaction(*, interaction: Interaction, by: User, now: datetime) -> Interaction:
    """Keep a call, a message or a note; ``interaction`` carries the values, unsaved.

    Raises WhoWasIt when we talked, but with nobody in particular.
    """
    if interaction.kind == InteractionKind.CALL and interaction.with_contact is None:
        raise WhoWasIt(_("Say with whom you talked."), field="with_contact")
    interaction.recorded_at, interaction.recorded_by = now, by
    interaction.save()
    record(
        "interaction.logged",
        by=by,
        at=now,
        subject=interaction,
        organization_id=interaction.partnership.organization_id,
        partnership_id=interaction.partnership_id,
        kind=interaction.kind,
        name=interaction.with_contact.name if interaction.with_contact else "",
    )
    return interaction


@transaction.atomic
def promise(*, partnership: Partnership, given: Promise, by: User, now: datetime) -> FollowUp:
    """Keep a promise of either side."""
    follow_up = _promise(partnership, given, meeting=None, by=by, now=now)
    _record_promise("promise.made", follow_up, by=by, at=now)
    return follow_up


def _promise(
    partnership: Partnership, given: Promise, *, meeting: Meeting | None, by: User, now: datetime
) -> FollowUp:
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


@transaction.atomic
def reschedule_promise(
    *, follow_up: FollowUp, due_on: date, contact: Contact | None, by: User, now: datetime
) -> FollowUp:
    """Give an open promise another date or another person. Raises PromiseClosed."""
    follow_up = _lock_open(follow_up)
    follow_up.due_on, follow_up.contact = due_on, contact
    follow_up.save(update_fields=["due_on", "contact"])
    _record_promise("promise.moved", follow_up, by=by, at=now)
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
    """Say that a promise was kept, or is no longer needed. Raises PromiseClosed."""
    follow_up = _lock_open(follow_up)
    follow_up.state = PromiseState.DONE if kept else PromiseState.DROPPED
    follow_up.closed_on, follow_up.closing_note = today, note
    follow_up.save(update_fields=["state", "closed_on", "closing_note"])
    _record_promise("promise.kept" if kept else "promise.dropped", follow_up, by=by, at=now)
    return follow_up


def _lock_open(follow_up: FollowUp) -> FollowUp:
    current = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    if current.state != PromiseState.OPEN:
        raise PromiseClosed(_("This promise is closed already. Make a new one if needed."))
    return current


def _lock(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_for_update().get(pk=meeting.pk)


def _record(verb: str, meeting: Meeting, *, by: User, at: datetime, **params: str | int) -> None:
    record(
        verb,
        by=by,
        at=at,
        subject=meeting,
        organization_id=meeting.partnership.organization_id,
        partnership_id=meeting.partnership_id,
        kind=meeting.kind,
        **params,
    )


def _record_promise(verb: str, follow_up: FollowUp, *, by: User, at: datetime) -> None:
    record(
        verb,
        by=by,
        at=at,
        subject=follow_up,
        organization_id=follow_up.partnership.organization_id,
        partnership_id=follow_up.partnership_id,
        what=follow_up.what,
        side=follow_up.side,
        due=follow_up.due_on.isoformat(),
    )
