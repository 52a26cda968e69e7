"""What is reminded of, when, and whom: each kind as data.

An occurrence is computed from its row alone. The plan inserts what should exist; the fence
computes it anew just before a mail leaves, so one definition says both what is due and whether
it is still true.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.dates import instant
from partnerships.agreements.models import Mou
from partnerships.engagement.lifecycle import PromiseState
from partnerships.engagement.models import FollowUp, Meeting
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import Letter, Recipient
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from partnerships.reviews.models import Review

#: The plan looks so far ahead; a stopped scheduler costs lateness, never a reminder.
AHEAD = timedelta(days=8)

#: And so far back, to make good what fell due while nothing ran.
BACK = timedelta(days=2)

#: The hour of the recipient's day at which day-long matters are mailed.
MORNING = time(8)

REVIEW_OFFSETS = (-14, -3, 0)
MOU_OFFSETS = (-180, -90, -30, -7)
WEEK = 7


@dataclass(frozen=True)
class Occurrence:
    """One mail that is due: when, until when it is useful, and what it is about."""

    recipient: User
    due_at: datetime
    expires_at: datetime
    anchor_at: datetime


@dataclass(frozen=True)
class Reminder:
    """One kind of reminder.

    ``rows`` are those that can be due between two instants; ``occurrences`` of a row lie between
    them too. ``heading`` and ``reason`` are its words.
    """

    code: str
    heading: str | Promise
    reason: str | Promise
    rows: Callable[[datetime, datetime], QuerySet[Any]]
    occurrences: Callable[[Any, datetime, datetime], Iterator[Occurrence]]
    partnership: Callable[[Any], Partnership | None]

    def letters(self, row: Model, since: datetime, until: datetime) -> Iterator[Letter]:
        """The mails of one row that fall due between two instants."""
        partnership = self.partnership(row)
        for found in self.occurrences(row, since, until):
            if since <= found.due_at <= until:
                yield Letter(
                    kind=self.code,
                    dedupe_key=self.key(row, found),
                    recipient=recipient_of(found.recipient),
                    subject=row,
                    not_before=found.due_at,
                    expires_at=found.expires_at,
                    partnership_id=partnership.pk if partnership else None,
                    anchor_at=found.anchor_at,
                    category=self.code,
                )

    def key(self, row: Model, found: Occurrence) -> str:
        """The name of this very mail; two plans that mean the same give the same name."""
        minute = f"{found.due_at:%Y%m%dT%H%M}"
        anchor = f"{found.anchor_at:%Y%m%dT%H%M}"
        return f"rem:{self.code}:{row.pk}:{anchor}:{minute}:u{found.recipient.pk}:mail"

    def why_untrue(self, delivery: Delivery, _now: datetime) -> str:
        """Read the row again: "" if this very mail would be planned today, else why not."""
        around = (delivery.due_at - timedelta(minutes=1), delivery.due_at + timedelta(minutes=1))
        row = self.rows(*around).filter(pk=delivery.subject_id).first()
        if row is None:
            return "over"
        keys = {letter.dedupe_key for letter in self.letters(row, *around)}
        return "" if delivery.dedupe_key in keys else "changed"


def recipient_of(user: User) -> Recipient:
    """One of us as a recipient of mail."""
    return Recipient(
        kind="user", id=user.pk, address=user.email, name=str(user), tz=user.time_zone
    )


def staff_of(partnership: Partnership) -> list[User]:
    """Who hears of a partnership: its owner, or the deputy when the owner no longer signs in."""
    people = [partnership.owner, partnership.deputy]
    return [user for user in people if user is not None and user.is_active][:1]


def _morning(day: date, user: User) -> datetime:
    return instant(day, MORNING, user.time_zone)


def _end_of(day: date, user: User) -> datetime:
    return instant(day + timedelta(days=1), time(0), user.time_zone)


def _days(since: datetime, until: datetime) -> tuple[date, date]:
    """The days that can lie between two instants in any zone of the world."""
    return (since - timedelta(days=1)).date(), (until + timedelta(days=1)).date()


def _day_occurrences(
    days: Iterable[date], users: Iterable[User], about: date, *, useful_days: int
) -> Iterator[Occurrence]:
    people = list(users)
    for day in days:
        for user in people:
            yield Occurrence(
                recipient=user,
                due_at=_morning(day, user),
                expires_at=_end_of(day + timedelta(days=useful_days), user),
                anchor_at=_morning(about, user),
            )


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
            due_at=_morning(day + timedelta(days=1), user),
            expires_at=_end_of(day + timedelta(days=WEEK), user),
            anchor_at=meeting.starts_at,
        )


def _open_promises(_since: datetime, until: datetime) -> QuerySet[FollowUp]:
    first, last = _days(_since, until)
    rows = FollowUp.objects.filter(state=PromiseState.OPEN, due_on__gte=first, due_on__lte=last)
    return _with_people(rows)


def _late_promises(_since: datetime, until: datetime) -> QuerySet[FollowUp]:
    rows = FollowUp.objects.filter(state=PromiseState.OPEN, due_on__lt=_days(_since, until)[1])
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
    for found in _day_occurrences(
        [promise.due_on], promise_people(promise), promise.due_on, useful_days=0
    ):
        # A promise made later on its own day needs no mail about itself.
        if found.due_at >= promise.made_at:
            yield found


def _each_week_late(promise: FollowUp, since: datetime, until: datetime) -> Iterator[Occurrence]:
    """The day after it was due, then each week."""
    days = _weekly(promise.due_on + timedelta(days=1), *_days(since, until))
    for found in _day_occurrences(
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
    last = _days(since, until)[1] - timedelta(days=REVIEW_OFFSETS[0])
    return (
        Review.objects.to_do_now()
        .filter(due_on__lte=last)
        .select_related("partnership__owner", "partnership__deputy", "partnership__organization")
    )


def _around_review(review: Review, since: datetime, until: datetime) -> Iterator[Occurrence]:
    """14 and 3 days before, on the day, then each week until it is closed."""
    before = [review.due_on + timedelta(days=offset) for offset in REVIEW_OFFSETS]
    late = _weekly(review.due_on + timedelta(days=WEEK), *_days(since, until))
    for found in _day_occurrences(
        [*before, *late], staff_of(review.partnership), review.due_on, useful_days=2
    ):
        if found.due_at >= review.planned_at:
            yield found


def _ending_mous(since: datetime, until: datetime) -> QuerySet[Mou]:
    first, last = _days(since, until)
    rows = Mou.objects.in_force(timezone.localdate(until)) | Mou.objects.in_force(first)
    return rows.filter(
        Q(ends_on__gte=first), Q(ends_on__lte=last - timedelta(days=MOU_OFFSETS[0]))
    ).prefetch_related("parties__partnership__owner", "parties__partnership__deputy")


def _before_the_end(mou: Mou, _since: datetime, _until: datetime) -> Iterator[Occurrence]:
    if mou.ends_on is None:
        return
    days = [mou.ends_on + timedelta(days=offset) for offset in MOU_OFFSETS]
    for found in _day_occurrences(days, mou_people(mou), mou.ends_on, useful_days=2):
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
