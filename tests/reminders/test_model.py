"""The scheduler against a slow, obvious model: random promises, zones, choices, outages.

The model knows nothing of notices, keys, routes or plans. It looks at the clock of the person
minute by minute, as somebody with a paper calendar would.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import time_machine
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.models import User
from partnerships.calendars.models import ClosedDay, WorkingHours
from partnerships.engagement.models import FollowUp
from partnerships.outbox import actions as outbox
from partnerships.relationships.models import Partnership
from partnerships.reminders import actions as reminders
from partnerships.reminders.lifecycle import Mode
from partnerships.reminders.models import Notice, Preference, ReminderRule
from partnerships.reminders.rules import REMINDERS

STEP = timedelta(hours=1)
KINDS = ("promise_due", "promise_overdue")
BEGIN = date(2027, 3, 8)  # the week in which New York's clocks change
ZONES = ("America/New_York", "UTC", "Pacific/Pago_Pago", "Pacific/Kiritimati", "Asia/Kathmandu")

#: The long run of `make test-faults` tries many more.
EXAMPLES = 200 if os.environ.get("FAULTS") == "long" else 6

#: Those who look at the world on the half hour: nobody opens at 8:17.
days = st.integers(min_value=0, max_value=5).map(lambda n: BEGIN + timedelta(days=n))
outage = st.tuples(st.integers(0, 6 * 24), st.integers(1, 40))


@dataclass(frozen=True)
class Case:
    """What is random: dates of promises, a person's clock and wishes, days off, outages."""

    due: list[date]
    zone: str
    starts: time
    ends: time
    every_day: bool
    modes: dict[str, Mode]
    closed: frozenset[date]
    outages: list[tuple[int, int]]

    def ticks(self) -> Iterator[datetime]:
        """Every hour of ten days, but those in which nothing runs."""
        first = datetime.combine(BEGIN - timedelta(days=2), time(0), tzinfo=UTC)
        away = {n for begin, length in self.outages for n in range(begin, begin + length)}
        return (first + n * STEP for n in range(10 * 24) if n not in away)

    def works(self, day: date) -> bool:
        return self.every_day or (day.weekday() < 5 and day not in self.closed)

    def local(self, at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(self.zone))

    def allows(self, at: datetime) -> bool:
        local = self.local(at)
        return self.works(local.date()) and self.starts <= local.time() < self.ends


cases = st.builds(
    Case,
    due=st.lists(days, min_size=1, max_size=4),
    zone=st.sampled_from(ZONES),
    starts=st.sampled_from([time(7), time(8), time(9, 30)]),
    ends=st.sampled_from([time(12), time(18)]),
    every_day=st.booleans(),
    modes=st.fixed_dictionaries(
        {k: st.sampled_from([Mode.NOW, Mode.DIGEST, Mode.NONE]) for k in KINDS}
    ),
    closed=st.frozensets(days, max_size=2),
    outages=st.lists(outage, max_size=2),
)


# The model


def wanted(case: Case) -> Iterator[tuple[int, str, datetime, datetime]]:
    """Promise, kind, when it falls due, and when it is of no use any more."""
    for number, due_on in enumerate(case.due):
        last = BEGIN + timedelta(days=9)
        yield number, "promise_due", at_8(case, due_on), midnight_after(case, due_on)
        late_on = due_on + timedelta(days=1)
        while late_on <= last:
            useless = midnight_after(case, late_on + timedelta(days=6))
            yield number, "promise_overdue", at_8(case, late_on), useless
            late_on += timedelta(days=7)


def at_8(case: Case, day: date) -> datetime:
    return first_moment(case, lambda local: local >= datetime.combine(day, time(8)), day)


def midnight_after(case: Case, day: date) -> datetime:
    tomorrow = datetime.combine(day + timedelta(days=1), time(0))
    return first_moment(case, lambda local: local >= tomorrow, day)


def first_moment(case: Case, true: Callable[[datetime], bool], day: date) -> datetime:
    at = datetime.combine(day - timedelta(days=2), time(0), tzinfo=UTC)
    while not true(case.local(at).replace(tzinfo=None)):
        at += timedelta(minutes=15)
    return at


def slot_of(case: Case, kind: str, due: datetime, useless: datetime) -> datetime | None:
    """From when on it may be told; None when it is not to be told by mail."""
    mode = case.modes[kind]
    if mode == Mode.NONE:
        return None
    good = case.allows if mode == Mode.NOW else lambda at: opens(case, at)
    at = due
    while not good(at):
        at += timedelta(minutes=15)
    if at < useless:
        return at
    at = due if mode == Mode.NOW else last_before_midnight(case, due)
    while (
        not (case.allows(at - timedelta(minutes=15)) or opens(case, at))
        if mode == Mode.NOW
        else not opens(case, at)
    ):
        at -= timedelta(minutes=15)
    return at


def cannot_wait(case: Case, tick: datetime, useless: datetime) -> bool:
    """Whether waiting for the person's hours would make it useless."""
    at = tick
    while at < useless and not case.allows(at):
        at += timedelta(minutes=15)
    return tick < useless <= at


def opens(case: Case, at: datetime) -> bool:
    return case.allows(at) and case.local(at).time() == case.starts


def last_before_midnight(case: Case, due: datetime) -> datetime:
    at, day = due, case.local(due).date()
    while case.local(at + timedelta(minutes=15)).date() == day:
        at += timedelta(minutes=15)
    return at


def expected(case: Case) -> dict[tuple[int, str, datetime], datetime]:
    """When each thing is told: at the first tick from its slot on at which one may write."""
    told = {}
    for number, kind, due, useless in wanted(case):
        slot = slot_of(case, kind, due, useless)
        if slot is None:
            continue
        for tick in case.ticks():
            late = tick - slot >= timedelta(hours=1)
            if tick >= slot and (
                not late or case.allows(tick) or cannot_wait(case, tick, useless)
            ):
                told[number, kind, due] = tick
                break
    return told


# The system


def real(
    case: Case, person: User, partnership: Partnership
) -> dict[tuple[int, str, datetime], datetime]:
    numbers = prepare(case, person, partnership)
    told: dict[tuple[int, str, datetime], datetime] = {}
    for tick in case.ticks():
        with time_machine.travel(tick, tick=False):
            reminders.plan(now=tick)
            reminders.catch_up(now=tick)
            outbox.pump(kinds=reminders.KINDS, clock=standing(tick))
        for notice in Notice.objects.filter(mailed_at__isnull=False, kind__in=KINDS):
            told.setdefault((numbers[notice.subject_id], notice.kind, notice.due_at), tick)
    return told


def standing(at: datetime) -> Callable[[], datetime]:
    return lambda: at


def prepare(case: Case, person: User, partnership: Partnership) -> dict[int, int]:
    User.objects.filter(pk=person.pk).update(time_zone=case.zone)
    WorkingHours.objects.create(
        user=person, starts=case.starts, ends=case.ends, every_day=case.every_day
    )
    for kind, mode in case.modes.items():
        Preference.objects.create(user=person, kind=kind, mode=mode)
    for day in case.closed:
        ClosedDay.objects.create(day=day, name="Closed")
    for code in REMINDERS:
        ReminderRule.objects.create(code=code, is_on=code in KINDS)
    long_ago = datetime(2027, 1, 1, tzinfo=UTC)
    return {
        FollowUp.objects.create(
            partnership=partnership,
            side="ours",
            what=f"Promise {number}",
            due_on=due_on,
            made_at=long_ago,
            made_by=person,
        ).pk: number
        for number, due_on in enumerate(case.due)
    }


@settings(
    max_examples=EXAMPLES,
    derandomize=EXAMPLES < 100,  # the same cases in every short run
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # making it smaller takes too long
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(case=cases)
def test_the_scheduler_does_what_the_model_says(
    case: Case, coordinator: User, partnership: Partnership, tmp_path: Path, settings: object
) -> None:
    settings.MAIL_FOLDER, settings.HOLIDAYS = tmp_path / "mail", ""  # type: ignore[attr-defined]
    with transaction.atomic():
        told = real(case, coordinator, partnership)
        transaction.set_rollback(True)
    model = expected(case)
    assert told == model
