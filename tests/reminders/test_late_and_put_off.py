"""What is put off, entered late, refused or kept back over days is told all the same, and once."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage

import pytest
import time_machine

from accounts.models import User
from audit.models import Event
from common.dates import instant
from partnerships.calendars.models import Absence, ClosedDay, WorkingHours
from partnerships.engagement.models import FollowUp, Meeting
from partnerships.outbox import actions as outbox
from partnerships.outbox.emails import transports
from partnerships.outbox.lifecycle import Outcome, Phase, Reason, State
from partnerships.outbox.models import Delivery, Suppression
from partnerships.outbox.rules import Letter, Reply
from partnerships.overview.actions import undo
from partnerships.reminders import actions
from partnerships.reminders.actions import planning, queueing
from partnerships.reminders.forms import LaterForm
from partnerships.reminders.lifecycle import Mode
from partnerships.reminders.models import Digest, Notice, Preference, ReminderRule
from partnerships.reminders.queries import at_the_bell
from partnerships.reminders.rules import Team
from tests.refusals import refused
from tests.reminders.conftest import Tick

pytestmark = pytest.mark.usefixtures("dated_kinds")
HOUR = timedelta(hours=1)
Promised = Callable[..., FollowUp]
MeetingAt = Callable[[datetime], Meeting]


def utc(day: date, hour: int = 8, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=UTC)


def ticks(
    tick: Tick, first: datetime, last: datetime, step: timedelta = HOUR
) -> list[tuple[datetime, EmailMessage]]:
    """Tick from one moment to another; the mail that left, each with its moment."""
    left = []
    while first <= last:
        left += [(first, mail) for mail in tick(first)]
        first += step
    return left


def switch_off(kind: str) -> ReminderRule:
    rule, _new = ReminderRule.objects.update_or_create(code=kind, defaults={"is_on": False})
    return rule


# Put off

TUESDAY, WEDNESDAY, FRIDAY = date(2026, 11, 24), date(2026, 11, 25), date(2026, 12, 4)


def test_what_was_due_long_ago_comes_again_when_it_was_put_off_to(
    promised: Promised, tick: Tick, coordinator: User, now: datetime
) -> None:
    promised(date(2026, 11, 23), made=now - timedelta(days=5))
    ticks(tick, utc(TUESDAY), utc(TUESDAY, 9))
    notice = Notice.objects.get(kind="promise_overdue", mailed_at__isnull=False)
    put_off = utc(date(2026, 12, 18), 10)
    actions.snooze(notice=notice, until=utc(date(2027, 1, 4)), by=coordinator, now=put_off)
    for at in (put_off, utc(date(2027, 1, 4), 7), utc(date(2027, 1, 4))):
        notice.refresh_from_db()
        assert notice.mailed_at is None
        tick(at)
    notice.refresh_from_db()
    assert notice.mailed_at


def test_what_is_due_today_comes_again_tomorrow(
    promised: Promised, tick: Tick, coordinator: User, now: datetime
) -> None:
    switch_off("promise_overdue")
    promised(TUESDAY)
    ticks(tick, utc(TUESDAY), utc(TUESDAY, 9))
    notice = Notice.objects.get(kind="promise_due")
    put_off = utc(TUESDAY, 10)
    actions.snooze(notice=notice, until=utc(WEDNESDAY), by=coordinator, now=put_off)
    left = ticks(tick, put_off, utc(WEDNESDAY, 12))
    assert [at for at, _mail in left] == [utc(WEDNESDAY)]


@pytest.mark.parametrize("at", [utc(TUESDAY, 7, 55), utc(TUESDAY, 9, 55)])
def test_a_snooze_that_is_undone_changes_no_mail(
    promised: Promised, tick: Tick, coordinator: User, at: datetime
) -> None:
    switch_off("promise_overdue")
    promised(TUESDAY)
    left = ticks(tick, at - 2 * HOUR, at)
    rows = Notice.objects.filter(kind="promise_due")
    before = rows.values()[0]
    actions.snooze(notice=rows[0], until=utc(WEDNESDAY), by=coordinator, now=at)
    snoozed = Event.objects.get(verb="reminders.put_off")
    undo(event=snoozed, by=coordinator, now=at + timedelta(minutes=1))
    assert rows.values()[0] == before
    left += ticks(tick, at + timedelta(minutes=5), utc(date(2026, 11, 27)))
    assert [day.date() for day, _mail in left] == [TUESDAY]


def test_put_off_to_a_saturday_it_comes_on_monday_and_shows_until_then(
    promised: Promised, tick: Tick, coordinator: User, now: datetime
) -> None:
    promised(FRIDAY)
    switch_off("promise_overdue")
    ticks(tick, utc(FRIDAY), utc(FRIDAY, 9))
    notice = Notice.objects.get(kind="promise_due")
    put_off = utc(FRIDAY, 10)
    actions.snooze(
        notice=notice, until=utc(FRIDAY + timedelta(days=1)), by=coordinator, now=put_off
    )
    monday = utc(FRIDAY + timedelta(days=3))
    left = ticks(tick, put_off + timedelta(minutes=1), monday, timedelta(minutes=59))
    assert left == []
    assert len(tick(monday)) == 1
    notice.refresh_from_db()
    assert notice.expires_at > monday


def test_who_begins_at_seven_and_says_tomorrow_means_tomorrow(
    promised: Promised, tick: Tick, coordinator: User
) -> None:
    WorkingHours.objects.create(user=coordinator, starts=time(7), ends=time(18))
    switch_off("promise_overdue")
    promised(TUESDAY)
    ticks(tick, utc(TUESDAY, 7), utc(TUESDAY, 9))
    form = LaterForm({"days": 1})
    assert form.is_valid()
    until = form.until(TUESDAY, coordinator.time_zone)
    notice = Notice.objects.get(kind="promise_due")
    actions.snooze(notice=notice, until=until, by=coordinator, now=utc(TUESDAY, 10))
    left = ticks(tick, utc(TUESDAY, 10), utc(date(2026, 11, 27), 12))
    assert [at for at, _mail in left] == [utc(WEDNESDAY, 7)]


def test_what_is_put_off_is_not_told_by_a_mail_in_hand(
    promised: Promised, tick: Tick, coordinator: User, now: datetime
) -> None:
    promised(TUESDAY)
    Preference.objects.create(user=coordinator, kind="promise_due", mode=Mode.NOW)
    actions.plan(now=now)
    notice = Notice.objects.get(kind="promise_due")
    until = utc(TUESDAY + timedelta(days=3))
    Notice.objects.filter(pk=notice.pk).update(snoozed_until=until)
    assert tick(utc(TUESDAY)) == []
    assert Delivery.objects.get(dedupe_key=notice.key).state == State.CANCELLED


def put_off_to(day: date, at: datetime, by: User) -> None:
    notice = Notice.objects.get(kind="meeting_tomorrow")
    actions.snooze(notice=notice, until=utc(day, 0), by=by, now=at)


def test_a_meeting_put_off_to_its_morning_is_told_before_it_and_not_after_it(
    meeting_at: MeetingAt, tick: Tick, coordinator: User
) -> None:
    switch_off("meeting_soon")
    meeting_at(utc(WEDNESDAY, 11))
    ticks(tick, utc(TUESDAY), utc(TUESDAY, 12))
    put_off_to(WEDNESDAY, utc(TUESDAY, 12), coordinator)
    assert tick(utc(WEDNESDAY, 7)) == []
    assert len(at_the_bell(coordinator, utc(WEDNESDAY, 7))) == 1
    assert tick(utc(WEDNESDAY, 12)) == []  # nothing ran at eight


def test_a_meeting_is_not_put_off_until_it_is_over(
    meeting_at: MeetingAt, tick: Tick, coordinator: User
) -> None:
    meeting_at(utc(WEDNESDAY, 8))
    ticks(tick, utc(TUESDAY), utc(TUESDAY, 12))
    with refused("not_later", match="It will be over by then"):
        put_off_to(WEDNESDAY, utc(TUESDAY, 12), coordinator)
    assert Notice.objects.get(kind="meeting_tomorrow").snoozed_until is None


# Entered late, kept back for days


def test_after_three_days_without_mail_nothing_useful_is_missing(
    promised: Promised, tick: Tick
) -> None:
    monday = date(2026, 11, 30)
    ticks(tick, utc(monday, 7), utc(monday))
    promised(monday, made=utc(monday, 9))  # late since Tuesday, and nobody plans until Thursday
    left = ticks(tick, utc(date(2026, 12, 3), 9), utc(date(2026, 12, 4), 12))
    assert any("Send the handout" in str(mail) for _at, mail in left)


def test_a_meeting_entered_on_a_long_weekend_is_told_though_the_last_mail_left_before_it(
    promised: Promised, meeting_at: MeetingAt, coordinator: User, now: datetime, tick: Tick
) -> None:
    ClosedDay.objects.create(day=date(2026, 11, 27), name="Bridge")
    Preference.objects.create(user=coordinator, kind="meeting_soon", mode=Mode.NONE)
    promised(WEDNESDAY, made=now - timedelta(days=1))
    ticks(tick, utc(WEDNESDAY, 7), utc(date(2026, 11, 29), 9), 3 * HOUR)
    meeting_at(utc(date(2026, 11, 30), 14))
    ticks(tick, utc(date(2026, 11, 29), 10), utc(date(2026, 11, 30), 9))
    assert Notice.objects.get(kind="meeting_tomorrow").mailed_at


def test_what_would_be_useless_by_monday_leaves_on_the_weekend(
    meeting_at: MeetingAt, tick: Tick
) -> None:
    saturday, sunday = date(2026, 12, 5), date(2026, 12, 6)
    ticks(tick, utc(date(2026, 12, 4), 7), utc(saturday, 10))
    meeting_at(utc(sunday, 10))
    meeting_at(utc(sunday, 15))
    left = ticks(tick, utc(saturday, 11), utc(sunday, 9, 30), HOUR / 2)
    assert any("Discovery" in str(mail) for _at, mail in left)


def test_one_mail_after_one_outage_however_often_the_plan_ran_in_it(
    promised: Promised, coordinator: User, tick: Tick
) -> None:
    Preference.objects.create(user=coordinator, kind="promise_overdue", mode=Mode.NOW)
    Preference.objects.create(user=coordinator, kind="promise_due", mode=Mode.NONE)
    for day, what in ((30, "a"), (30, "b"), (31, "c"), (31, "d")):
        promised(date(2026, 11, 30) + timedelta(days=day - 30), what)
    at = utc(date(2026, 12, 1), 7)
    while at < utc(date(2026, 12, 2), 12):
        actions.plan(now=at)
        actions.catch_up(now=at)
        at += HOUR / 2
    assert len(tick(at)) == 1


def test_what_was_refused_until_it_was_useless_is_told_as_missed(
    meeting_at: MeetingAt, tick: Tick, coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind in ("meeting_tomorrow", "meeting_to_close_out"):
        Preference.objects.create(user=coordinator, kind=kind, mode=Mode.NONE)
    day = date(2026, 12, 2)
    meeting_at(utc(day, 12))

    def later(_self: object, _delivery: Delivery, fence: Callable[[], bytes | None]) -> Reply:
        fence()
        return Reply(phase=Phase.ANSWER, outcome=Outcome.TRANSIENT, code=451, text="451 later")

    with monkeypatch.context() as refusing:
        refusing.setattr(transports.FolderTransport, "hand_over", later)
        ticks(tick, utc(day, 10), utc(day, 11, 50), timedelta(minutes=10))
    left = ticks(tick, utc(day, 12, 5), utc(day, 18))
    assert len(left) == 1
    assert "couldn't send email for a while" in str(left[0][1])


def test_digests_that_may_not_leave_do_not_pile_up(
    promised: Promised,
    coordinator: User,
    tick: Tick,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Suppression.objects.create(
        address_norm=coordinator.email, scope="all", reason=Reason.BOUNCED, created_at=now
    )
    for number in range(4):
        promised(WEDNESDAY + timedelta(days=number), str(number))
    for days in range(0, 30, 3):
        tick(utc(WEDNESDAY) + timedelta(days=days))
    since = utc(WEDNESDAY) + timedelta(days=27 - 7)
    queued: list[Digest] = []

    def counted(found: Iterable[Digest]) -> Iterator[Letter]:
        queued.extend(found)
        return real(queued)

    real = queueing.digest_letters
    monkeypatch.setattr(queueing, "digest_letters", counted)
    tick(utc(WEDNESDAY) + timedelta(days=27))
    assert queued
    assert all(digest.slot > since for digest in queued)


# Hours and clocks


def test_who_begins_at_seven_has_the_mail_of_the_day_at_seven(
    promised: Promised, coordinator: User, tick: Tick
) -> None:
    WorkingHours.objects.create(user=coordinator, starts=time(7), ends=time(18))
    switch_off("promise_due")
    promised(date(2026, 12, 1))
    left = ticks(tick, utc(date(2026, 12, 1), 6), utc(date(2026, 12, 3), 12))
    assert left[0][0] == utc(date(2026, 12, 2), 7)


def test_a_clock_that_skips_the_end_of_a_day_stops_nothing(
    meeting_at: MeetingAt, promised: Promised, coordinator: User, tick: Tick
) -> None:
    """In Nuuk there is no 23:30 on 27 March 2027: it is midnight then."""
    coordinator.time_zone = "America/Nuuk"
    coordinator.save()
    meeting_at(instant(date(2027, 3, 28), time(23, 30), "America/Nuuk"))
    promised(date(2027, 3, 26))
    left = ticks(tick, utc(date(2027, 3, 26), 9), utc(date(2027, 3, 26), 14))
    assert any("Send the handout" in str(mail) for _at, mail in left)
    notice = Notice.objects.get(kind="meeting_tomorrow")
    assert notice.expires_at > notice.due_at == utc(date(2027, 3, 28), 1)


# Choices beside a plan


def test_who_stops_mail_while_a_plan_runs_gets_none(
    promised: Promised, coordinator: User, tick: Tick, monkeypatch: pytest.MonkeyPatch
) -> None:
    promised(TUESDAY)
    tick(utc(date(2026, 11, 23), 16))

    def team_then_stop(now: datetime) -> Team:
        team = Team(now)
        assert team.mode(coordinator, "promise_due", Mode.DIGEST) == Mode.DIGEST
        actions.stop(user=coordinator, category="promise_due", now=now)
        return team

    monkeypatch.setattr(planning, "Team", team_then_stop)
    assert tick(utc(TUESDAY)) == []


def test_who_is_back_is_told_and_the_deputy_is_not(
    promised: Promised, coordinator: User, leader: User, tick: Tick, now: datetime
) -> None:
    promised(TUESDAY)
    away = Absence.objects.create(
        user=coordinator,
        first_day=date(2026, 11, 23),
        last_day=date(2026, 11, 27),
        deputy=leader,
        made_at=now,
    )
    tick(utc(TUESDAY, 7, 30))
    assert Notice.objects.open().filter(kind="promise_due", user=leader).exists()
    away.delete()
    with time_machine.travel(utc(TUESDAY), tick=False):
        outbox.pump(kinds=actions.KINDS, clock=lambda: utc(TUESDAY))
    assert not Delivery.objects.filter(state=State.SENT, recipient_id=leader.pk).exists()
    (mail,) = tick(utc(TUESDAY, 8, 1))
    assert coordinator.email in mail["To"]


def test_a_kind_switched_off_and_on_shows_again_what_was_told(
    promised: Promised, tick: Tick
) -> None:
    promised(TUESDAY)
    ticks(tick, utc(TUESDAY, 7), utc(TUESDAY))
    rule = switch_off("promise_due")
    tick(utc(TUESDAY, 9))
    assert not Notice.objects.open().filter(kind="promise_due").exists()
    rule.delete()
    assert tick(utc(TUESDAY, 10)) == []
    assert Notice.objects.open().filter(kind="promise_due").exists()
