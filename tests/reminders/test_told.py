"""How people are told: the morning mail, at once, weekly, not at all, later, by a deputy."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage

import pytest

from accounts.models import User
from partnerships.calendars import actions as calendars
from partnerships.calendars.models import Absence, WorkingHours
from partnerships.engagement.models import FollowUp, Meeting
from partnerships.outbox.lifecycle import State
from partnerships.outbox.models import Delivery, Heartbeat
from partnerships.relationships.models import Partnership
from partnerships.reminders import actions
from partnerships.reminders.actions import planning
from partnerships.reminders.lifecycle import DigestKind, Mode
from partnerships.reminders.models import Mute, Notice
from partnerships.reminders.queries import at_the_bell
from tests.refusals import refused
from tests.reminders.conftest import Tick
from tests.scenarios import partnership_idea

TUESDAY = datetime(2026, 11, 24, 8, tzinfo=UTC)
Promised = Callable[..., FollowUp]
MeetingAt = Callable[[datetime], Meeting]


def text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def choose(user: User, now: datetime, **modes: Mode) -> None:
    actions.set_modes(user=user, modes=modes, by=user, now=now)


# The morning mail


def test_one_mail_in_the_morning_carries_all_of_it(
    promised: Promised, meeting_at: MeetingAt, tick: Tick, now: datetime
) -> None:
    promised(date(2026, 11, 24), "Send the handout")
    promised(date(2026, 11, 24), "Book the room")
    meeting_at(TUESDAY + timedelta(days=1, hours=4))
    assert tick(now) == []
    (mail,) = tick(TUESDAY)
    for words in ("Send the handout", "Book the room", "Wed, Nov 25"):
        assert words in text(mail)
    assert mail["To"] == "Maria Alvarez <maria@example.org>"
    assert "and 2 more" in mail["Subject"]


def test_no_mail_when_there_is_nothing_to_say(tick: Tick, partnership: Partnership) -> None:
    assert tick(TUESDAY) == []


def test_what_was_told_is_not_told_again_the_next_day(promised: Promised, tick: Tick) -> None:
    promised(date(2026, 11, 23), made=TUESDAY - timedelta(days=9))
    (mail,) = tick(TUESDAY)
    assert "Overdue" in mail["Subject"]
    assert tick(TUESDAY + timedelta(days=1)) == []


def test_what_was_done_meanwhile_is_left_out(
    promised: Promised, tick: Tick, coordinator: User, now: datetime, today: date
) -> None:
    kept = promised(date(2026, 11, 24), "Send the handout")
    promised(date(2026, 11, 24), "Book the room")
    tick(now)
    FollowUp.objects.filter(pk=kept.pk).update(state="kept", closed_on=today)
    (mail,) = tick(TUESDAY)
    assert "Book the room" in text(mail)
    assert "Send the handout" not in text(mail)


def test_a_mail_of_which_nothing_holds_is_not_sent(
    promised: Promised, tick: Tick, now: datetime, today: date
) -> None:
    kept = promised(date(2026, 11, 24))
    tick(now)
    FollowUp.objects.filter(pk=kept.pk).update(state="kept", closed_on=today)
    assert tick(TUESDAY) == []
    assert Delivery.objects.get(kind="digest", due_at=TUESDAY).state == State.CANCELLED


def test_what_comes_after_the_morning_mail_goes_with_the_next(
    promised: Promised, tick: Tick
) -> None:
    promised(date(2026, 11, 24), "Send the handout")
    assert len(tick(TUESDAY)) == 1
    promised(date(2026, 11, 25), "Book the room")
    assert tick(TUESDAY + timedelta(hours=3)) == []
    (mail,) = tick(TUESDAY + timedelta(days=1))
    assert "Book the room" in text(mail)


def test_a_meeting_made_too_late_for_the_morning_mail_is_told_at_once(
    meeting_at: MeetingAt, tick: Tick
) -> None:
    """Planned on Tuesday at 9 for Wednesday at 7: Wednesday's mail at 8 would be too late."""
    tick(TUESDAY)
    meeting_at(datetime(2026, 11, 25, 7, tzinfo=UTC))
    (mail,) = tick(TUESDAY + timedelta(hours=1))
    assert "Wed, Nov 25, 7:00 AM" in mail["Subject"]


# At once, and not at all


def test_a_meeting_in_an_hour_is_told_at_once(
    meeting_at: MeetingAt, tick: Tick, now: datetime
) -> None:
    meeting_at(now + timedelta(hours=2))
    assert tick(now + timedelta(minutes=59)) == []
    (mail,) = tick(now + timedelta(hours=1))
    assert "Starting soon, Mon, Nov 23, 5:00 PM" in mail["Subject"]


def test_who_wants_it_at_once_gets_each_by_itself(
    promised: Promised, tick: Tick, coordinator: User, now: datetime
) -> None:
    choose(coordinator, now, promise_due=Mode.NOW)
    promised(date(2026, 11, 24), "Send the handout")
    promised(date(2026, 11, 24), "Book the room")
    assert len(tick(TUESDAY)) == 2


def test_who_wants_none_gets_none_and_sees_it_at_the_bell(
    promised: Promised, tick: Tick, coordinator: User, now: datetime
) -> None:
    choose(coordinator, now, promise_due=Mode.NONE)
    promised(date(2026, 11, 24))
    assert tick(TUESDAY) == []
    assert [n.kind for n in at_the_bell(coordinator, TUESDAY)] == ["promise_due"]


def test_a_choice_of_none_holds_even_for_mail_that_waits(
    promised: Promised, tick: Tick, coordinator: User, now: datetime
) -> None:
    choose(coordinator, now, promise_due=Mode.NOW)
    promised(date(2026, 11, 24))
    tick(now)
    choose(coordinator, now, promise_due=Mode.NONE)
    assert Delivery.objects.get(kind="promise_due").state == State.CANCELLED
    assert tick(TUESDAY) == []


def test_another_choice_moves_what_waits(
    promised: Promised, tick: Tick, coordinator: User, now: datetime
) -> None:
    choose(coordinator, now, promise_due=Mode.NOW)
    promised(date(2026, 11, 24), "Send the handout")
    promised(date(2026, 11, 24), "Book the room")
    tick(now)
    choose(coordinator, now, promise_due=Mode.DIGEST)
    assert len(tick(TUESDAY)) == 1


def test_once_a_week_means_mondays(
    promised: Promised, tick: Tick, coordinator: User, now: datetime
) -> None:
    choose(coordinator, now, promise_overdue=Mode.WEEKLY, promise_due=Mode.NONE)
    promised(date(2026, 11, 24))
    assert [tick(TUESDAY + timedelta(days=n)) for n in range(6)] == [[]] * 6
    assert len(tick(TUESDAY + timedelta(days=6))) == 1


def test_once_a_week_is_monday_for_who_begins_at_seven_too(
    promised: Promised, tick: Tick, coordinator: User, now: datetime
) -> None:
    """Though a promise is late from eight on, and the next mail after eight is Tuesday's."""
    WorkingHours.objects.create(user=coordinator, starts=time(7), ends=time(18))
    choose(coordinator, now, promise_overdue=Mode.WEEKLY, promise_due=Mode.NONE)
    promised(date(2026, 11, 24))
    assert tick(TUESDAY + timedelta(days=1)) == []
    assert len(tick(TUESDAY + timedelta(days=6, hours=-1))) == 1


def test_once_a_week_is_monday_when_clocks_change_on_the_sunday(
    promised: Promised, tick: Tick, coordinator: User, now: datetime
) -> None:
    """Late from Thursday at 8 on; four times 24 hours later it is Monday at 9 in New York."""
    User.objects.filter(pk=coordinator.pk).update(time_zone="America/New_York")
    choose(coordinator, now, promise_overdue=Mode.WEEKLY, promise_due=Mode.NONE)
    promised(date(2027, 3, 10))
    assert tick(datetime(2027, 3, 12, 13, tzinfo=UTC)) == []
    assert len(tick(datetime(2027, 3, 15, 12, tzinfo=UTC))) == 1


def test_one_thing_can_be_muted(
    promised: Promised, tick: Tick, coordinator: User, now: datetime
) -> None:
    promised(date(2026, 11, 24), "Send the handout")
    promised(date(2026, 11, 24), "Book the room")
    tick(now)
    notice = Notice.objects.filter(kind="promise_due").order_by("pk")[0]
    actions.mute(notice=notice, name="Send the handout", by=coordinator, now=now)
    (mail,) = tick(TUESDAY)
    assert "Send the handout" not in text(mail)
    assert all(n.subject_id != notice.subject_id for n in at_the_bell(coordinator, TUESDAY))


def test_any_number_of_things_can_be_muted(
    promised: Promised, coordinator: User, now: datetime
) -> None:
    """The database would refuse a statement that names each of them."""
    made = promised(date(2026, 11, 24))
    Mute.objects.bulk_create(
        Mute(user=coordinator, subject_type="followup", subject_id=number, name="x", at=now)
        for number in range(made.pk + 1, made.pk + 1200)
    )
    actions.plan(now=now)
    assert [n.kind for n in at_the_bell(coordinator, TUESDAY)] == ["promise_due"]


def test_later_means_again_on_that_day(promised: Promised, tick: Tick, coordinator: User) -> None:
    promised(date(2026, 11, 23), made=TUESDAY - timedelta(days=9))
    assert len(tick(TUESDAY)) == 1
    notice = Notice.objects.get(kind="promise_overdue", mailed_at__isnull=False)
    friday = TUESDAY + timedelta(days=3)
    actions.snooze(notice=notice, until=friday, by=coordinator, now=TUESDAY + timedelta(minutes=5))
    assert tick(TUESDAY + timedelta(days=1)) == []
    assert not at_the_bell(coordinator, TUESDAY + timedelta(days=1)).exists()
    assert len(tick(friday)) == 1
    assert notice in at_the_bell(coordinator, friday)


def test_later_is_later_than_now(promised: Promised, tick: Tick, coordinator: User) -> None:
    promised(date(2026, 11, 24))
    tick(TUESDAY)
    notice = Notice.objects.get(kind="promise_due")
    with refused("not_later"):
        actions.snooze(notice=notice, until=TUESDAY, by=coordinator, now=TUESDAY)


# Hours, weekends, holidays, absences


def test_nothing_leaves_on_thanksgiving_or_the_weekend(
    promised: Promised, tick: Tick, coordinator: User, now: datetime
) -> None:
    choose(coordinator, now, promise_overdue=Mode.NOW, promise_due=Mode.NONE)
    promised(date(2026, 11, 25))  # late from Thursday, Nov 26 on, which is Thanksgiving
    promised(date(2026, 11, 27), "Book the room")  # late from a Saturday on
    days = [TUESDAY + timedelta(days=n) for n in range(7)]
    assert [len(tick(day)) for day in days] == [0, 0, 0, 1, 0, 0, 1]


def test_own_hours_move_the_morning_mail(
    promised: Promised, tick: Tick, coordinator: User, now: datetime
) -> None:
    calendars.set_hours(
        hours=WorkingHours(starts=time(10), ends=time(16)), by=coordinator, now=now
    )
    promised(date(2026, 11, 24))
    assert tick(TUESDAY) == []
    assert tick(TUESDAY + timedelta(minutes=119)) == []
    assert len(tick(TUESDAY + timedelta(hours=2))) == 1


def test_what_cannot_wait_goes_in_the_quiet_hours(
    meeting_at: MeetingAt, tick: Tick, now: datetime
) -> None:
    """An hour before Wednesday at 7 is quiet, but the evening before is too early for "soon"."""
    meeting_at(datetime(2026, 11, 25, 7, tzinfo=UTC))
    tick(now)
    mail = Delivery.objects.get(kind="meeting_soon")
    assert mail.not_before == datetime(2026, 11, 25, 6, tzinfo=UTC)


def test_a_deputy_is_told_of_who_is_away(
    promised: Promised, tick: Tick, coordinator: User, leader: User, now: datetime
) -> None:
    absence = Absence(first_day=date(2026, 11, 24), last_day=date(2026, 11, 24), deputy=leader)
    calendars.add_absence(absence=absence, by=coordinator, now=now)
    promised(date(2026, 11, 24))
    (mail,) = tick(TUESDAY)
    assert mail["To"] == "Dana Whitfield <dana@example.org>"
    assert "For Maria Alvarez, who's away." in text(mail)
    later = tick(TUESDAY + timedelta(days=1))
    assert [one["To"] for one in later] == ["Maria Alvarez <maria@example.org>"]


def test_without_a_deputy_the_one_of_the_partnership_is_told(
    promised: Promised,
    tick: Tick,
    partnership: Partnership,
    coordinator: User,
    leader: User,
    now: datetime,
) -> None:
    Partnership.objects.filter(pk=partnership.pk).update(deputy=leader)
    absence = Absence(first_day=date(2026, 11, 24), last_day=date(2026, 11, 24))
    calendars.add_absence(absence=absence, by=coordinator, now=now)
    promised(date(2026, 11, 24))
    assert [mail["To"] for mail in tick(TUESDAY)] == ["Dana Whitfield <dana@example.org>"]


# After an outage


def test_after_an_outage_what_is_late_comes_in_one_mail(
    promised: Promised, tick: Tick, coordinator: User, now: datetime
) -> None:
    choose(coordinator, now, promise_due=Mode.NOW)
    for number in range(5):
        promised(date(2026, 11, 24), f"Promise {number}")
    tick(now)
    (mail,) = tick(TUESDAY + timedelta(hours=3))
    assert "couldn't send email for a while" in text(mail)
    assert all(f"Promise {number}" in text(mail) for number in range(5))
    assert tick(TUESDAY + timedelta(hours=3, minutes=1)) == []


def test_what_an_outage_made_useless_is_told_as_missed(
    meeting_at: MeetingAt, promised: Promised, tick: Tick, now: datetime
) -> None:
    meeting_at(datetime(2026, 11, 24, 10, tzinfo=UTC))
    tick(now)
    (mail,) = tick(datetime(2026, 11, 24, 12, tzinfo=UTC))
    assert "couldn't send email for a while" in text(mail)
    assert "Starting soon, Tue, Nov 24, 10:00 AM" in text(mail)


def test_a_late_morning_mail_still_comes(promised: Promised, tick: Tick, now: datetime) -> None:
    promised(date(2026, 11, 24))
    tick(now)
    assert len(tick(TUESDAY + timedelta(hours=2))) == 1


def test_who_moves_west_is_not_told_again(
    promised: Promised, tick: Tick, coordinator: User, now: datetime
) -> None:
    promised(date(2026, 11, 24))
    tick(now)
    assert len(tick(TUESDAY)) == 1
    User.objects.filter(pk=coordinator.pk).update(time_zone="Pacific/Honolulu")
    for hours in range(1, 15):
        assert tick(TUESDAY + timedelta(hours=hours)) == []


def test_who_moves_before_the_mail_gets_it_on_their_new_morning(
    promised: Promised, tick: Tick, coordinator: User, now: datetime
) -> None:
    promised(date(2026, 11, 24))
    tick(now)
    User.objects.filter(pk=coordinator.pk).update(time_zone="America/New_York")
    assert [len(tick(TUESDAY + timedelta(hours=n))) for n in (0, 4, 5, 6)] == [0, 0, 1, 0]


# The plan of every minute


def test_each_minute_one_process_plans_and_what_was_just_entered_is_planned_in_full(
    promised: Promised, now: datetime
) -> None:
    """So "Next 14 days" shows within a minute what was entered."""
    promised(date(2026, 11, 24), "Send the handout")
    assert actions.plan_due(now=now) > 1
    assert actions.plan_due(now=now) == 0
    far = promised(date(2026, 12, 4), "Far", now + timedelta(seconds=30))
    assert actions.plan_due(now=now + timedelta(minutes=1)) > 1
    assert Notice.objects.filter(kind="promise_due", subject_id=far.pk).exists()


def test_weekly_signals_wait_for_the_plan_of_the_hour(coordinator: User, now: datetime) -> None:
    """They may hold of thousands of partnerships, which a minute doesn't change."""
    partnership_idea(now - timedelta(days=30), coordinator).follow_ups.all().delete()
    actions.plan(now=now, back=planning.NEAR_BACK, ahead=planning.NEAR_AHEAD)
    assert not Notice.objects.filter(kind="no_next_step").exists()
    actions.plan(now=now)
    assert Notice.objects.filter(kind="no_next_step").exists()


def test_while_nothing_happens_the_full_plan_waits_for_its_hour(
    promised: Promised, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    spans: list[timedelta] = []

    def plan(*, now: datetime, ahead: timedelta = planning.AHEAD, **_given: timedelta) -> int:
        spans.append(ahead)
        return now.year

    monkeypatch.setattr(planning, "plan", plan)
    promised(date(2026, 12, 4), "Far")
    for minutes in (10, 11, 12, 71):
        actions.plan_due(now=now + timedelta(minutes=minutes))
    assert spans == [planning.AHEAD, planning.NEAR_AHEAD, planning.NEAR_AHEAD, planning.AHEAD]


def test_after_an_event_a_full_plan_takes_a_twentieth_of_the_time_at_most(
    promised: Promised, now: datetime
) -> None:
    promised(date(2026, 12, 4), "Far")
    actions.plan_due(now=now)
    Heartbeat.objects.filter(name=planning.FULL).update(detail="18 s")
    promised(date(2026, 12, 3), "Far too")
    assert actions.plan_due(now=now + timedelta(minutes=5)) == 0
    assert actions.plan_due(now=now + timedelta(minutes=6)) > 0


def test_a_choice_holds_within_a_minute_for_what_is_days_ahead_too(
    promised: Promised, coordinator: User, now: datetime
) -> None:
    promised(date(2026, 12, 2))
    actions.plan_due(now=now)
    choose(coordinator, now, promise_due=Mode.NOW)
    actions.plan_due(now=now + timedelta(minutes=1))
    notice = Notice.objects.get(kind="promise_due")
    assert notice.is_alone()
    actions.back_to_usual(user=coordinator, by=coordinator, now=now + timedelta(minutes=1))
    actions.plan_due(now=now + timedelta(minutes=2))
    notice.refresh_from_db()
    assert notice.digest is not None
    assert notice.digest.kind == DigestKind.DAILY


def test_a_clock_that_was_put_back_stops_no_plan(promised: Promised, now: datetime) -> None:
    actions.plan_due(now=now + timedelta(days=1))
    promised(date(2026, 11, 24))
    assert actions.plan_due(now=now) > 0


def test_a_full_plan_that_failed_is_made_good_the_next_minute(
    promised: Promised, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_now: datetime) -> None:
        raise RuntimeError

    promised(date(2026, 12, 4), "Far")
    with monkeypatch.context() as broken:
        broken.setattr(planning, "Team", fail)
        with pytest.raises(RuntimeError):
            actions.plan_due(now=now)
    assert actions.plan_due(now=now + timedelta(minutes=1)) > 1
