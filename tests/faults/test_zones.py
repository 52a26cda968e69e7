"""F22, F23 with a pump of its own: a clock is changed, a person moves, the zones are updated."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest

from accounts.models import User
from partnerships.engagement import actions as engagement
from partnerships.engagement.models import Meeting
from partnerships.outbox.models import Delivery
from partnerships.outbox.queries import database_now
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from tests.faults.matrix import PUMP, Run, size
from tests.faults.zones import Zones
from tests.scenarios import partnership_idea

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
NOON, EIGHT = time(12), time(8)


@pytest.fixture
def partnership(at_once: User) -> Partnership:
    return partnership_idea(database_now() - 3 * DAY, at_once)


def soon(wait: timedelta) -> datetime:
    return database_now().replace(microsecond=0) + wait


def live_in(zone: str, user: User) -> None:
    User.objects.filter(pk=user.pk).update(time_zone=zone)


def meet_the_day_after(wall: datetime, partnership: Partnership, by: User, now: datetime) -> None:
    """Plan a meeting, by the time of a zone of which we know how far it is from UTC."""
    meeting = Meeting(partnership=partnership, starts_at=wall, time_zone="UTC", owner=by)
    engagement.plan_meeting(meeting=meeting, invited={}, by=by, now=now)


def test_a_time_that_is_shown_twice(
    run: Run, zones: Zones, partnership: Partnership, at_once: User
) -> None:
    """The clock is put back by two seconds: the mail leaves the first time, and not again."""
    with run.start(*PUMP):
        run.until_ticked(1)
        now = database_now()
        jump, back = soon(5 * SECOND), -2 * SECOND
        noon = datetime.combine(now, NOON)
        live_in(zones.put("Fold", shows=noon, at=jump, jump=jump, by=back), at_once)
        wanted = jump - SECOND
        meet_the_day_after(wanted + DAY - back, partnership, at_once, now)
        entry = run.one_mail("meeting_tomorrow")
        run.until(lambda: database_now() > jump - back)
        run.until_ticked()
    assert [entry] == run.mail("meeting_tomorrow")
    assert Delivery.objects.get(kind="meeting_tomorrow").due_at == wanted
    run.faults = 1
    run.verdict("F22 fold", rows=1, by="jumps", doubles=0, kinds=["meeting_tomorrow"])


def test_a_time_that_is_skipped(
    run: Run, zones: Zones, partnership: Partnership, at_once: User
) -> None:
    """The clock is put on by twenty seconds, at a full minute: the mail leaves just then.

    In the short form that minute has just begun when the pump starts.
    """
    now = database_now()
    jump = now.replace(second=0, microsecond=0) + size(0, 1) * MINUTE
    noon, on = datetime.combine(now, NOON), 20 * SECOND
    live_in(zones.put("Gap", shows=noon, at=jump, jump=jump, by=on), at_once)
    skipped = jump + 10 * SECOND
    meet_the_day_after(skipped + DAY - on, partnership, at_once, now)
    with run.start(*PUMP):
        run.one_mail("meeting_tomorrow")
    assert Delivery.objects.get(kind="meeting_tomorrow").due_at == jump
    run.faults = 1
    run.verdict("F22 gap", rows=1, by="jumps", doubles=0, kinds=["meeting_tomorrow"])


@pytest.fixture
def eight_at(
    zones: Zones, partnership: Partnership, at_once: User
) -> Callable[[str, datetime], None]:
    """Return a function that makes a zone she lives in from now on, and eight o'clock there.

    At that hour a promise of hers is due.
    """
    today = database_now()
    given = engagement.Promise(side=Side.OURS, what="Send the handout", due_on=today.date())
    engagement.promise(partnership=partnership, given=given, by=at_once, now=today - 3 * DAY)

    def live(zone: str, at: datetime) -> None:
        live_in(zones.put(zone, shows=datetime.combine(today, EIGHT), at=at), at_once)

    return live


def waits_until(at: datetime) -> Callable[[], bool]:
    """Return the question whether the mail of the promise waits for an instant."""
    return Delivery.objects.waiting().filter(kind="promise_due", not_before=at).exists


def test_a_person_moves(run: Run, eight_at: Callable[[str, datetime], None]) -> None:
    """West, and then far to the east: the mail that waits is planned anew, and arrives once."""
    with run.start(*PUMP):
        for zone, eight in [("Home", soon(HOUR)), ("West", soon(2 * HOUR))]:
            eight_at(zone, eight)
            run.until(waits_until(eight))
        eight = soon(3 * SECOND)
        eight_at("East", eight)
        run.one_mail("promise_due")
    assert Delivery.objects.get(kind="promise_due").due_at == eight
    run.faults = 2
    run.verdict("F23 moved", rows=1, by="changes", doubles=0, kinds=["promise_due"])


def test_the_zones_are_updated(run: Run, eight_at: Callable[[str, datetime], None]) -> None:
    """The pump starts again, with a file that has another hour for where she lives."""
    later, eight = soon(HOUR), soon(6 * SECOND)
    eight_at("Home", later)
    with run.start(*PUMP):
        run.until(waits_until(later))
    eight_at("Home", eight)
    with run.start(*PUMP):
        run.one_mail("promise_due")
    assert Delivery.objects.get(kind="promise_due").due_at == eight
    run.faults = 1
    run.verdict("F23 updated", rows=1, by="changes", doubles=0, kinds=["promise_due"])
