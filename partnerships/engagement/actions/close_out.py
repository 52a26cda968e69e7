"""Closing a meeting out, in a minute (E3)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from partnerships.engagement import queries
from partnerships.engagement.actions.base import lock, record_meeting_event
from partnerships.engagement.actions.meetings import lock_partners
from partnerships.engagement.actions.promises import Promise, write_promise
from partnerships.engagement.actions.turns import after_contact
from partnerships.engagement.lifecycle import Feel, MeetingKind, MeetingState
from partnerships.engagement.models import Meeting
from partnerships.organizations.models import Contact
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import How, Side
from partnerships.relationships.models import Partnership


@dataclass(frozen=True)
class CloseOut:
    """What a meeting left behind, told in a minute (E3)."""

    came: Collection[Contact]
    feel: Feel
    learned: str = ""
    promises: Collection[Promise] = ()
    agreed_with_purpose: Iterable[Contact] = ()
    none_because: str = ""


@transaction.atomic
def close_out(*, meeting: Meeting, told: CloseOut, by: User, now: datetime) -> Meeting:
    """Say how a meeting went: who came, how it felt, what we learned, what was promised.

    Those named under ``agreed_with_purpose`` heard the purpose read aloud and agreed (W7).
    Raises `meeting_over` or `close_out_incomplete`.
    """
    lock_partners(meeting, meeting.partnerships.all())
    meeting = lock(meeting)
    if meeting.state != MeetingState.PLANNED:
        raise DomainError(
            _("This meeting was already wrapped up or canceled."), code="meeting_over"
        )
    if meeting.starts_at > now:
        raise DomainError(
            _("The meeting hasn't started yet. Wrap it up afterward."), code="close_out_incomplete"
        )
    came = {contact.pk for contact in told.came}
    if not came:
        raise DomainError(
            _("Mark who came, or cancel the meeting."), field="came", code="close_out_incomplete"
        )
    if MeetingKind(meeting.kind).is_tour() and not told.learned:
        raise DomainError(
            _("Add one thing you learned on the tour."),
            field="learned",
            code="close_out_incomplete",
        )
    for participant in meeting.participants.all():
        participant.came = participant.contact_id in came
        participant.save(update_fields=["came"])
    meeting.state, meeting.closed_out_at, meeting.closed_out_by = MeetingState.HELD, now, by
    meeting.feel, meeting.learned = told.feel, told.learned
    meeting.purpose_read_aloud = bool(_agree_with_purpose(meeting, told, by=by, now=now))
    meeting.save()
    if meeting.partnership:
        for promise in told.promises:
            partnership = _partner_of(promise, meeting) or meeting.partnership
            write_promise(partnership, promise, meeting=meeting, by=by, now=now)
        _require_next_step(meeting.partnership, told.none_because, by=by, now=now)
    _pass_turns(meeting, told.promises, now)
    record_meeting_event("meeting.held", meeting, by=by, at=now, came=len(came))
    return meeting


def _pass_turns(meeting: Meeting, promises: Collection[Promise], now: datetime) -> None:
    """Whoever promised a partner something, or a partner's person us, is waited on; we first."""
    for partnership in meeting.partnerships.order_by("pk"):
        sides = {
            promise.side
            for promise in promises
            if (_partner_of(promise, meeting) or meeting.partnership) == partnership
        }
        if sides:
            court = Side.OURS if Side.OURS in sides else Side.THEIRS
            relationships.pass_turn(partnership_id=partnership.pk, court=court, now=now)
        else:
            after_contact(partnership_id=partnership.pk, now=now)


def _agree_with_purpose(meeting: Meeting, told: CloseOut, *, by: User, now: datetime) -> int:
    if meeting.partnership is None:
        return 0
    sides = dict(meeting.participants.values_list("contact_id", "side"))
    came = {contact.pk for contact in told.came}
    agreed = list(told.agreed_with_purpose)
    for contact in agreed:
        if contact.pk not in sides or contact.pk not in came:
            raise DomainError(
                _("%(name)s isn't marked as having come. Mark them, or add them to the meeting.")
                % {"name": contact.name},
                field="agreed_with_purpose",
                code="close_out_incomplete",
            )
        relationships.agree_with_purpose(
            partnership=meeting.partnership,
            contact=contact,
            side=Side(sides[contact.pk]),
            how=How.MEETING,
            said_on=timezone.localdate(meeting.starts_at, ZoneInfo(meeting.time_zone)),
            by=by,
            now=now,
        )
    return len(agreed)


def _partner_of(promise: Promise, meeting: Meeting) -> Partnership | None:
    """In a coalition, the partner whose person promised; None where that isn't known."""
    if promise.side == Side.OURS or promise.contact is None:
        return None
    came_for = meeting.participants.filter(contact=promise.contact).values("organization")
    return meeting.partnerships.filter(organization__in=came_for).first()


def _require_next_step(
    partnership: Partnership, none_because: str, *, by: User, now: datetime
) -> None:
    if queries.next_steps([partnership.pk], now):
        return
    if not none_because:
        raise DomainError(
            _("Nothing is planned next. Add one of our commitments, or say “none, because…”."),
            field="none_because",
            code="close_out_incomplete",
        )
    relationships.explain_no_next_step(
        partnership=partnership, reason=none_because, by=by, now=now
    )
