"""F20-F22: nothing ticks, a clock that is wrong, and the days on which clocks are changed."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from time import sleep
from zoneinfo import ZoneInfo

import pytest
from django.db.models import F
from django.test import Client

from accounts.models import User
from common.dates import instant
from partnerships.engagement import actions as engagement
from partnerships.engagement.models import Meeting
from partnerships.outbox.lifecycle import State
from partnerships.outbox.models import Delivery, Heartbeat
from tests.faults.clocks import Clock
from tests.faults.matrix import LONG, PUMP, Run, queue_letters, size
from tests.faults.servers import CELERY, WORKER, Broker, beats, pages, watcher
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
HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)


def passes(seconds: float) -> None:
    """Let the time pass; in the short form a moment, and the last sign of life ages."""
    sleep(seconds if LONG else 1.5)
    if not LONG:
        Heartbeat.objects.update(at=F("at") - timedelta(seconds=seconds))


def test_nobody_ticks(
    run: Run, broker: Broker, coordinator: User, client_as: Callable[[User], Client]
) -> None:
    """The pump stops: nobody outside is called, and in three minutes all the pages say so."""
    with (
        watcher() as (address, calls),
        pages(run.start, client_as(coordinator), REDIS_URL=broker.url) as web,
    ):

        def told() -> tuple[int, bool]:
            return web.get("/healthz"), "hasn't reported since" in web.text("/")

        with run.start(*PUMP, DEADMAN_URL=address):
            run.until(lambda: len(calls) > 1)
            assert told() == (200, False)
        before = len(calls)
        for seconds, expected in [(150, (200, False)), (31, (503, True))]:
            passes(seconds)
            assert told() == expected
        assert len(calls) == before
        with run.start(*PUMP, DEADMAN_URL=address):
            run.until(lambda: len(calls) > before)
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


def test_a_worker_with_a_wrong_clock_claims_nothing(
    run: Run, broker: Broker, coordinator: User
) -> None:
    """Whatever the beats ring; once its clock is right, it sends.

    Not by an hour ahead: that worker takes each ring for one that has expired.
    """
    wrong = [31, -31, -3600, -86400][: size(1, 4)]
    queue_letters(coordinator, 3)
    notes = Delivery.objects.filter(kind="note")
    worker = partial(run.start, *CELERY, *WORKER, REDIS_URL=broker.url)
    with beats(run.start, run.folder, broker):
        for seconds in wrong:
            with worker(SKEW=str(seconds)):
                run.until(Heartbeat.objects.filter(name="pump", detail="clock differs").exists)
            Heartbeat.objects.all().delete()
            assert set(notes.values_list("state", "attempts")) == {(State.PENDING, 0)}
        assert run.sink.connections == 0
        with worker():
            run.until(lambda: not notes.exclude(state=State.SENT).exists())
    run.faults = len(wrong)
    run.verdict("F21 worker", rows=3, by="clocks", doubles=0, kinds=["note"])


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


def jumps_to_try() -> list[tuple[str, datetime, list[datetime]]]:
    """Return zones, a wall-clock time in a jump, and the instants at which it might be that time.

    By the clock as it was and as it is then, and as we decide it. In each zone one time that is
    skipped and one that is shown twice; the short form has one of the latter.
    """
    return [
        (zone, wall, sorted({wanted(wall, zone), *(wall.replace(tzinfo=UTC) - by for by in both)}))
        for zone in ZONES[: size(1, len(ZONES))]
        for jump, *both in changes(zone)[size(1, 0) : 2]
        for wall in [around(jump, *both)[2]]
    ]


def wanted(wall: datetime, zone: str) -> datetime:
    return instant(wall.date(), wall.time(), zone)


@pytest.mark.parametrize(("zone", "wall", "moments"), jumps_to_try())
def test_a_reminder_at_a_time_skipped_or_shown_twice(
    run: Run, at_once: User, zone: str, wall: datetime, moments: list[datetime]
) -> None:
    """A meeting the day after, at that time: its mail leaves once, whenever a pump might send it.

    The pumps live on that day, and so does the database that they ask. Others, which live through
    a change of the clock itself, are in test_zones.py.
    """
    at_once.time_zone = zone
    at_once.save()
    long_ago = moments[0] - timedelta(days=3)
    meeting = Meeting(
        partnership=partnership_idea(long_ago, at_once),
        starts_at=wanted(wall + timedelta(days=1), zone),
        time_zone=zone,
        owner=at_once,
    )
    engagement.plan_meeting(meeting=meeting, invited={}, by=at_once, now=long_ago)
    due = wanted(wall, zone)
    for moment in moments:
        clock = Clock(shows=moment - 2 * SECOND, at=datetime.now(UTC))
        run.sink.clock = clock.timestamp
        with run.start(*PUMP, **clock.env()):
            run.until(lambda: clock.now() > moment)  # noqa: B023
            run.until_ticked()
        assert len(run.mail("meeting_tomorrow")) == (moment >= due)
    run.faults = 1
    run.verdict(f"F22 {zone}"[:22], rows=1, by="jumps", doubles=0, kinds=["meeting_tomorrow"])
    (entry,) = run.mail("meeting_tomorrow")
    assert 0 <= entry.at - due.timestamp() < 60
