"""The scheduler against a slow, obvious model: random things to tell, zones, choices, outages."""

from collections.abc import Callable
from contextlib import nullcontext, suppress
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings, strategies as st
from pytest_django import Settings

from accounts.models import User
from common.errors import DomainError
from partnerships.calendars.models import ClosedDay, WorkingHours
from partnerships.engagement.models import FollowUp, Meeting
from partnerships.outbox import actions as outbox
from partnerships.outbox.emails.transports import FolderTransport
from partnerships.outbox.lifecycle import Outcome, Phase as SmtpPhase
from partnerships.outbox.rules import Reply
from partnerships.relationships.models import Partnership
from partnerships.reminders import actions as reminders
from partnerships.reminders.actions import planning
from partnerships.reminders.forms import LaterForm
from partnerships.reminders.lifecycle import Mode
from partnerships.reminders.models import Notice, Preference
from partnerships.reminders.rules import REMINDERS
from tests.faults.matrix import size
from tests.reminders.model import BEGIN, KINDS, TICKS, Case, Told, expected

ZONES = ("America/New_York", "UTC", "Pacific/Pago_Pago", "Pacific/Kiritimati", "Asia/Kathmandu")

#: The long run of `make test-faults` tries many more.
EXAMPLES = size(6, 200)

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
ticks = st.integers(1, TICKS - 1)
promises = st.sampled_from(["promise 0", "promise 1"])
subjects = st.one_of(promises, st.just("meeting 0"))
cases = st.builds(
    Case,
    promises=st.lists(days, min_size=1, max_size=3),
    meetings=st.lists(half_hours, max_size=3),
    zone=st.sampled_from(ZONES),
    starts=st.sampled_from([time(7), time(8), time(9, 30)]),
    ends=st.sampled_from([time(12), time(18)]),
    every_day=st.booleans(),
    modes=st.fixed_dictionaries({kind: st.sampled_from(Mode) for kind in KINDS}),
    closed=st.frozensets(days, max_size=2),
    outages=outages,
    mail_away=outages,
    muted=st.dictionaries(subjects, ticks, max_size=1),
    put_off=st.dictionaries(subjects, st.tuples(ticks, st.sampled_from([1, 3])), min_size=1),
)


def real(case: Case, person: User, partnership: Partnership) -> Told:
    """What the scheduler does: at which tick a mail carried what."""
    names = prepare(case, person, partnership)
    running, known = set(case.running()), set[int]()
    mail_away = running - set(case.ticks())
    told: Told = {}
    for number, tick in enumerate(case.all_ticks()):
        with time_machine.travel(tick, tick=False):
            change_mind(case, number, names, person)
            mailed = Notice.objects.filter(mailed_at__isnull=False)
            known &= set(mailed.values_list("pk", flat=True))
            if tick in running:
                run(tick, mail_away=tick in mail_away)
        for notice in mailed.exclude(pk__in=known):
            known.add(notice.pk)
            told.setdefault((notice.kind, name_of(notice, names), notice.due_at), []).append(tick)
    return told


def name_of(notice: Notice, names: dict[tuple[str, int], str]) -> str:
    return names[notice.subject_type, notice.subject_id]


def run(tick: datetime, *, mail_away: bool) -> None:
    reminders.plan(now=tick)
    reminders.catch_up(now=tick)
    with patch.object(FolderTransport, "hand_over", away) if mail_away else nullcontext():
        outbox.pump(kinds=reminders.KINDS, clock=standing(tick))


def away(*_given: object) -> Reply:
    return Reply(phase=SmtpPhase.CONNECT, outcome=Outcome.RELAY, text="away")


def standing(at: datetime) -> Callable[[], datetime]:
    return lambda: at


def change_mind(case: Case, number: int, names: dict[tuple[str, int], str], person: User) -> None:
    """Mute and put off, as the pages do it."""
    tick = case.all_ticks()[number]
    for (kind, pk), about in names.items():
        notices = Notice.objects.filter(subject_type=kind, subject_id=pk)
        if case.muted.get(about) == number:
            reminders.mute(notice=notices[0], name=about, by=person, now=tick)
        at, days = case.put_off.get(about, (None, 0))
        if at == number and (notice := notices.current(tick).first()):
            form = LaterForm({"days": days})
            assert form.is_valid()
            until = form.until(case.local(tick).date(), case.zone)
            with suppress(DomainError):  # a meeting that is over by then
                reminders.snooze(notice=notice, until=until, by=person, now=tick)


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
    return rows_of(case, person, partnership)


def rows_of(case: Case, person: User, partnership: Partnership) -> dict[tuple[str, int], str]:
    long_ago = datetime(2027, 1, 1, tzinfo=UTC)
    names = {}
    for number, due_on in enumerate(case.promises):
        row = FollowUp.objects.create(
            partnership=partnership,
            side="ours",
            what=f"Promise {number}",
            due_on=due_on,
            made_at=long_ago,
            made_by=person,
        )
        names["followup", row.pk] = f"promise {number}"
    for number, starts in enumerate(case.meetings):
        planned = Meeting.objects.create(
            partnership=partnership, starts_at=starts, time_zone="UTC", owner=person
        )
        planned.partners.create(partnership=partnership)
        names["meeting", planned.pk] = f"meeting {number}"
    return names


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
    assert told == expected(case, told)
