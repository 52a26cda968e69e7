"""Today: what one person has to do now."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.engagement import actions as engagement
from partnerships.engagement.models import FollowUp, Meeting
from partnerships.outbox.models import Delivery
from partnerships.overview.queries import today_of
from partnerships.pipeline import actions as pipeline
from partnerships.relationships.lifecycle import Side, Stage
from partnerships.relationships.models import Partnership
from partnerships.reminders.actions import plan
from partnerships.reports.actions import keep_snapshot
from partnerships.reviews import actions as reviews
from tests.factories import ClosingReasonFactory
from tests.refusals import refused
from tests.scenarios import partnership_idea

ClientAs = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    return partnership_idea(now, coordinator)


def promised(partnership: Partnership, days: int, by: User, now: datetime) -> None:
    due_on = now.date() + timedelta(days=days)
    given = engagement.Promise(side=Side.OURS, what=f"Promise for day {days}", due_on=due_on)
    engagement.promise(partnership=partnership, given=given, by=by, now=now)


def page(client: Client, query: str = "") -> str:
    response = client.get(f"/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_house_is_shown_how_to_begin(client_as: ClientAs, coordinator: User) -> None:
    text = page(client_as(coordinator))
    assert "Get started" in text
    assert "Start your first partnership" in text


def test_promises_stand_under_due_and_overdue(
    client_as: ClientAs, coordinator: User, now: datetime, partnership: Partnership
) -> None:
    for days in (-2, 0, 5):
        promised(partnership, days, coordinator, now)
    text = page(client_as(coordinator))
    assert "Promise for day 0" in text.partition("Due today")[2].partition("Overdue")[0]
    assert "Promise for day -2" in text.partition("Overdue")[2]
    assert "Promise for day 5" in text.partition("Coming up")[2]


def test_coming_up_ends_after_two_weeks(
    client_as: ClientAs, coordinator: User, now: datetime, partnership: Partnership
) -> None:
    for days in (1, 14, 15):
        promised(partnership, days, coordinator, now)
    text = page(client_as(coordinator)).partition("Coming up")[2]
    assert text.index("Promise for day 1<") < text.index("Promise for day 14")
    assert "Promise for day 15" not in text


def test_leaders_see_what_is_urgent_and_what_waits_for_their_yes(
    client_as: ClientAs, leader: User, now: datetime, coordinator: User, partnership: Partnership
) -> None:
    pipeline.ask_for_no_mou(partnership=partnership, reason="Too small", by=coordinator, now=now)
    text = page(client_as(leader))
    assert "Too small" in text.partition("Waiting for your approval")[2]
    assert reverse("no_mou_approve", args=[partnership.pk]) in text
    assert "value=no_next_step" in text.partition("Portfolio")[2]
    theirs = page(client_as(coordinator))
    assert "Waiting for your approval" not in theirs
    assert "look=no_next_step" not in theirs


def test_leaders_see_what_got_worst_since_last_month(
    client_as: ClientAs, leader: User, now: datetime, coordinator: User, partnership: Partnership
) -> None:
    keep_snapshot(now=now - timedelta(days=40))
    for number in range(2):
        partnership_idea(now, coordinator, f"Partner {number}")
    promised(partnership, -1, coordinator, now)
    keep_snapshot(now=now)
    figures = today_of(leader, now, everybody=False).urgent
    assert [(one.label, one.note) for one in figures] == [
        ("Our commitments overdue", "up 1 since Oct 14"),
        ("No next step", "up 1 since Oct 14"),
    ]
    assert "up 1 since Oct 14" in page(client_as(leader))
    FollowUp.objects.update(state="done", closed_on=now.date())
    left = today_of(leader, now, everybody=False).urgent
    assert "Our commitments overdue" not in [one.label for one in left]


def test_leaders_see_what_was_escalated_to_them_each_once(
    client_as: ClientAs, leader: User, now: datetime, coordinator: User, partnership: Partnership
) -> None:
    promised(partnership, -7, coordinator, now)
    FollowUp.objects.update(made_at=now - timedelta(days=9))
    for days in range(8, -1, -1):
        plan(now=now - timedelta(days=days))
    text = page(client_as(leader)).partition("Escalated to you")[2]
    assert text.partition("</section>")[0].count("<li>") == 1
    assert "Escalated to you" not in page(client_as(coordinator))
    FollowUp.objects.update(state="done", closed_on=now.date())
    assert "Escalated to you" not in page(client_as(leader))


def test_a_closed_partnership_waits_for_no_ones_yes(
    client_as: ClientAs, leader: User, now: datetime, coordinator: User, partnership: Partnership
) -> None:
    pipeline.ask_for_no_mou(partnership=partnership, reason="Too small", by=coordinator, now=now)
    terms = pipeline.Ending(reason=ClosingReasonFactory.create(), do_not_revisit=True)
    pipeline.move(partnership=partnership, to=Stage.CLOSED, by=coordinator, now=now, terms=terms)
    assert "Waiting for your approval" not in page(client_as(leader))
    assert not Partnership.objects.no_mou_asked().exists()
    listed = client_as(leader).get("/partners/?stage=any").content.decode()
    assert str(partnership) in listed
    assert reverse("no_mou_approve", args=[partnership.pk]) not in listed
    with refused("move_refused", match="This partnership is closed"):
        pipeline.approve_no_mou(partnership=partnership, by=leader, now=now)
    with refused("move_refused", match="This partnership is closed"):
        pipeline.ask_for_no_mou(partnership=partnership, reason="None", by=coordinator, now=now)
    letter = Delivery.objects.get(kind="no_mou_asked")
    assert pipeline.KINDS["no_mou_asked"].why_untrue(letter, now) == "not_open"


def test_the_first_seven_stand_there_and_the_count_of_the_rest(
    client_as: ClientAs, coordinator: User, now: datetime, partnership: Partnership
) -> None:
    for days in range(-30, 0):
        promised(partnership, days, coordinator, now)
    text = page(client_as(coordinator))
    assert text.count("Promise for day") % 7 == 0
    assert "23 more" in text


def test_meetings_of_today_and_those_to_close_out(
    client_as: ClientAs, coordinator: User, now: datetime, partnership: Partnership
) -> None:
    for hours in (2, -3):
        meeting = Meeting(
            partnership=partnership,
            starts_at=now + timedelta(hours=hours),
            time_zone="UTC",
            owner=coordinator,
        )
        engagement.plan_meeting(meeting=meeting, invited={}, by=coordinator, now=now)
    text = page(client_as(coordinator))
    assert "Today's meetings" in text or "Today&#x27;s meetings" in text
    assert "Wrap up" in text


def test_silence_without_a_next_step_is_worth_a_look(
    client_as: ClientAs, coordinator: User, partnership: Partnership
) -> None:
    assert "No next step" in page(client_as(coordinator))


def test_others_see_it_under_everybody(
    client_as: ClientAs, leader: User, now: datetime, coordinator: User, partnership: Partnership
) -> None:
    promised(partnership, 0, coordinator, now)
    client = client_as(leader)
    assert "Promise for day 0" not in page(client)
    assert "Promise for day 0" in page(client, "?whose=all")


def test_reviews_due_soon(
    client_as: ClientAs, coordinator: User, now: datetime, partnership: Partnership
) -> None:
    due_on = now.date() + timedelta(days=10)
    reviews.plan_review(partnership=partnership, due_on=due_on, by=coordinator, now=now)
    assert "in 10 days" in page(client_as(coordinator))


def test_more_rows_cost_no_more_queries(
    client_as: ClientAs,
    coordinator: User,
    now: datetime,
    partnership: Partnership,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    for days in range(-20, 3):
        promised(partnership, days, coordinator, now)
    for place in range(12):
        partnership_idea(now, coordinator, f"Partner {place}")
    client = client_as(coordinator)
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]  # a fixture's type
        page(client)


def test_the_rail_counts_what_waits(
    client_as: ClientAs,
    coordinator: User,
    now: datetime,
    partnership: Partnership,
) -> None:
    for days in (-2, 0, 5):
        promised(partnership, days, coordinator, now)
    client = client_as(coordinator)
    text = client.get(reverse("rail_counts")).content.decode()
    assert 'hx-swap-oob="true">2<' in text
    assert 'hx-swap-oob="true">1<' in text
    assert "count-review_list" not in text
