"""Every kind of reminder: which rows, due when, for whom."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.dates import instant
from partnerships.agreements.models import Mou
from partnerships.engagement.lifecycle import PromiseState
from partnerships.engagement.models import FollowUp, Meeting
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from partnerships.reminders.rules.occurrences import Occurrence, Reminder
from partnerships.reminders.rules.times import (
    MOU_OFFSETS,
    REVIEW_OFFSETS,
    WEEK,
    day_occurrences,
    days_between,
    end_of,
    morning,
    staff_of,
)
from partnerships.reviews.models import Review


def _meetings(since: datetime, until: datetime) -> QuerySet[Meeting]:
    rows = Meeting.objects.planned().filter(
        starts_at__gt=since, starts_at__lt=until + timedelta(days=2)
    )
    return rows.select_related("owner", "partnership__organization").prefetch_related(
        "participants__contact__user"
    )


def meeting_people(meeting: Meeting) -> list[User]:
    """Those of us who are to be there and sign in: the meeting's owner and invited colleagues."""
    invited = [participant.contact.user for participant in meeting.participants.all()]
    found = {user.pk: user for user in [meeting.owner, *invited] if user is not None}
    return [user for user in found.values() if user.is_active]


def _day_before(meeting: Meeting, _since: datetime, _until: datetime) -> Iterator[Occurrence]:
    """The same wall-clock time the day before, in the recipient's zone."""
    for user in meeting_people(meeting):
        local = timezone.localtime(meeting.starts_at, timezone=ZoneInfo(user.time_zone))
        yield Occurrence(
            recipient=user,
            due_at=instant(local.date() - timedelta(days=1), local.time(), user.time_zone),
            expires_at=meeting.starts_at,
            anchor_at=meeting.starts_at,
        )


def _begun_meetings(since: datetime, until: datetime) -> QuerySet[Meeting]:
    rows = Meeting.objects.planned().filter(
        starts_at__gt=since - timedelta(days=3), starts_at__lt=until
    )
    return rows.select_related("owner", "partnership__organization")


def _morning_after(meeting: Meeting, _since: datetime, _until: datetime) -> Iterator[Occurrence]:
    user = meeting.owner
    if user.is_active:
        day = timezone.localtime(meeting.ends_at(), timezone=ZoneInfo(user.time_zone)).date()
        yield Occurrence(
            recipient=user,
            due_at=morning(day + timedelta(days=1), user),
            expires_at=end_of(day + timedelta(days=WEEK), user),
            anchor_at=meeting.starts_at,
        )


def _open_promises(since: datetime, until: datetime) -> QuerySet[FollowUp]:
    first, last = days_between(since, until)
    rows = FollowUp.objects.filter(state=PromiseState.OPEN, due_on__gte=first, due_on__lte=last)
    return _with_people(rows)


def _late_promises(since: datetime, until: datetime) -> QuerySet[FollowUp]:
    rows = FollowUp.objects.filter(
        state=PromiseState.OPEN, due_on__lt=days_between(since, until)[1]
    )
    return _with_people(rows)


def _with_people(rows: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
    return rows.select_related(
        "contact__user", "partnership__owner", "partnership__deputy", "partnership__organization"
    )


def promise_people(promise: FollowUp) -> list[User]:
    """Who of us hears of a promise: the colleague who gave it, else who owns the partnership."""
    colleague = promise.contact.user if promise.contact and promise.side == Side.OURS else None
    if colleague is not None and colleague.is_active:
        return [colleague]
    return staff_of(promise.partnership)


def _on_the_day(promise: FollowUp, _since: datetime, _until: datetime) -> Iterator[Occurrence]:
    for found in day_occurrences(
        [promise.due_on], promise_people(promise), promise.due_on, useful_days=0
    ):
        # A promise made later on its own day needs no mail about itself.
        if found.due_at >= promise.made_at:
            yield found


def _each_week_late(promise: FollowUp, since: datetime, until: datetime) -> Iterator[Occurrence]:
    """The day after it was due, then each week."""
    days = _weekly(promise.due_on + timedelta(days=1), *days_between(since, until))
    for found in day_occurrences(
        days, promise_people(promise), promise.due_on, useful_days=WEEK - 1
    ):
        if found.due_at >= promise.made_at:
            yield found


def _weekly(start: date, first: date, last: date) -> Iterator[date]:
    """``start`` and each week after it, as far as it lies between two days."""
    passed = max(0, (first - start).days)
    day = start + timedelta(days=-(-passed // WEEK) * WEEK)
    while day <= last:
        yield day
        day += timedelta(days=WEEK)


def _reviews(since: datetime, until: datetime) -> QuerySet[Review]:
    last = days_between(since, until)[1] - timedelta(days=REVIEW_OFFSETS[0])
    return (
        Review.objects.to_do_now()
        .filter(due_on__lte=last)
        .select_related("partnership__owner", "partnership__deputy", "partnership__organization")
    )


def _around_review(review: Review, since: datetime, until: datetime) -> Iterator[Occurrence]:
    """14 and 3 days before, on the day, then each week until it is closed."""
    before = [review.due_on + timedelta(days=offset) for offset in REVIEW_OFFSETS]
    late = _weekly(review.due_on + timedelta(days=WEEK), *days_between(since, until))
    for found in day_occurrences(
        [*before, *late], staff_of(review.partnership), review.due_on, useful_days=2
    ):
        if found.due_at >= review.planned_at:
            yield found


def _ending_mous(since: datetime, until: datetime) -> QuerySet[Mou]:
    first, last = days_between(since, until)
    rows = Mou.objects.in_force(timezone.localdate(until)) | Mou.objects.in_force(first)
    return rows.filter(
        Q(ends_on__gte=first), Q(ends_on__lte=last - timedelta(days=MOU_OFFSETS[0]))
    ).prefetch_related("parties__partnership__owner", "parties__partnership__deputy")


def _before_the_end(mou: Mou, _since: datetime, _until: datetime) -> Iterator[Occurrence]:
    if mou.ends_on is None:
        return
    days = [mou.ends_on + timedelta(days=offset) for offset in MOU_OFFSETS]
    for found in day_occurrences(days, mou_people(mou), mou.ends_on, useful_days=2):
        if found.due_at >= mou.created_at:
            yield found


def mou_people(mou: Mou) -> list[User]:
    """Who of us looks after the partnerships an MOU covers, each once."""
    partnerships = [party.partnership for party in mou.parties.all() if party.partnership]
    return list({u.pk: u for p in partnerships for u in staff_of(p)}.values())


def _of_row(row: Meeting | FollowUp | Review) -> Partnership:
    return row.partnership


def _lead(mou: Mou) -> Partnership | None:
    return next((party.partnership for party in mou.parties.all() if party.partnership), None)


#: Every kind of reminder, by its code.
REMINDERS = {
    reminder.code: reminder
    for reminder in (
        Reminder(
            "meeting_tomorrow",
            _("%(when)s: %(what)s with %(partner)s"),
            _("You are invited to this meeting."),
            _meetings,
            _day_before,
            _of_row,
        ),
        Reminder(
            "meeting_to_close_out",
            _("How did it go? %(what)s with %(partner)s"),
            _("You planned this meeting, and nobody has closed it out yet."),
            _begun_meetings,
            _morning_after,
            _of_row,
        ),
        Reminder(
            "promise_due",
            _("Due today: %(what)s (%(partner)s)"),
            _("This promise is yours, or you own the partnership."),
            _open_promises,
            _on_the_day,
            _of_row,
        ),
        Reminder(
            "promise_overdue",
            _("Overdue: %(what)s (%(partner)s)"),
            _("This promise is yours, or you own the partnership."),
            _late_promises,
            _each_week_late,
            _of_row,
        ),
        Reminder(
            "review_due",
            _("Partnership review: %(partner)s"),
            _("You own this partnership."),
            _reviews,
            _around_review,
            _of_row,
        ),
        Reminder(
            "mou_ending",
            _("MOU ending: %(what)s"),
            _("You own a partnership under this MOU."),
            _ending_mous,
            _before_the_end,
            _lead,
        ),
    )
}
