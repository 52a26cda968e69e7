"""People of ours who are asked in a review hear of it, and again before answers close."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.calendars.models import Absence
from partnerships.relationships.models import Partnership
from partnerships.reminders import actions as reminders
from partnerships.reminders.models import Notice
from partnerships.reminders.rules import Team, items_of
from partnerships.reviews.models import Rater, Review

ClientAs = Callable[[User], Client]

DAY = timedelta(days=1)


def told(now: datetime) -> list[tuple[str, str, str]]:
    """Who is told by then and on which page they answer, once each, in order."""
    notices = Notice.objects.filter(kind="review_answers", over_at=None, due_at__lte=now)
    items = items_of(notices.order_by("due_at"), Team(now))
    return [(str(i.notice.user), i.heading(), i.act.path if i.act else "") for i in items]


def test_they_hear_of_it_when_asked_and_before_answers_close_until_they_answer(
    asked: Review, coordinator: User, now: datetime
) -> None:
    reminders.plan(now=now)
    one = (
        "Maria Alvarez",
        "Answer the review: Bright Path Training",
        f"/reviews/{asked.pk}/answer/",
    )
    assert told(now) == [one]  # Sam has no account and is asked in person

    late = now + 13 * DAY
    reminders.plan(now=late)
    assert told(late) == [one, one, one]  # when asked, three days and one day before the end

    mine = Rater.objects.filter(contact__user=coordinator)
    mine.update(answered_at=late, said_on=late.date())
    assert told(late) == []


def test_once_answers_are_closed_nobody_is_told(asked: Review, now: datetime) -> None:
    reminders.plan(now=now)
    Review.objects.filter(pk=asked.pk).update(answers_closed_at=now)
    assert told(now) == []


def test_no_stand_in_is_told_as_no_one_else_can_answer(
    asked: Review, coordinator: User, leader: User, now: datetime
) -> None:
    day = now.date()
    Absence.objects.create(
        user=coordinator, first_day=day, last_day=day + 3 * DAY, deputy=leader, made_at=now
    )
    reminders.plan(now=now)
    assert [user for user, _heading, _page in told(now)] == ["Maria Alvarez"]


def test_today_asks_them_to_answer_until_they_have(
    client_as: ClientAs, asked: Review, coordinator: User, leader: User, now: datetime
) -> None:
    Partnership.objects.update(owner=leader)  # asked, though it's not their partnership
    Review.objects.update(due_on=now.date() + 60 * DAY)
    client = client_as(coordinator)
    answer, rail = f'href="/reviews/{asked.pk}/answer/"', 'id="count-review_list"'
    page = client.get("/").content.decode()
    assert answer in page
    assert "1 review to answer" in page
    assert "Nothing is due" not in page
    assert rail in client.get(reverse("rail_counts")).content.decode()
    assert answer not in client_as(leader).get("/?whose=all").content.decode()

    Rater.objects.filter(contact__user=coordinator).update(answered_at=now, said_on=now.date())
    page = client.get("/").content.decode()
    assert answer not in page
    assert "Nothing is due" in page
