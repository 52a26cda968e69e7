"""What a reminder says is true when its mail leaves: nothing is "soon" or "overdue" early."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import User
from partnerships.calendars.models import ClosedDay
from partnerships.engagement.models import FollowUp, Meeting
from partnerships.reminders import actions
from partnerships.reminders.lifecycle import Mode
from partnerships.reminders.models import Notice
from tests.reminders.conftest import Tick

MeetingAt = Callable[[datetime], Meeting]
pytestmark = pytest.mark.usefixtures("dated_kinds")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
FRIDAY = datetime(2026, 11, 27, 8, tzinfo=UTC)
SATURDAY_EVENING = datetime(2026, 11, 28, 19, 34, tzinfo=UTC)
BREAK = [date(2026, 12, day) for day in range(10, 21)]  # we are closed


def told_at(tick: Tick, *times: datetime) -> list[tuple[datetime, str]]:
    """The subject of each mail of these ticks, with when it left."""
    return [(at, str(mail["Subject"])) for at in times for mail in tick(at)]


def test_a_meeting_on_a_saturday_is_soon_an_hour_before_it(
    meeting_at: MeetingAt, tick: Tick
) -> None:
    meeting_at(SATURDAY_EVENING)
    before = told_at(tick, FRIDAY, FRIDAY + 10 * HOUR, SATURDAY_EVENING - HOUR - MINUTE)
    assert not [words for _at, words in before if "Starting soon" in words]
    (mail,) = tick(SATURDAY_EVENING - HOUR)
    assert "Starting soon, Sat, Nov 28, 7:34 PM" in mail["Subject"]


def test_a_meeting_tonight_is_soon_an_hour_before_it(
    meeting_at: MeetingAt, tick: Tick, now: datetime
) -> None:
    """Planned at 6:30 PM, when the working day is over, for 9 PM."""
    evening = now.replace(hour=18, minute=30)
    meeting_at(now.replace(hour=21))
    assert tick(evening) == []
    assert tick(now.replace(hour=19, minute=59)) == []
    assert len(tick(now.replace(hour=20))) == 1


def test_in_a_morning_mail_of_the_day_before_it_is_not_soon(
    meeting_at: MeetingAt, tick: Tick, coordinator: User, now: datetime
) -> None:
    modes = {"meeting_soon": Mode.DIGEST, "meeting_tomorrow": Mode.NONE}
    actions.set_modes(user=coordinator, modes=modes, by=coordinator, now=now)
    meeting_at(SATURDAY_EVENING)
    (told,) = told_at(tick, FRIDAY, FRIDAY + 20 * HOUR)
    assert told[0] == FRIDAY
    assert "Starting soon" not in told[1]
    assert "Sat, Nov 28, 7:34 PM" in told[1]


@pytest.fixture
def closed(db: None) -> None:
    ClosedDay.objects.bulk_create(ClosedDay(day=day, name="Break") for day in BREAK)


@pytest.mark.usefixtures("closed")
@pytest.mark.parametrize("mode", [Mode.NOW, Mode.DIGEST, Mode.WEEKLY])
def test_nothing_is_overdue_before_it_was_due(
    promised: Callable[..., FollowUp], tick: Tick, coordinator: User, now: datetime, mode: Mode
) -> None:
    modes = {"promise_overdue": mode, "promise_due": Mode.NONE}
    actions.set_modes(user=coordinator, modes=modes, by=coordinator, now=now)
    promised(date(2026, 12, 10))
    due = datetime(2026, 12, 11, 8, tzinfo=UTC)
    days = (due - timedelta(days=number) for number in (3, 2, 1))
    (told,) = told_at(tick, *days, due - MINUTE, due)
    assert told[0] == due
    assert "Overdue" in told[1]


@pytest.mark.usefixtures("closed")
def test_nobody_is_asked_how_a_meeting_went_before_it_was_held(
    meeting_at: MeetingAt, now: datetime
) -> None:
    starts = datetime(2026, 12, 9, 15, tzinfo=UTC)
    meeting_at(starts)
    actions.plan(now=starts - timedelta(days=5))
    asked = Notice.objects.get(kind="meeting_to_close_out")
    assert asked.mail_at is not None
    assert asked.mail_at > starts
