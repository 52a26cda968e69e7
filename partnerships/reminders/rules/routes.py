"""Which mail carries a notice, and when that mail may leave."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from common.dates import instant
from partnerships.calendars.rules import Hours
from partnerships.reminders.lifecycle import DigestKind, Mode
from partnerships.reminders.models import Notice
from partnerships.reminders.rules.reminder import Reminder
from partnerships.reminders.rules.team import Team
from partnerships.reminders.rules.times import MORNING

#: A morning mail that could not leave is of use for so long, marked as late.
DIGEST_USEFUL = timedelta(days=7)


class DigestSlot(NamedTuple):
    """What tells a digest from all others."""

    user_id: int
    kind: str
    slot: datetime


@dataclass(frozen=True)
class Route:
    """When a mail may carry a notice, and the digest that does, or else its own; None: no mail."""

    mail_at: datetime | None = None
    digest: DigestSlot | None = None


NOWHERE = Route()


def route(
    notice: Notice,
    reminder: Reminder,
    *,
    team: Team,
    gone: Collection[DigestSlot],
    now: datetime,
) -> Route:
    """The mail that is to carry a notice, as its person chose.

    ``gone`` are the digests that have left or ended: what comes too late for one goes with the
    next, or in a mail of its own if that would be too late as well. What an outage keeps back
    in a digest and what cannot wait until its person is at work again leaves in one of its own.
    """
    mode = team.mode(notice.user, reminder.category, reminder.usual)
    if mode == Mode.NONE or team.is_muted(notice):
        return NOWHERE
    hours = team.hours(notice.user)
    if mode == Mode.NOW and notice.snoozed_until is None:
        return _alone(notice, reminder, hours, notice.due_at)
    mornings = (
        _morning(notice, reminder, mode, hours),
        hours.morning_from(now),
        hours.morning_from(now + timedelta(days=1)),
    )
    for morning in mornings:
        daily = _daily(notice, morning)
        if takes_more(daily, gone, now):
            break
    if can_wait(notice, hours, max(morning, now)):
        return Route(daily.slot, daily)
    before_hours_ended = _daily(notice, hours.last_slot(now))
    if morning <= now and takes_more(before_hours_ended, gone, now):
        return Route(before_hours_ended.slot, before_hours_ended)
    return _alone(notice, reminder, hours, max(now, notice.due_at))


def takes_more(digest: DigestSlot, gone: Collection[DigestSlot], now: datetime) -> bool:
    """Whether a mail that carries several notices neither left nor ended."""
    return digest not in gone and digest.slot > now - DIGEST_USEFUL


def can_wait(notice: Notice, hours: Hours, at: datetime) -> bool:
    """Whether it is of use at the first moment from ``at`` on at which a mail may arrive.

    What was put off always is.
    """
    return notice.snoozed_until is not None or hours.next_slot(at) < notice.expires_at


def _alone(notice: Notice, reminder: Reminder, hours: Hours, at: datetime) -> Route:
    """A mail of its own, within the hours of its person.

    What can't wait for them leaves before they end where its words allow that, else at its time.
    """
    slot = hours.next_slot(at)
    if slot >= notice.expires_at:
        slot = hours.last_slot(at) if reminder.early and not reminder.exact else at
    return Route(slot)


def _daily(notice: Notice, morning: datetime) -> DigestSlot:
    """That of a morning, which in UTC equals itself also where a clock is put back."""
    return DigestSlot(notice.user_id, DigestKind.DAILY, morning.astimezone(UTC))


def _morning(notice: Notice, reminder: Reminder, mode: Mode, hours: Hours) -> datetime:
    """The morning mail that suits: the first from its hour on, or the last one before its end.

    Its own time where neither does, as it may not be told before.
    """
    if notice.snoozed_until is not None:
        return hours.morning_from(notice.snoozed_until)
    day = hours.today(notice.due_at)
    if mode == Mode.WEEKLY and day.weekday() > 0:  # on a Monday each mail is that of the week
        monday = hours.morning_of(day + timedelta(days=7 - day.weekday()))
        if monday < notice.expires_at:
            return monday
    if reminder.ahead:
        return hours.morning_until(day)
    found = hours.morning_from(notice.due_at)
    if notice.due_at <= instant(day, MORNING, hours.zone):
        found = hours.morning_of(day)  # a matter of that day, though its hour is later
    if found < notice.expires_at:
        return found
    return hours.morning_until(day) if reminder.early else notice.due_at
