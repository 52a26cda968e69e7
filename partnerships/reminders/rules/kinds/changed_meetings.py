"""Meetings that moved or are off, for whoever was told otherwise before."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from operator import itemgetter, methodcaller

from django.db.models import QuerySet
from django.utils.translation import gettext, gettext_lazy as _

from accounts.models import User
from partnerships.engagement.lifecycle import MeetingState
from partnerships.engagement.models import Meeting
from partnerships.reminders.lifecycle import Mode
from partnerships.reminders.models import Notice
from partnerships.reminders.rules.kinds.meetings import meeting_facts, meeting_people, with_people
from partnerships.reminders.rules.link_targets import BRIEF, VIEW_MEETING
from partnerships.reminders.rules.reminder import Occurrence, Reminder, Span
from partnerships.reminders.rules.team import Team

#: What people choose a way for when they choose about these.
CHANGED = "meeting_changed"

MOVED, OFF = "meeting_moved", "meeting_off"
AHEAD = ("meeting_tomorrow", "meeting_soon")

#: A mail may pass its last check while the change is being saved.
CROSSED = timedelta(minutes=1)

#: A moment at which somebody was told, and the time they were told of; None when it was off.
Word = tuple[datetime, datetime | None]


def _changed(span: Span) -> QuerySet[Meeting]:
    rows = Meeting.objects.filter(
        state__in=(MeetingState.PLANNED, MeetingState.CANCELLED),
        changed_at__gte=span.since,
        changed_at__lte=span.until,
    )
    return with_people(rows)


def _moved(meeting: Meeting, span: Span) -> Iterator[Occurrence]:
    for user, (_told_at, heard), stands, changed_at in _misinformed(meeting, span.team):
        if stands:
            first = min(heard or stands, stands)
            yield Occurrence(recipient=user, due_at=changed_at, expires_at=first, anchor_at=stands)


def _off(meeting: Meeting, span: Span) -> Iterator[Occurrence]:
    for user, (_told_at, heard), stands, changed_at in _misinformed(meeting, span.team):
        if heard and not stands:
            yield Occurrence(recipient=user, due_at=changed_at, expires_at=heard, anchor_at=heard)


def _misinformed(
    meeting: Meeting, team: Team
) -> Iterator[tuple[User, Word, datetime | None, datetime]]:
    """People whose last word on a meeting no longer holds, with it, what does, and since when.

    Not the one who changed it, nor whoever an invitation told, nor anyone once both times have
    passed.
    """
    changed_at = meeting.changed_at
    if changed_at is None:
        return
    expected = _expected(meeting, team, changed_at)
    told: dict[User, list[Word]] = defaultdict(list)
    for notice in team.told_of_meetings[meeting.pk]:
        if word := _word(notice):
            told[notice.user].append(word)
    invited = team.told_by_invitation.get(meeting.pk, {})
    for user, words in told.items():
        stands = meeting.starts_at if user.pk in expected else None
        before = [word for word in words if _came_before(word, changed_at, stands)]
        last = max(before, key=itemgetter(0), default=None)
        knows_already = user.pk == meeting.changed_by_id or not user.is_active
        knows_already |= user.pk in invited and invited[user.pk] >= changed_at
        if last is None or last[1] == stands or knows_already:
            continue
        if any(at > changed_at for at in (last[1], stands) if at):
            yield user, last, stands, changed_at


def _expected(meeting: Meeting, team: Team, at: datetime) -> set[int]:
    """Who is to come, and who stands in for them; nobody once it is canceled."""
    if meeting.state == MeetingState.CANCELLED:
        return set()
    people = meeting_people(meeting, team)
    deputy = meeting.partnership.deputy if meeting.partnership else None
    instead = [team.stand_in(user, team.hours(user).today(at), deputy=deputy) for user in people]
    return {user.pk for user in (*people, *instead)}


def _word(notice: Notice) -> Word | None:
    """What its person was told by a notice, by mail or at the bell, and when; None if nothing.

    One of these here counts at the bell only if no mail is to follow: the mail may be all that
    its person sees, so a later change must not take it away.
    """
    heard = None if notice.kind == OFF else notice.anchor_at
    if notice.kind not in (*AHEAD, MOVED, OFF):
        return None
    if notice.mailed_at:
        return min(notice.mailed_at, notice.due_at), heard
    if notice.kind in (MOVED, OFF) and notice.mail_at and not notice.snoozed_until:
        return None
    was_at_the_bell = notice.over_at is None or notice.over_at > notice.due_at
    return (notice.due_at, heard) if was_at_the_bell else None


def _came_before(word: Word, changed_at: datetime, stands: datetime | None) -> bool:
    """Whether a word was out before the change, or crossed with it."""
    told_at, heard = word
    return told_at < changed_at or (heard != stands and told_at < changed_at + CROSSED)


def _why_off(meeting: Meeting) -> Iterator[object]:
    if meeting.state == MeetingState.CANCELLED:
        yield from meeting_facts(meeting)
    else:
        yield gettext("The meeting is still on, but you're no longer invited.")


CHANGED_MEETINGS = (
    Reminder(
        code=MOVED,
        name=_("A rescheduled meeting"),
        partner=methodcaller("partner"),
        heading=_("Now $when: $what with $partner"),
        reason=_("You were told a different time, or that you weren't needed."),
        act=BRIEF,
        rows=_changed,
        occurrences=_moved,
        usual=Mode.NOW,
        family=CHANGED,
        facts=meeting_facts,
        timed=True,
    ),
    Reminder(
        code=OFF,
        name=_("A canceled meeting"),
        partner=methodcaller("partner"),
        heading=_("Off your calendar, $when: $what with $partner"),
        reason=_("You were told about this meeting."),
        act=VIEW_MEETING,
        rows=_changed,
        occurrences=_off,
        usual=Mode.NOW,
        family=CHANGED,
        facts=_why_off,
        timed=True,
    ),
)
