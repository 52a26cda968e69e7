"""The scheduler against a slow, obvious model: random things to tell, zones, choices, outages."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from accounts.models import User
from partnerships.calendars.models import ClosedDay, WorkingHours
from partnerships.engagement.models import FollowUp, Meeting
from partnerships.outbox import actions as outbox
from partnerships.relationships.models import Partnership
from partnerships.reminders import actions as reminders
from partnerships.reminders.actions import planning
from partnerships.reminders.lifecycle import Mode
from partnerships.reminders.models import Notice, Preference
from partnerships.reminders.rules import REMINDERS
from tests.reminders.model import BEGIN, KINDS, TICKS, Case, Told, expected

ZONES = ("America/New_York", "UTC", "Pacific/Pago_Pago", "Pacific/Kiritimati", "Asia/Kathmandu")

#: The long run of `make test-faults` tries many more.
EXAMPLES = 200 if os.environ.get("FAULTS") == "long" else 6

MIDNIGHT = datetime.combine(BEGIN, time(0), tzinfo=UTC)

#: Those who look at the world on the half hour: nobody opens at 8:17.
days = st.integers(0, 5).map(lambda n: BEGIN + timedelta(days=n))
half_hours = st.integers(0, 7 * 48).map(lambda n: MIDNIGHT + timedelta(minutes=30 * n))

#: It ran once before anything broke; then for a while, or twice for a shorter one, it does not.
begins = st.integers(1, 6 * 24)
outages = st.one_of(
    st.lists(st.tuples(begins, st.integers(1, 40)), max_size=2),
    st.tuples(begins, st.integers(40, 120)).map(lambda long: [long]),
)
subjects = st.sampled_from(["promise 0", "promise 1", "meeting 0"])
cases = st.builds(
    Case,
    promises=st.lists(days, max_size=3),
    meetings=st.lists(half_hours, max_size=3),
    zone=st.sampled_from(ZONES),
    starts=st.sampled_from([time(7), time(8), time(9, 30)]),
    ends=st.sampled_from([time(12), time(18)]),
    every_day=st.booleans(),
    modes=st.fixed_dictionaries({kind: st.sampled_from(Mode) for kind in KINDS}),
    closed=st.frozensets(days, max_size=2),
    outages=outages,
    muted=st.dictionaries(subjects, st.integers(1, TICKS - 1), max_size=1),
)


def real(case: Case, person: User, partnership: Partnership) -> Told:
    """What the scheduler does: at which tick a mail carried what."""
    subjects = prepare(case, person, partnership)
    running, known = set(case.ticks()), set[int]()
    told: Told = {}
    for number, tick in enumerate(case.all_ticks()):
        with time_machine.travel(tick, tick=False):
            mute(case, number, subjects, person, tick)
            if tick in running:
                run(tick)
        for notice in Notice.objects.filter(mailed_at__isnull=False).exclude(pk__in=known):
            known.add(notice.pk)
            about = subjects[notice.subject_type, notice.subject_id]
            told.setdefault((notice.kind, about, notice.due_at), []).append(tick)
    return told


def run(tick: datetime) -> None:
    reminders.plan(now=tick)
    reminders.catch_up(now=tick)
    outbox.pump(kinds=reminders.KINDS, clock=standing(tick))


def standing(at: datetime) -> Callable[[], datetime]:
    return lambda: at


def mute(
    case: Case, number: int, subjects: dict[tuple[str, int], str], person: User, tick: datetime
) -> None:
    for (kind, pk), about in subjects.items():
        if case.muted.get(about) == number:
            notice = Notice.objects.filter(subject_type=kind, subject_id=pk)[0]
            reminders.mute(notice=notice, name=about, by=person, now=tick)


def prepare(case: Case, person: User, partnership: Partnership) -> dict[tuple[str, int], str]:
    """Bring all of it about; return what each row is called in the model."""
    User.objects.filter(pk=person.pk).update(time_zone=case.zone)
    WorkingHours.objects.create(
        user=person, starts=case.starts, ends=case.ends, every_day=case.every_day
    )
    for kind, mode in case.modes.items():
        Preference.objects.create(user=person, kind=kind, mode=mode)
    for day in case.closed:
        ClosedDay.objects.create(day=day, name="Closed")
    return subjects_of(case, person, partnership)


def subjects_of(case: Case, person: User, partnership: Partnership) -> dict[tuple[str, int], str]:
    long_ago = datetime(2027, 1, 1, tzinfo=UTC)
    subjects = {}
    for number, due_on in enumerate(case.promises):
        row = FollowUp.objects.create(
            partnership=partnership,
            side="ours",
            what=f"Promise {number}",
            due_on=due_on,
            made_at=long_ago,
            made_by=person,
        )
        subjects["followup", row.pk] = f"promise {number}"
    for number, starts in enumerate(case.meetings):
        planned = Meeting.objects.create(
            partnership=partnership, starts_at=starts, time_zone="UTC", owner=person
        )
        subjects["meeting", planned.pk] = f"meeting {number}"
    return subjects


@settings(
    max_examples=EXAMPLES,
    derandomize=EXAMPLES < 100,  # the same cases in every short run
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # making it smaller takes too long
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(case=cases)
def test_the_scheduler_does_what_the_model_says(
    case: Case,
    coordinator: User,
    partnership: Partnership,
    tmp_path: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.MAIL_FOLDER, settings.HOLIDAYS = tmp_path / "mail", ""
    # To ask the other kinds as well would take twice as long.
    monkeypatch.setattr(planning, "REMINDERS", {kind: REMINDERS[kind] for kind in KINDS})
    with transaction.atomic():
        told = real(case, coordinator, partnership)
        transaction.set_rollback(True)
    assert told == expected(case)
