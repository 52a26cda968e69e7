"""What is planned, for whom and for when; and that the fence asks again."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from accounts.models import User
from common.dates import instant
from partnerships.engagement import actions as engagement
from partnerships.engagement.models import FollowUp, Meeting
from partnerships.outbox.models import Delivery
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from partnerships.reminders.actions import plan
from partnerships.reminders.emails import render
from partnerships.reminders.rules import REMINDERS
from partnerships.reviews import actions as reviews
from tests.scenarios import partnership_idea


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    return partnership_idea(now, coordinator)


def meeting_at(partnership: Partnership, starts_at: datetime, by: User, now: datetime) -> Meeting:
    meeting = Meeting(
        partnership=partnership, starts_at=starts_at, time_zone="America/New_York", owner=by
    )
    return engagement.plan_meeting(meeting=meeting, invited={}, by=by, now=now)


def promised(
    partnership: Partnership, due_on: date, by: User, now: datetime, side: Side = Side.OURS
) -> FollowUp:
    given = engagement.Promise(side=side, what="Send the handout", due_on=due_on)
    return engagement.promise(partnership=partnership, given=given, by=by, now=now)


def due(kind: str) -> list[datetime]:
    rows = Delivery.objects.filter(kind=kind).order_by("due_at")
    return list(rows.values_list("due_at", flat=True))


def test_a_meeting_is_reminded_of_at_its_wall_clock_time_the_day_before(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    coordinator.time_zone = "America/New_York"
    coordinator.save()
    starts = instant(date(2026, 11, 26), time(10), "America/New_York")
    meeting_at(partnership, starts, coordinator, now)
    plan(now=now)
    assert due("meeting_tomorrow") == [instant(date(2026, 11, 25), time(10), "America/New_York")]


def test_across_a_clock_change_the_day_before_is_the_same_wall_clock_time(
    partnership: Partnership, coordinator: User
) -> None:
    coordinator.time_zone = "America/New_York"
    coordinator.save()
    now = datetime(2027, 3, 11, 12, tzinfo=UTC)
    starts = instant(date(2027, 3, 14), time(10), "America/New_York")
    meeting_at(partnership, starts, coordinator, now)
    plan(now=now)
    assert due("meeting_tomorrow") == [starts - timedelta(hours=23)]


def test_planning_twice_leaves_the_same_rows(
    partnership: Partnership, coordinator: User, now: datetime, today: date
) -> None:
    promised(partnership, today + timedelta(days=3), coordinator, now)
    first = plan(now=now)
    again = plan(now=now + timedelta(minutes=1))
    assert (first, again) == (2, 0)
    assert len(due("promise_due")) == len(due("promise_overdue")) == 1


def test_a_promise_is_mailed_on_its_day_and_each_week_it_is_late(
    partnership: Partnership, coordinator: User, now: datetime, today: date
) -> None:
    promised(partnership, today + timedelta(days=1), coordinator, now)
    for week in range(3):
        plan(now=now + timedelta(days=7 * week))
    mornings = [datetime(2026, 11, 24, 8, tzinfo=UTC) + timedelta(days=d) for d in (1, 8, 15)]
    assert due("promise_due") == [datetime(2026, 11, 24, 8, tzinfo=UTC)]
    assert due("promise_overdue") == mornings


def test_their_promise_is_mailed_to_who_owns_the_partnership(
    partnership: Partnership, coordinator: User, now: datetime, today: date
) -> None:
    promised(partnership, today + timedelta(days=1), coordinator, now, side=Side.THEIRS)
    plan(now=now)
    assert Delivery.objects.filter(kind="promise_due").get().recipient_id == coordinator.pk


def test_a_promise_made_after_eight_on_its_day_is_not_mailed_that_day(
    partnership: Partnership, coordinator: User, now: datetime, today: date
) -> None:
    promised(partnership, today, coordinator, now)
    plan(now=now)
    assert due("promise_due") == []


@pytest.mark.parametrize(("days_ahead", "mails"), [(14, 1), (3, 2), (20, 1), (30, 0), (0, 2)])
def test_reviews_are_mailed_14_and_3_days_ahead_on_the_day_and_weekly(
    partnership: Partnership,
    coordinator: User,
    now: datetime,
    today: date,
    days_ahead: int,
    mails: int,
) -> None:
    due_on = today + timedelta(days=days_ahead)
    reviews.plan_review(
        partnership=partnership, due_on=due_on, by=coordinator, now=now - timedelta(days=40)
    )
    plan(now=now.replace(hour=7))
    assert len(due("review_due")) == mails


def test_a_moved_meeting_stops_its_old_mail_and_moved_back_revives_it_once(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    meeting = meeting_at(partnership, now + timedelta(days=3), coordinator, now)
    plan(now=now)
    old = Delivery.objects.get(kind="meeting_tomorrow")
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=now + timedelta(days=4))
    reminder = REMINDERS["meeting_tomorrow"]
    assert reminder.why_untrue(old, now) == "changed"
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=now + timedelta(days=3))
    plan(now=now)
    assert reminder.why_untrue(old, now) == ""
    assert Delivery.objects.filter(kind="meeting_tomorrow", subject_id=meeting.pk).count() == 1


def test_a_cancelled_meeting_is_not_reminded_of(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    meeting = meeting_at(partnership, now + timedelta(days=3), coordinator, now)
    plan(now=now)
    engagement.cancel_meeting(meeting=meeting, reason="Snow", by=coordinator, now=now)
    mail = Delivery.objects.get(kind="meeting_tomorrow")
    assert REMINDERS["meeting_tomorrow"].why_untrue(mail, now) == "over"


def test_a_kept_promise_is_not_reminded_of(
    partnership: Partnership, coordinator: User, now: datetime, today: date
) -> None:
    follow_up = promised(partnership, today + timedelta(days=1), coordinator, now)
    plan(now=now)
    engagement.close_promise(
        follow_up=follow_up, kept=True, note="", by=coordinator, now=now, today=today
    )
    for kind in ("promise_due", "promise_overdue"):
        mail = Delivery.objects.filter(kind=kind)[0]
        assert REMINDERS[kind].why_untrue(mail, now) == "over"


def test_another_owner_gets_the_mail_instead(
    partnership: Partnership, coordinator: User, leader: User, now: datetime, today: date
) -> None:
    promised(partnership, today + timedelta(days=1), coordinator, now)
    plan(now=now)
    Partnership.objects.filter(pk=partnership.pk).update(owner=leader)
    plan(now=now)
    mails = {mail.recipient_id: mail for mail in Delivery.objects.filter(kind="promise_due")}
    why = REMINDERS["promise_due"].why_untrue
    assert why(mails[coordinator.pk], now) == "changed"
    assert why(mails[leader.pk], now) == ""


def test_who_no_longer_signs_in_gets_none(
    partnership: Partnership, coordinator: User, now: datetime, today: date
) -> None:
    promised(partnership, today + timedelta(days=1), coordinator, now)
    User.objects.filter(pk=coordinator.pk).update(is_active=False)
    plan(now=now)
    assert not Delivery.objects.exists()


def test_what_fell_due_while_nothing_ran_is_made_good(
    partnership: Partnership, coordinator: User, now: datetime, today: date
) -> None:
    promised(partnership, today, coordinator, now - timedelta(days=3))
    plan(now=now)
    assert due("promise_due") == [datetime(2026, 11, 23, 8, tzinfo=UTC)]


def test_the_mail_says_what_when_and_where_to_go(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    coordinator.time_zone = "America/New_York"
    coordinator.save()
    starts = instant(date(2026, 11, 26), time(10), "America/New_York")
    meeting = meeting_at(partnership, starts, coordinator, now)
    plan(now=now)
    content = render(Delivery.objects.get(kind="meeting_tomorrow"))
    assert "Bright Path Training" in content.subject
    assert "10 a.m. (America/New_York)" in content.text
    assert f"http://testserver/meetings/{meeting.pk}/" in content.text
    assert f'href="http://testserver/meetings/{meeting.pk}/"' in content.html


def test_every_plan_costs_the_same_number_of_queries(
    partnership: Partnership,
    coordinator: User,
    now: datetime,
    today: date,
    django_assert_max_num_queries: object,
) -> None:
    for place in range(12):
        promised(partnership, today + timedelta(days=place), coordinator, now)
        meeting_at(partnership, now + timedelta(days=place + 1), coordinator, now)
    with django_assert_max_num_queries(30):  # type: ignore[operator]  # a fixture without a type
        plan(now=now)
