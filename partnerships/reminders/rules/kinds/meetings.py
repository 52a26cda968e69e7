"""Reminders of meetings: before, an hour before, and of those that no one closed out."""

from collections.abc import Iterator
from datetime import timedelta
from operator import methodcaller
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy as _

from accounts.models import User
from common.dates import instant
from partnerships.engagement.lifecycle import MeetingState
from partnerships.engagement.models import Meeting
from partnerships.reminders.lifecycle import Mode
from partnerships.reminders.rules.link_targets import BRIEF, CLOSE_OUT
from partnerships.reminders.rules.reminder import Occurrence, Reminder, Span
from partnerships.reminders.rules.team import Team
from partnerships.reminders.rules.times import (
    ESCALATION,
    WEEK,
    end_of,
    escalations,
    morning,
    told_of,
)

SOON = timedelta(hours=1)


def _rows(span: Span, *, before: timedelta, after: timedelta) -> QuerySet[Meeting]:
    """Planned meetings that begin around the span."""
    rows = Meeting.objects.planned().filter(
        starts_at__gt=span.since - before, starts_at__lt=span.until + after
    )
    return with_people(rows)


def with_people(rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Read meetings with everyone who may have to be told."""
    return rows.select_related(
        *("owner", "partnership__organization", "partnership__owner", "partnership__deputy"),
        "organization",
    ).prefetch_related("participants__contact__user")


def _ahead(span: Span) -> QuerySet[Meeting]:
    return _rows(span, before=timedelta(0), after=timedelta(days=2))


def _begun(span: Span) -> QuerySet[Meeting]:
    return _rows(span, before=timedelta(days=60), after=timedelta(0))


def meeting_people(meeting: Meeting, team: Team) -> list[User]:
    """Return the meeting's owner and invited colleagues who sign in; else who hears of it all."""
    invited = [participant.contact.user for participant in meeting.participants.all()]
    found = {user.pk: user for user in [meeting.owner, *invited] if user is not None}
    people = [user for user in found.values() if user.is_active]
    return people or _told_instead(meeting, team)


def _told_instead(meeting: Meeting, team: Team) -> list[User]:
    return told_of(meeting.partnership, team) if meeting.partnership else team.leaders


def meeting_facts(meeting: Meeting) -> Iterator[object]:
    """When and where it is and what we want from it; or why it is canceled."""
    if meeting.state == MeetingState.CANCELLED:
        yield gettext("Canceled: %(reason)s") % {"reason": meeting.cancelled_because}
        return
    zone = timezone.get_current_timezone_name()
    starts = date_format(timezone.localtime(meeting.starts_at), "l, M j, g:i A")
    yield f"{starts} ({zone})"
    yield meeting.place
    yield meeting.video_url
    if meeting.aim:
        yield gettext("Goal: %(aim)s") % {"aim": meeting.aim}


def _day_before(meeting: Meeting, span: Span) -> Iterator[Occurrence]:
    """The same wall-clock time the day before, in the recipient's zone."""
    for user in meeting_people(meeting, span.team):
        local = timezone.localtime(meeting.starts_at, timezone=ZoneInfo(user.time_zone))
        day = local.date() - timedelta(days=1)
        yield Occurrence(
            recipient=user,
            due_at=instant(day, local.time(), user.time_zone),
            expires_at=end_of(day, user),  # on its own day an hour before is told
            anchor_at=meeting.starts_at,
        )


def _hour_before(meeting: Meeting, span: Span) -> Iterator[Occurrence]:
    for user in meeting_people(meeting, span.team):
        yield Occurrence(
            recipient=user,
            due_at=meeting.starts_at - SOON,
            expires_at=meeting.starts_at,
            anchor_at=meeting.starts_at,
        )


def _morning_after(meeting: Meeting, span: Span) -> Iterator[Occurrence]:
    owner = [meeting.owner] if meeting.owner.is_active else []
    for user in owner or _told_instead(meeting, span.team):
        day = timezone.localtime(meeting.ends_at(), timezone=ZoneInfo(user.time_zone)).date()
        yield Occurrence(
            recipient=user,
            due_at=morning(day + timedelta(days=1), user),
            expires_at=end_of(day + timedelta(days=WEEK), user),
            anchor_at=meeting.starts_at,
        )


def _still_open(meeting: Meeting, span: Span) -> Iterator[Occurrence]:
    return escalations(timezone.localdate(meeting.ends_at()), span)


WHEN = _("$when: $what with $partner")

MEETINGS = (
    Reminder(
        code="meeting_tomorrow",
        name=_("A meeting tomorrow"),
        partner=methodcaller("partner"),
        heading=WHEN,
        early=WHEN,
        reason=_("You're invited to this meeting."),
        act=BRIEF,
        rows=_ahead,
        occurrences=_day_before,
        ahead=True,
        facts=meeting_facts,
        timed=True,
    ),
    Reminder(
        code="meeting_soon",
        name=_("A meeting in an hour"),
        partner=methodcaller("partner"),
        heading=_("Starting soon, $when: $what with $partner"),
        early=WHEN,
        exact=True,
        reason=_("You're invited to this meeting."),
        act=BRIEF,
        rows=_ahead,
        occurrences=_hour_before,
        usual=Mode.NOW,
        ahead=True,
        facts=meeting_facts,
        timed=True,
    ),
    Reminder(
        code="meeting_to_close_out",
        name=_("A meeting to wrap up"),
        partner=methodcaller("partner"),
        heading=_("Wrap up: $what with $partner"),
        reason=_("You planned this meeting, and it hasn't been wrapped up yet."),
        act=CLOSE_OUT,
        rows=_begun,
        occurrences=_morning_after,
        facts=meeting_facts,
        timed=True,
    ),
    Reminder(
        code="meeting_left_open",
        name=_("A meeting that wasn't wrapped up"),
        partner=methodcaller("partner"),
        heading=_("Not wrapped up: $what with $partner"),
        reason=_("You lead the team, and this has been open for several business days."),
        act=CLOSE_OUT,
        rows=_begun,
        occurrences=_still_open,
        family=ESCALATION,
        facts=meeting_facts,
        timed=True,
    ),
)
