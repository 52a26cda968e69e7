"""What to ask on a tour, and a meeting as calendar programs have it."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, time

from dateutil.rrule import rrulestr
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from common.ical import CalendarEvent, Mailbox
from partnerships.engagement.lifecycle import Repeats
from partnerships.engagement.models import Meeting, MeetingSeries

#: Days of the week in the rules of calendar programs, from Monday on.
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

#: What to ask on a tour.
TOUR_QUESTIONS = (
    _("Who do you serve best?"),
    _("What does a first day look like?"),
    _("Where do people wait or drop out?"),
    _("What do you wish others would send you, or not send you?"),
    _("What would make our referrals easy for you?"),
    _("What are you proud of?"),
    _("What can we do for you in the next 30 days?"),
)


def event_for_them(meeting: Meeting, house: str) -> CalendarEvent:
    """A meeting as anyone at a partner may have it: title, time and place; ``house`` is us."""
    return CalendarEvent(
        uid=str(meeting.uid),
        sequence=meeting.sequence,
        stamp=meeting.revised_at,
        starts_at=meeting.starts_at,
        minutes=meeting.minutes,
        zone=meeting.time_zone,
        title=f"{meeting}: {house}",
        organizer=Mailbox(house, settings.MAIL_FROM),
        place=meeting.place or meeting.video_url,
        text=meeting.video_url,
    )


def rule_of(repeats: Repeats, first: date, times: int) -> str:
    """Return the rule of a series, as calendar programs read it (RFC 5545, 3.3.10)."""
    number = (first.day - 1) // 7 + 1
    nth = -1 if number > 4 else number  # noqa: PLR2004 -- a fifth isn't in every month
    return {
        Repeats.WEEKLY: f"FREQ=WEEKLY;COUNT={times}",
        Repeats.BIWEEKLY: f"FREQ=WEEKLY;COUNT={times};INTERVAL=2",
        Repeats.MONTHLY: f"FREQ=MONTHLY;COUNT={times}",
        Repeats.WEEKDAY: f"FREQ=MONTHLY;COUNT={times};BYDAY={nth}{DAYS[first.weekday()]}",
    }[repeats]


def days_of(rule: str, first: date) -> list[date]:
    """Return the days of a series, by its rule."""
    found = rrulestr(rule, dtstart=datetime.combine(first, time.min))
    return [one.date() for one in found]


def events_of_series(
    series: MeetingSeries, rows: Sequence[Meeting], *, but: Collection[int], house: str
) -> list[CalendarEvent]:
    """Return a series as calendar programs have it: as a rule, with all that differs from it.

    ``rows`` are its meetings, ``but`` the keys of those that are off.
    """
    first, last = rows[0].recurs_at, rows[-1].recurs_at
    assert first  # noqa: S101 -- by constraint
    known = {row.pk: _event_in(series, event_for_them(row, house)) for row in rows}
    main = replace(
        known[rows[-1].pk],
        starts_at=first,
        rule=series.rule,
        until=last,
        skipped=[row.recurs_at for row in rows if row.pk in but and row.recurs_at],
    )
    others = [
        replace(known[row.pk], instead_of=row.recurs_at)
        for row in rows
        if row.pk not in but and not _is_as_ruled(known[row.pk], row, main)
    ]
    return [main, *others]


def _event_in(series: MeetingSeries, event: CalendarEvent) -> CalendarEvent:
    return replace(
        event,
        uid=str(series.uid),
        sequence=series.sequence,
        stamp=series.revised_at,
        zone=series.time_zone,
    )


def _is_as_ruled(event: CalendarEvent, row: Meeting, main: CalendarEvent) -> bool:
    shown = (event.minutes, event.title, event.place, event.text)
    ruled = (main.minutes, main.title, main.place, main.text)
    return event.starts_at == row.recurs_at and shown == ruled


def event_for_us(meeting: Meeting, house: str) -> CalendarEvent:
    """A meeting as we have it ourselves: with whom, the agenda, and the way to its page."""
    page = settings.BASE_URL + meeting.get_absolute_url()
    parts = (meeting.agenda, meeting.video_url, page)
    return replace(
        event_for_them(meeting, house),
        title=f"{meeting}: {meeting.partner()}",
        text="\n\n".join(filter(None, parts)),
        url=page,
    )
