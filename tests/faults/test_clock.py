"""F20-F22: nothing ticks, a clock that is wrong, and the days on which clocks are changed."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db.models import F
from django.test import Client, RequestFactory
from pytest_django import Settings

from accounts.models import User
from common.dates import instant
from partnerships.engagement import actions as engagement
from partnerships.engagement.models import Meeting
from partnerships.outbox import actions as outbox
from partnerships.outbox.lifecycle import State
from partnerships.outbox.models import Delivery, Heartbeat
from partnerships.outbox.views import outages
from partnerships.reminders import actions as reminders
from tests.faults.matrix import Run, queue_letters, size
from tests.faults.sink import Sink
from tests.scenarios import partnership_idea

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
ZONES = [
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Auckland",
    "America/Santiago",
    "America/Havana",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Asia/Beirut",
    "Asia/Jerusalem",
    "America/Nuuk",
]
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def test_nobody_ticks(
    run: Run,
    client: Client,
    coordinator: User,
    rf: RequestFactory,
    settings: Settings,
    tmp_path: Path,
) -> None:
    """The pump ran and stopped: three minutes later the monitor and the pages know."""
    settings.EMBEDDED_BROKER, settings.BROKER_SOCKET = True, tmp_path / "none"

    def tick_once() -> None:
        with run.start("manage.py", "pump") as pump:
            run.ended(pump)

    def told() -> tuple[int, bool]:
        status = client.get("/healthz").status_code
        return status, bool(outages(rf.get("/"))["outage"])

    tick_once()
    assert told() == (200, False)
    for later, expected in [(150, (200, False)), (31, (503, True))]:
        Heartbeat.objects.update(at=F("at") - timedelta(seconds=later))
        assert told() == expected
    tick_once()
    assert told() == (200, False)
    run.faults = 1
    run.verdict("F20", rows=0, by="silences")


def test_a_wrong_clock_claims_nothing(run: Run, coordinator: User) -> None:
    """By an hour, a day, or just more than the thirty seconds that are tolerated."""
    wrong = [3600, -3600, 86400, -86400, 31, -31]
    queue_letters(coordinator, 3)
    with run.sender("--skew", *map(str, wrong)) as sender:
        run.ended(sender)
    assert set(Delivery.objects.values_list("state", "attempts")) == {(State.PENDING, 0)}
    assert run.sink.connections == 0
    assert Heartbeat.objects.get(name="pump").detail == "clock differs"
    with run.sender("--skew", "20") as sender:
        run.ended(sender)
    run.faults = len(wrong)
    run.verdict("F21", rows=3, by="clocks", doubles=0)


@cache
def changes(zone: str) -> list[tuple[datetime, timedelta, timedelta]]:
    """Return each minute from 2025 to 2030 at which a zone's clock jumps, from what, to what."""
    found, at = [], datetime(2025, 1, 1, tzinfo=UTC)
    while at < datetime(2031, 1, 1, tzinfo=UTC):
        if offset(at, zone) != offset(at + HOUR, zone):
            jump = next(m for m in minutes(at, 61) if offset(m, zone) != offset(at, zone))
            found.append((jump, offset(at, zone), offset(jump, zone)))
        at += HOUR
    return found


def minutes(start: datetime, number: int) -> Iterator[datetime]:
    return (start + n * MINUTE for n in range(number))


def offset(at: datetime, zone: str) -> timedelta:
    return at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)


def shown(at: datetime, zone: str) -> datetime:
    """Return what a wall clock shows."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def around(jump: datetime, was: timedelta, is_now: timedelta) -> list[datetime]:
    """Return the wall-clock times at the edges of what is skipped or shown twice, and inside."""
    first, last = sorted([jump + was, jump + is_now])
    middle = first + ((last - first) / 2 // MINUTE) * MINUTE
    walls = [first - MINUTE, first, middle, last - MINUTE, last, last + MINUTE]
    return [wall.replace(tzinfo=None) for wall in walls]


@pytest.mark.parametrize("zone", ZONES)
def test_each_wall_clock_time_is_one_instant(zone: str) -> None:
    """Against a man who looks at the clock each minute and acts the first time he may.

    More than a hundred transitions, six times each: that is a matter of the rule, so no process
    is started. Pumps that live through a transition are in test_zones.py.
    """
    jumps = changes(zone)
    assert len(jumps) >= 6
    for jump, was, is_now in jumps:
        for wall in around(jump, was, is_now):
            acts = next(m for m in minutes(jump - 4 * HOUR, 480) if shown(m, zone) >= wall)
            assert instant(wall.date(), wall.time(), zone) == acts, (zone, wall)


def jumps_to_try() -> list[tuple[str, datetime, datetime]]:
    """Return a zone, its jump and a wall-clock time in it: of each zone, or of two."""
    return [
        (zone, jump, around(jump, was, is_now)[2])
        for zone in ZONES[: size(1, len(ZONES))]
        for jump, was, is_now in changes(zone)[:2]
    ]


@pytest.fixture
def tick(sink: Sink, settings: Settings) -> Callable[[datetime], None]:
    """Return a tick of this process: plan and send, with both clocks at an instant."""
    settings.MAIL_TRANSPORT, settings.EMAIL_HOST = "smtp", "127.0.0.1"
    settings.EMAIL_PORT = sink.port

    def at(now: datetime) -> None:
        with time_machine.travel(now, tick=False):
            reminders.plan(now=now)
            reminders.catch_up(now=now)
            outbox.pump(kinds=reminders.KINDS, clock=lambda: now)

    return at


@pytest.mark.parametrize(("zone", "jump", "wall"), jumps_to_try())
def test_a_reminder_at_a_time_skipped_or_shown_twice(
    run: Run,
    at_once: User,
    tick: Callable[[datetime], None],
    zone: str,
    jump: datetime,
    wall: datetime,
) -> None:
    """A meeting the day after, at that time; the pump ticks each minute around it.

    In this process, as such days cannot be waited for, and the clock of the database cannot be
    set for another one. A pump of its own is in test_zones.py.
    """
    at_once.time_zone = zone
    at_once.save()
    long_ago = jump - timedelta(days=3)
    partnership = partnership_idea(long_ago, at_once)
    day_after = wall.date() + timedelta(days=1)
    meeting = Meeting(
        partnership=partnership,
        starts_at=instant(day_after, time(wall.hour, wall.minute), zone),
        time_zone=zone,
        owner=at_once,
    )
    engagement.plan_meeting(meeting=meeting, invited={}, by=at_once, now=long_ago)
    wanted = instant(wall.date(), wall.time(), zone)
    half = size(12, 70)
    for minute in minutes(wanted - half * MINUTE, 2 * half):
        tick(minute)
    run.faults = 1
    run.verdict(f"F22 {zone}"[:22], rows=1, by="jumps", doubles=0, kinds=["meeting_tomorrow"])
    (entry,) = run.sink.entries()
    assert 0 <= entry.at - wanted.timestamp() < 60
