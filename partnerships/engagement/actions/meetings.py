"""Planning, changing and cancelling a meeting."""

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.bounds import require_room
from common.errors import DomainError
from common.versions import save_edit
from partnerships.engagement.actions.base import lock, occurrences, record_meeting_event
from partnerships.engagement.actions.invitations import tell_invited
from partnerships.engagement.lifecycle import (
    MOST_PARTICIPANTS,
    MOST_PARTNERS,
    MOST_PLANNED,
    MeetingState,
)
from partnerships.engagement.models import (
    Invitation,
    Meeting,
    MeetingPartner,
    MeetingQuerySet,
    MeetingSeries,
    Participant,
)
from partnerships.organizations import actions as organizations
from partnerships.organizations.models import Contact, Position
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership

MEETING_FIELDS = (
    *("kind", "title", "mode", "starts_at", "minutes", "time_zone"),
    *("place", "video_url", "aim", "agenda", "owner"),
)


#: What calendar programs show of a meeting.
SHOWN = (
    *("kind", "title", "mode", "starts_at", "minutes"),
    *("time_zone", "place", "video_url", "agenda"),
)

#: Who is invited, by side.
Invited = Mapping[Side, Iterable[Contact]]


@transaction.atomic
def plan_meeting(
    *,
    meeting: Meeting,
    invited: Invited,
    also: Iterable[Partnership] = (),
    rule: str = "",
    by: User,
    now: datetime,
) -> Meeting:
    """Put a meeting in the calendar; ``meeting`` carries the values, unsaved.

    ``also`` are the other partners of a coalition. By a ``rule`` it comes again; returned is the
    first. Raises `full`.
    """
    partners = lock_partners(meeting, also)
    planned = occurrences(meeting, rule) if rule else [meeting]
    for rows in _calendars(meeting, partners):
        require_room(
            rows.ahead(now),
            adding=len(planned),
            most=MOST_PLANNED,
            refusal=_("There are %(most)s meetings ahead with this partner. Cancel some first."),
        )
    for one in planned:
        one.revised_at = now
        one.save()
        _gather(one, partners)
        _invite(one, invited, today=timezone.localdate(now))
    _clear_reasons(partners)
    starts = planned[0].starts_at.isoformat()
    record_meeting_event(
        "meeting.planned", planned[0], by=by, at=now, starts=starts, times=len(planned)
    )
    return planned[0]


def lock_partners(meeting: Meeting, also: Iterable[Partnership]) -> list[Partnership]:
    """All partners of a meeting, locked in one order; its organization where it has none.

    Before the meeting itself, as when someone left.
    """
    if meeting.organization:
        organizations.lock(meeting.organization)
    known = {one.pk: one for one in (meeting.partnership, *also) if one}
    return [relationships.lock(known[pk]) for pk in sorted(known)]


def _calendars(meeting: Meeting, partners: list[Partnership]) -> list[MeetingQuerySet]:
    """Return the meetings that share a bound with this one."""
    if meeting.organization:
        return [Meeting.objects.filter(organization=meeting.organization)]
    return [Meeting.objects.filter(partnerships=one) for one in partners]


def _gather(meeting: Meeting, partners: list[Partnership]) -> None:
    """Let the meeting be with these partners and no others. Raises `full`."""
    require_room(
        meeting.partners.all(),
        becoming=len(partners),
        most=MOST_PARTNERS,
        refusal=_("A meeting can have %(most)s partners. Schedule another one for the others."),
    )
    before = set(meeting.partners.values_list("partnership_id", flat=True))
    wanted = {one.pk for one in partners}
    meeting.partners.exclude(partnership__in=wanted).delete()
    MeetingPartner.objects.bulk_create(
        MeetingPartner(meeting=meeting, partnership_id=pk) for pk in wanted - before
    )


def _clear_reasons(partners: Iterable[Partnership]) -> None:
    for one in partners:
        relationships.clear_no_next_step(one.pk)


@transaction.atomic
def edit_meeting(
    *,
    meeting: Meeting,
    invited: Invited,
    also: Iterable[Partnership] = (),
    seen_version: int,
    by: User,
    now: datetime,
) -> Meeting:
    """Move or change a planned meeting.

    Raises StaleEdit, `full`, or `meeting_over` once it was held.
    """
    partners = lock_partners(meeting, also)
    before = lock(meeting)
    if before.state != MeetingState.PLANNED:
        raise DomainError(_("This meeting is over. Schedule a new one."), code="meeting_over")
    save_edit(meeting, seen_version=seen_version, fields=MEETING_FIELDS)
    _gather(meeting, partners)
    others = _invite(meeting, invited, today=timezone.localdate(now))
    told: list[Invitation] = []
    if others or _when_and_whose(before) != _when_and_whose(meeting):
        _stamp_change(meeting, by, now)
    if others or _shown(before) != _shown(meeting):
        _revise(meeting, now)
        told = tell_invited(before=before, meeting=meeting, others=others, by=by, now=now)
    if meeting.starts_at > now:
        _clear_reasons(partners)
    starts = meeting.starts_at.isoformat()
    record_meeting_event("meeting.changed", meeting, by=by, at=now, wrote=told, starts=starts)
    return meeting


@transaction.atomic
def move_meeting(
    *, meeting: Meeting, starts_at: datetime, seen_version: int, by: User, now: datetime
) -> Meeting:
    """Let a planned meeting start at another time. Raises StaleEdit, or `meeting_over`."""
    partners = lock_partners(meeting, meeting.partnerships.all())
    current = lock(meeting)
    if current.state != MeetingState.PLANNED:
        raise DomainError(_("This meeting is over. Schedule a new one."), code="meeting_over")
    before = copy(current)
    current.starts_at = starts_at
    save_edit(current, seen_version=seen_version, fields=["starts_at"])
    _stamp_change(current, by, now)
    _revise(current, now)
    told = tell_invited(before=before, meeting=current, by=by, now=now)
    if starts_at > now:
        _clear_reasons(partners)
    starts = starts_at.isoformat()
    record_meeting_event("meeting.changed", current, by=by, at=now, wrote=told, starts=starts)
    return current


def _when_and_whose(meeting: Meeting) -> tuple[datetime, int]:
    return meeting.starts_at, meeting.owner_id


def _shown(meeting: Meeting) -> list[object]:
    return [getattr(meeting, name) for name in SHOWN]


def _revise(meeting: Meeting, now: datetime) -> None:
    """Let calendar programs take what it says now for newer than what they have."""
    newer = {"sequence": F("sequence") + 1, "revised_at": now}
    Meeting.objects.filter(pk=meeting.pk).update(**newer)
    if meeting.series_id:
        MeetingSeries.objects.filter(pk=meeting.series_id).update(**newer)
    meeting.refresh_from_db(fields=["sequence", "revised_at"])


def _stamp_change(meeting: Meeting, by: User, now: datetime) -> None:
    """Leave word for the reminders: people who heard otherwise before are told."""
    meeting.changed_at, meeting.changed_by = now, by
    meeting.save(update_fields=["changed_at", "changed_by"])


def _invite(meeting: Meeting, invited: Invited, *, today: date) -> set[int]:
    """Put these on the list and no one else. Returns who is new or gone. Raises `full`."""
    wanted = {contact.pk: side for side, people in invited.items() for contact in people}
    require_room(
        meeting.participants.all(),
        becoming=len(wanted),
        most=MOST_PARTICIPANTS,
        refusal=_("A meeting can have %(most)s people. Choose those who speak for the others."),
    )
    leaving = meeting.participants.exclude(contact__in=wanted)
    gone = set(leaving.values_list("contact_id", flat=True))
    leaving.delete()
    known = set(meeting.participants.values_list("contact_id", flat=True))
    new = {contact_id: side for contact_id, side in wanted.items() if contact_id not in known}
    theirs = [contact_id for contact_id, side in new.items() if side == Side.THEIRS]
    comes_for = _come_for(meeting, theirs, today)
    Participant.objects.bulk_create(
        Participant(
            meeting=meeting,
            contact_id=contact_id,
            side=side,
            organization_id=comes_for[contact_id] if side == Side.THEIRS else None,
        )
        for contact_id, side in new.items()
    )
    return gone | set(new)


def _come_for(meeting: Meeting, contacts: list[int], today: date) -> dict[int, int]:
    """The organization that each of them comes for.

    It is one the meeting is with if they work there, the leading one first; else where they work.
    """
    first = meeting.organization_id or meeting.partner_organization_id()
    others = meeting.partners.values_list("partnership__organization_id", flat=True)
    rank = {pk: place for place, pk in enumerate([first, *others.order_by("pk")][::-1])}
    found = dict.fromkeys(contacts, first)
    jobs = Position.objects.current(today).filter(contact__in=contacts).order_by("-pk")
    held = jobs.values_list("contact_id", "organization_id")
    found |= dict(sorted(held, key=lambda job: rank.get(job[1], -1)))
    return found


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
        same = {"side": participant.side, "organization": participant.organization}
        Participant.objects.get_or_create(meeting=meeting, contact=contact, defaults=same)
    _stamp_change(meeting, by, now)
    _revise(meeting, now)
    others = {participant.contact_id, *([contact.pk] if contact else [])}
    told = tell_invited(before=meeting, meeting=meeting, others=others, by=by, now=now)
    record_meeting_event("meeting.changed", meeting, by=by, at=now, wrote=told)
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
    _revise(meeting, now)
    told = tell_invited(before=meeting, meeting=meeting, by=by, now=now)
    record_meeting_event("meeting.cancelled", meeting, by=by, at=now, wrote=told, reason=reason)
    return meeting


@transaction.atomic
def bring_meetings(*, partnership: Partnership) -> int:
    """Let a new partner have the meetings that led to it; return how many.

    What was done is recorded by the caller, whose action this is part of.
    """
    rows = Meeting.objects.filter(organization=partnership.organization_id)
    ids = list(rows.select_for_update().values_list("pk", flat=True))
    MeetingPartner.objects.bulk_create(
        MeetingPartner(meeting_id=pk, partnership=partnership) for pk in ids
    )
    return Meeting.objects.filter(pk__in=ids).update(partnership=partnership, organization=None)
