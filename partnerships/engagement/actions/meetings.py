"""Planning, changing and cancelling a meeting."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import record
from common.bounds import require_room
from common.errors import DomainError
from common.versions import save_edit
from partnerships.engagement.lifecycle import MOST_PARTICIPANTS, MOST_PLANNED, MeetingState
from partnerships.engagement.models import Meeting, Participant
from partnerships.organizations.models import Contact
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import Side

MEETING_FIELDS = ("kind", "mode", "starts_at", "minutes", "time_zone", "place", "aim", "owner")


#: Who is invited, by side.
Invited = Mapping[Side, Iterable[Contact]]


@transaction.atomic
def plan_meeting(*, meeting: Meeting, invited: Invited, by: User, now: datetime) -> Meeting:
    """Put a meeting in the calendar; ``meeting`` carries the values, unsaved. Raises `full`."""
    relationships.lock(meeting.partnership)
    require_room(
        Meeting.objects.ahead(now).filter(partnership=meeting.partnership),
        most=MOST_PLANNED,
        refusal=_("There are %(most)s meetings ahead with this partner. Cancel some first."),
    )
    meeting.save()
    _invite(meeting, invited)
    relationships.clear_no_next_step(meeting.partnership_id)
    record_meeting_event(
        "meeting.planned", meeting, by=by, at=now, starts=meeting.starts_at.isoformat()
    )
    return meeting


@transaction.atomic
def edit_meeting(
    *, meeting: Meeting, invited: Invited, seen_version: int, by: User, now: datetime
) -> Meeting:
    """Move or change a planned meeting.

    Raises StaleEdit, `full`, or `meeting_over` once it was held.
    """
    relationships.lock(meeting.partnership)  # before its meeting, as when someone left
    before = lock(meeting)
    if before.state != MeetingState.PLANNED:
        raise DomainError(_("This meeting is over. Schedule a new one."), code="meeting_over")
    save_edit(meeting, seen_version=seen_version, fields=MEETING_FIELDS)
    others_come = _invite(meeting, invited)
    if others_come or _when_and_whose(before) != _when_and_whose(meeting):
        _stamp_change(meeting, by, now)
    if meeting.starts_at > now:
        relationships.clear_no_next_step(meeting.partnership_id)
    record_meeting_event(
        "meeting.changed", meeting, by=by, at=now, starts=meeting.starts_at.isoformat()
    )
    return meeting


def _when_and_whose(meeting: Meeting) -> tuple[datetime, int]:
    return meeting.starts_at, meeting.owner_id


def _stamp_change(meeting: Meeting, by: User, now: datetime) -> None:
    """Leave word for the reminders: people who heard otherwise before are told."""
    meeting.changed_at, meeting.changed_by = now, by
    meeting.save(update_fields=["changed_at", "changed_by"])


def _invite(meeting: Meeting, invited: Invited) -> bool:
    """Invite these and no one else. Returns whether that changed anything. Raises `full`."""
    wanted = {contact.pk: side for side, people in invited.items() for contact in people}
    require_room(
        meeting.participants.all(),
        becoming=len(wanted),
        most=MOST_PARTICIPANTS,
        refusal=_("A meeting can have %(most)s people. Choose those who speak for the others."),
    )
    removed, _counts = meeting.participants.exclude(contact__in=wanted).delete()
    known = set(meeting.participants.values_list("contact_id", flat=True))
    Participant.objects.bulk_create(
        Participant(meeting=meeting, contact_id=contact_id, side=side)
        for contact_id, side in wanted.items()
        if contact_id not in known
    )
    return bool(removed) or not known.issuperset(wanted)


@transaction.atomic
def replace_participant(
    *, participant: Participant, contact: Contact | None, by: User, now: datetime
) -> Meeting:
    """Let someone else, or no one, come in their place.

    Does nothing if someone else just did the same. Raises `meeting_over` once it was held, and
    `invitation_gone` if they were taken off and the other one isn't invited.
    """
    meeting = lock(participant.meeting)
    if meeting.state != MeetingState.PLANNED:
        raise DomainError(
            _("This meeting is over. You can't change who was invited."), code="meeting_over"
        )
    gone, _counts = Participant.objects.filter(pk=participant.pk).delete()
    if not gone:
        return _found_gone(meeting, contact)
    if contact:
        Participant.objects.get_or_create(
            meeting=meeting, contact=contact, defaults={"side": participant.side}
        )
    _stamp_change(meeting, by, now)
    record_meeting_event("meeting.changed", meeting, by=by, at=now)
    return meeting


def _found_gone(meeting: Meeting, contact: Contact | None) -> Meeting:
    if contact and not meeting.participants.filter(contact=contact).exists():
        raise DomainError(
            _("Someone else changed who comes to this meeting. Reload the page, then try again."),
            code="invitation_gone",
        )
    return meeting


@transaction.atomic
def hand_over_meeting(*, meeting: Meeting, owner: User, by: User, now: datetime) -> Meeting:
    """Let someone else prepare and wrap up a meeting. Raises `meeting_over` once it was held."""
    meeting = lock(meeting)
    if meeting.state != MeetingState.PLANNED:
        raise DomainError(
            _("This meeting is over. It doesn't need a new owner."), code="meeting_over"
        )
    meeting.owner = owner
    save_edit(meeting, seen_version=meeting.version, fields=["owner"])
    _stamp_change(meeting, by, now)
    record_meeting_event("meeting.handed_over", meeting, by=by, at=now, name=str(owner))
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, reason: str, by: User, now: datetime) -> Meeting:
    """Cancel a planned meeting; it stays in the history. Raises `meeting_over`."""
    meeting = lock(meeting)
    if meeting.state != MeetingState.PLANNED:
        raise DomainError(
            _("This meeting is already over. There's nothing to cancel."), code="meeting_over"
        )
    meeting.state, meeting.cancelled_because = MeetingState.CANCELLED, reason
    meeting.save(update_fields=["state", "cancelled_because"])
    _stamp_change(meeting, by, now)
    record_meeting_event("meeting.cancelled", meeting, by=by, at=now, reason=reason)
    return meeting


def lock(meeting: Meeting) -> Meeting:
    """The row as it stands now, held until the end of the transaction."""
    return Meeting.objects.select_for_update().get(pk=meeting.pk)


def record_meeting_event(
    verb: str, meeting: Meeting, *, by: User, at: datetime, **params: str | int
) -> None:
    """Write the event of a meeting."""
    record(
        verb,
        by=by,
        at=at,
        subject=meeting,
        organization_id=meeting.partnership.organization_id,
        partnership_id=meeting.partnership_id,
        kind=meeting.kind,
        wrote=(),
        **params,
    )
