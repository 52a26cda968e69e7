"""What is planned, for whom and for when; and that the fence asks again."""

from datetime import UTC, date, datetime, time, timedelta
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from common.dates import instant
from partnerships.agreements.models import Mou, MouType
from partnerships.calendars.models import ClosedDay
from partnerships.engagement import actions as engagement
from partnerships.engagement.models import FollowUp, Meeting
from partnerships.links.actions import mark_answered, send_link
from partnerships.outbox import actions as outbox
from partnerships.outbox.lifecycle import Reason, State
from partnerships.outbox.models import Delivery
from partnerships.relationships.lifecycle import Side, Stage
from partnerships.relationships.models import Partnership
from partnerships.reminders.actions import KINDS, plan, set_modes
from partnerships.reminders.lifecycle import Mode
from partnerships.reminders.models import Notice, ReminderRule
from partnerships.reminders.rules import REMINDERS, Span, Team, items_of
from partnerships.reviews import actions as reviews
from tests.factories import ClosingReasonFactory
from tests.outbox.letters import letter_to
from tests.scenarios import leader_of, partner_organization, partnership_idea


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
    rows = Notice.objects.open().filter(kind=kind).order_by("due_at")
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


def test_a_meeting_with_an_organization_names_it_and_has_no_brief(
    coordinator: User, now: datetime
) -> None:
    library = partner_organization(now, coordinator, "Open Doors Library")
    starts = now + timedelta(days=2)
    meeting = Meeting(organization=library, starts_at=starts, time_zone="UTC", owner=coordinator)
    engagement.plan_meeting(meeting=meeting, invited={}, by=coordinator, now=now)
    plan(now=now)
    (item,) = items_of(Notice.objects.filter(kind="meeting_tomorrow"), Team(now))
    assert item.heading().endswith("Discovery with Open Doors Library")
    assert item.act
    assert item.act.path == meeting.get_absolute_url()


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
    assert (first, again) == (3, 0)
    assert (len(due("promise_due")), len(due("promise_overdue"))) == (1, 2)


def test_a_promise_is_mailed_on_its_day_and_each_week_it_is_late(
    partnership: Partnership, coordinator: User, now: datetime, today: date
) -> None:
    promised(partnership, today + timedelta(days=1), coordinator, now)
    plan(now=now)
    mornings = [datetime(2026, 11, 24, 8, tzinfo=UTC) + timedelta(days=d) for d in (1, 8)]
    assert due("promise_due") == [datetime(2026, 11, 24, 8, tzinfo=UTC)]
    assert due("promise_overdue") == mornings


def test_their_promise_is_mailed_to_who_owns_the_partnership(
    partnership: Partnership, coordinator: User, now: datetime, today: date
) -> None:
    promised(partnership, today + timedelta(days=1), coordinator, now, side=Side.THEIRS)
    plan(now=now)
    assert Notice.objects.get(kind="promise_due").user == coordinator


def test_a_promise_made_after_eight_on_its_day_is_not_mailed_that_day(
    partnership: Partnership, coordinator: User, now: datetime, today: date
) -> None:
    promised(partnership, today, coordinator, now)
    plan(now=now)
    assert due("promise_due") == []


@pytest.mark.parametrize(("days_ahead", "mails"), [(14, 3), (3, 3), (20, 1), (30, 0), (0, 3)])
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


def chosen_at_once(user: User, *kinds: str, now: datetime) -> None:
    set_modes(user=user, modes=dict.fromkeys(kinds, Mode.NOW), by=user, now=now)


def why_untrue(notice: Notice, now: datetime) -> str:
    """What the fence says about the mail of one notice."""
    mail = Delivery.objects.get(dedupe_key=notice.key)
    return KINDS[notice.kind].why_untrue(mail, now)


def test_a_moved_meeting_stops_its_old_mail_and_moved_back_revives_it_once(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    chosen_at_once(coordinator, "meeting_tomorrow", now=now)
    meeting = meeting_at(partnership, now + timedelta(days=3), coordinator, now)
    plan(now=now)
    old = Notice.objects.get(kind="meeting_tomorrow")
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=now + timedelta(days=4))
    assert why_untrue(old, now) == "over"
    plan(now=now)
    assert Delivery.objects.get(dedupe_key=old.key).state == State.CANCELLED
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=now + timedelta(days=3))
    plan(now=now)
    assert why_untrue(old, now) == ""
    assert Delivery.objects.get(dedupe_key=old.key).state == State.PENDING
    assert Notice.objects.open().get(kind="meeting_tomorrow") == old


def test_a_cancelled_meeting_is_not_reminded_of(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    chosen_at_once(coordinator, "meeting_tomorrow", now=now)
    meeting = meeting_at(partnership, now + timedelta(days=3), coordinator, now)
    plan(now=now)
    engagement.cancel_meeting(meeting=meeting, reason="Snow", by=coordinator, now=now)
    assert why_untrue(Notice.objects.get(kind="meeting_tomorrow"), now) == "over"
    plan(now=now)
    assert not due("promise_due") + due("promise_overdue") + due("meeting_tomorrow")


def test_a_kept_promise_is_not_reminded_of(
    partnership: Partnership, coordinator: User, now: datetime, today: date
) -> None:
    chosen_at_once(coordinator, "promise_due", "promise_overdue", now=now)
    follow_up = promised(partnership, today + timedelta(days=1), coordinator, now)
    plan(now=now)
    engagement.close_promise(
        follow_up=follow_up, kept=True, note="", by=coordinator, now=now, today=today
    )
    assert {why_untrue(notice, now) for notice in Notice.objects.all()} == {"over"}
    plan(now=now)
    assert not due("promise_due") + due("promise_overdue") + due("meeting_tomorrow")


def test_another_owner_is_told_instead(
    partnership: Partnership, coordinator: User, leader: User, now: datetime, today: date
) -> None:
    promised(partnership, today + timedelta(days=1), coordinator, now)
    plan(now=now)
    Partnership.objects.filter(pk=partnership.pk).update(owner=leader)
    plan(now=now)
    assert Notice.objects.open().get(kind="promise_due").user == leader


def test_who_no_longer_signs_in_gets_none(
    partnership: Partnership, coordinator: User, now: datetime, today: date
) -> None:
    promised(partnership, today + timedelta(days=1), coordinator, now)
    User.objects.filter(pk=coordinator.pk).update(is_active=False)
    plan(now=now)
    assert not Notice.objects.exists()
    assert not Delivery.objects.exists()


def test_what_fell_due_while_nothing_ran_is_made_good(
    partnership: Partnership, coordinator: User, now: datetime, today: date
) -> None:
    chosen_at_once(coordinator, "promise_due", now=now)
    promised(partnership, today, coordinator, now - timedelta(days=3))
    plan(now=now)
    assert Delivery.objects.get(kind="promise_due").due_at == datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_the_mail_says_what_when_and_where_to_go(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    coordinator.time_zone = "America/New_York"
    coordinator.save()
    starts = instant(date(2026, 11, 26), time(10), "America/New_York")
    chosen_at_once(coordinator, "meeting_tomorrow", now=now)
    meeting = meeting_at(partnership, starts, coordinator, now)
    plan(now=now)
    mail = Delivery.objects.get(kind="meeting_tomorrow")
    assert KINDS[mail.kind].why_untrue(mail, now) == ""
    content = KINDS[mail.kind].render(mail)
    assert "Bright Path Training" in content.subject
    assert "10:00 AM (America/New_York)" in content.text
    assert f"http://testserver/meetings/{meeting.pk}/" in content.text
    assert f'href="http://testserver/meetings/{meeting.pk}/"' in content.html
    assert content.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/reminders/stop/" in content.headers["List-Unsubscribe"]


def test_more_rows_cost_the_same_number_of_queries(
    partnership: Partnership, coordinator: User, now: datetime, today: date
) -> None:
    counts = []
    for number in (14, 70):
        for place in range(number):
            promised(partnership, today + timedelta(days=place % 7), coordinator, now)
            meeting_at(partnership, now + timedelta(days=place % 7 + 1), coordinator, now)
        with CaptureQueriesContext(connection) as queries:
            plan(now=now)
        counts.append(len(queries))
    # Inserts go in parts: SQLite takes 999 parameters a statement.
    assert counts[1] - counts[0] < 10


def test_leadership_hears_after_two_and_seven_business_days(
    partnership: Partnership, coordinator: User, leader: User, now: datetime, today: date
) -> None:
    """Thanksgiving, a weekend, and the days of the house do not count."""
    ClosedDay.objects.create(day=date(2026, 11, 27), name="Bridge day")
    promised(partnership, date(2026, 11, 25), coordinator, now)
    plan(now=now)
    told = Notice.objects.filter(kind="promise_left_undone").order_by("due_at")
    assert {notice.user for notice in told} == {leader}
    plan(now=now + timedelta(days=7))
    assert [n.due_at.date() for n in told.all()] == [date(2026, 12, 1), date(2026, 12, 8)]


def test_a_kind_that_is_switched_off_tells_nobody(
    partnership: Partnership, coordinator: User, now: datetime, today: date
) -> None:
    promised(partnership, today + timedelta(days=1), coordinator, now)
    plan(now=now)
    ReminderRule.objects.create(code="promise_due", is_on=False)
    plan(now=now)
    kinds = Notice.objects.open().values_list("kind", flat=True)
    assert set(kinds) == {"promise_overdue"}


def test_administrators_change_the_days_of_a_kind(
    partnership: Partnership, coordinator: User, now: datetime, today: date
) -> None:
    ReminderRule.objects.create(code="review_due", offsets="-5, -2")
    due_on = today + timedelta(days=8)
    reviews.plan_review(partnership=partnership, due_on=due_on, by=coordinator, now=now)
    plan(now=now)
    days = [(due_on - at.date()).days for at in due("review_due")]
    assert days[:2] == [5, 2]


def test_the_runway_of_an_agreement_is_that_of_its_kind() -> None:
    mou = Mou(type=MouType(runway="45, 20"), ends_on=date(2027, 3, 1), created_at=LONG_AGO)
    span = Span(LONG_AGO, LONG_AGO, Team(LONG_AGO))
    with patch("partnerships.reminders.rules.kinds.mous.mou_people", return_value=[User(pk=1)]):
        found = {one.due_at.date() for one in REMINDERS["mou_ending"].occurrences(mou, span)}
    assert found == {date(2027, 1, 15), date(2027, 2, 9), date(2027, 2, 22)}


LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def test_who_may_decide_hears_on_mondays_of_mail_that_could_not_be_delivered(
    coordinator: User, leader: User, administrator: User, now: datetime
) -> None:
    plan(now=now)
    assert due("mail_dead") == []
    outbox.bulk_enqueue([letter_to(coordinator, key="lost", now=now)], now=now)
    Delivery.objects.update(state=State.DEAD, reason=Reason.REPLY)
    plan(now=now)
    told = Notice.objects.open().filter(kind="mail_dead")
    assert {notice.user for notice in told} == {leader, administrator}
    assert {notice.due_at.weekday() for notice in told} == {0}
    (item, *_more) = items_of(told, Team(now))
    assert (item.path(), item.partnership()) == (reverse("delivery_list"), None)
    Delivery.objects.update(state=State.CANCELLED, reason=Reason.GIVEN_UP)
    plan(now=now)
    assert due("mail_dead") == []


def test_the_owner_hears_of_a_mail_that_did_not_reach_a_partner(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    leader = leader_of(now, coordinator, partnership.organization)
    send_link(
        partnership=partnership, contact=leader, words="", remind=False, by=coordinator, now=now
    )
    mail = Delivery.objects.filter(kind="personal_link")
    mail.update(state=State.DEAD, reason=Reason.ADDRESS, state_at=now)
    plan(now=now)
    assert due("mail_lost") == []  # a wrong address is told as that
    mail.update(reason=Reason.POLICY)
    plan(now=now)
    (notice,) = Notice.objects.open().filter(kind="mail_lost")
    assert (notice.user, notice.due_at) == (coordinator, now)
    (item,) = items_of([notice], Team(now))
    assert item.heading().startswith("Undeliverable email to Bright Path Training")
    mail.update(state=State.CANCELLED, reason=Reason.GIVEN_UP)
    plan(now=now)
    assert due("mail_lost") == []


def test_silence_is_told_on_mondays_from_when_we_know_the_partnership(
    coordinator: User, now: datetime
) -> None:
    silent = partnership_idea(now, coordinator)
    plan(now=now)
    next_monday = datetime(2026, 11, 30, 8, tzinfo=UTC)
    assert due("no_next_step") == [next_monday, next_monday + timedelta(days=7)]
    silent.no_next_step_reason = "They move house until spring."
    silent.save()
    plan(now=now)
    assert due("no_next_step") == []


def test_a_day_to_look_again_is_told_on_that_day(
    partnership: Partnership, coordinator: User, now: datetime, today: date
) -> None:
    Partnership.objects.filter(pk=partnership.pk).update(
        stage=Stage.PAUSED,
        paused_from=Stage.IDENTIFIED,
        check_again_on=today + timedelta(days=2),
    )
    plan(now=now)
    assert due("look_again") == [datetime(2026, 11, 25, 8, tzinfo=UTC)]


def test_an_answer_that_stays_out_is_told_to_the_owner_after_a_week_and_after_three(
    partnership: Partnership, coordinator: User, now: datetime
) -> None:
    leader = leader_of(now, coordinator, partnership.organization)
    link = send_link(
        partnership=partnership, contact=leader, words="", remind=False, by=coordinator, now=now
    )
    plan(now=now)
    assert due("answer_waiting") == [datetime(2026, 11, 30, 8, tzinfo=UTC)]
    plan(now=now + timedelta(days=14))
    assert due("answer_waiting")[1:] == [datetime(2026, 12, 14, 8, tzinfo=UTC)]
    mark_answered(link=link, now=now + timedelta(days=1))
    plan(now=now + timedelta(days=14))
    assert due("answer_waiting") == []


@pytest.mark.parametrize("is_over", [False, True])
def test_no_answer_is_missed_where_nothing_goes_on(
    partnership: Partnership, coordinator: User, now: datetime, *, is_over: bool
) -> None:
    leader = leader_of(now, coordinator, partnership.organization)
    send_link(
        partnership=partnership, contact=leader, words="", remind=False, by=coordinator, now=now
    )
    plan(now=now)
    row = Partnership.objects.filter(pk=partnership.pk)
    if is_over:
        reason = ClosingReasonFactory.create()
        row.update(stage=Stage.CLOSED, closing_reason=reason, do_not_revisit=True)
    else:
        spring = date(2027, 3, 1)
        row.update(stage=Stage.PAUSED, paused_from=Stage.IDENTIFIED, check_again_on=spring)
    plan(now=now)
    assert due("answer_waiting") == []
