"""One page about a partnership, to read before a meeting."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from partnerships.engagement import actions as engagement
from partnerships.engagement.lifecycle import InteractionKind, MeetingKind, MeetingState
from partnerships.engagement.models import Interaction, Meeting, Participant
from partnerships.engagement.queries import last_two_way
from partnerships.exchange import actions as exchange
from partnerships.exchange.lifecycle import Answer
from partnerships.overview.queries.brief import brief_of
from partnerships.overview.queries.page import partner_page_of
from partnerships.relationships.lifecycle import How, Side
from partnerships.relationships.models import Partnership
from tests.factories import BenefitFactory, FollowUpFactory, MeetingFactory
from tests.scenarios import (
    PURPOSE,
    leader_of,
    partnership_idea,
    partnership_ready_for_mou,
    shared_lists,
)

As = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock")


def brief(client: Client, partnership: Partnership) -> str:
    response = client.get(reverse("brief", args=[partnership.pk]))
    assert response.status_code == 200
    return response.content.decode()


def held_meeting(
    partnership: Partnership, by: User, at: datetime, *, learned: str = "", came: bool = True
) -> Meeting:
    meeting: Meeting = MeetingFactory.create(
        partnership=partnership,
        owner=by,
        starts_at=at,
        state=MeetingState.HELD,
        learned=learned,
        closed_out_at=at,
        closed_out_by=by,
    )
    Participant.objects.create(
        meeting=meeting,
        contact=leader_of(at, by, partnership.organization),
        side=Side.THEIRS,
        organization=partnership.organization,
        came=came,
    )
    return meeting


def promise(partnership: Partnership, side: Side, what: str, due: datetime, by: User) -> None:
    FollowUpFactory.create(
        partnership=partnership, side=side, what=what, due_on=due.date(), made_at=due, made_by=by
    )


def test_it_says_who_why_what_and_that_all_holds(
    client_as: As, viewer: User, coordinator: User, now: datetime
) -> None:
    partnership = partnership_ready_for_mou(now, coordinator)
    text = brief(client_as(viewer), partnership)
    for words in ("Bright Path Training", "Jo Ortiz", "Kim Lee", "delivers the service", PURPOSE):
        assert words in text
    assert "Cross-training for their staff" in text
    assert "Training seats for the people we serve" in text
    assert "Call" in text
    assert "All seven checks passed." in text


def test_it_has_open_promises_of_both_sides_and_what_is_overdue(
    client_as: As, viewer: User, coordinator: User, now: datetime
) -> None:
    partnership = partnership_idea(now, coordinator)
    later, before = now + timedelta(days=5), now - timedelta(days=5)
    promise(partnership, Side.OURS, "Send the flyer", later, coordinator)
    promise(partnership, Side.THEIRS, "Name a date", before, coordinator)
    BenefitFactory.create(partnership=partnership, what="A room", due_on=before.date())
    BenefitFactory.create(
        partnership=partnership, what="A secret hope", due_on=before.date(), is_internal=True
    )
    text = brief(client_as(viewer), partnership)
    overdue = text[text.index("Overdue") :]
    assert "Send the flyer" in text
    assert "Send the flyer" not in overdue
    assert "Name a date" in overdue
    assert "A room" in overdue
    assert "A secret hope" not in text


def test_it_tells_of_the_last_three_real_contacts(
    client_as: As, viewer: User, coordinator: User, now: datetime
) -> None:
    partnership = partnership_idea(now, coordinator)
    for days in (10, 20, 30):
        at = now - timedelta(days=days)
        held_meeting(partnership, coordinator, at, learned=f"Learned {days} days ago")
    held_meeting(partnership, coordinator, now - timedelta(days=1), learned="Alone", came=False)
    call = Interaction(
        partnership=partnership,
        kind=InteractionKind.CALL,
        on=now.date() - timedelta(days=15),
        with_contact=leader_of(now, coordinator, partnership.organization),
        text="They like mornings",
    )
    engagement.log_interaction(interaction=call, by=coordinator, now=now)
    text = brief(client_as(viewer), partnership)
    first, second = text.index("Learned 10 days ago"), text.index("They like mornings")
    assert first < second < text.index("Learned 20 days ago")
    assert "Learned 30 days ago" not in text
    assert "Alone" not in text


def test_it_has_what_they_told_us_and_what_of_it_waits(
    client_as: As, viewer: User, coordinator: User, now: datetime
) -> None:
    partnership = partnership_idea(now, coordinator)
    version = shared_lists(partnership, now, coordinator)
    seats = version.lines.get(side=Side.THEIRS)
    saying = exchange.Saying(
        contact=leader_of(now, coordinator, partnership.organization),
        side=Side.THEIRS,
        how=How.LINK,
        said_on=now.date(),
        answer=Answer.NOT_YET,
        comment="Our board meets in May.",
        suggests={seats: "15 seats, not 20"},
        brings=[exchange.OwnItem("A van on Fridays")],
        asks_for=["Interview practice"],
    )
    exchange.record_saying(partnership=partnership, saying=saying, by=None, now=now)
    text = brief(client_as(viewer), partnership)
    told = text.partition("What they told us")[2].partition("</section>")[0]
    for words in (
        "Not yet",
        "Our board meets in May.",
        "15 seats, not 20",
        "A van on Fridays",
        "Interview practice",
    ):
        assert words in told, words
    committed = text.partition("What we committed to")[2]
    assert committed.index("Proposed, not accepted yet") < committed.index(seats.what)


@pytest.mark.parametrize("how", [How.LINK, How.PHONE, How.PAPER])
def test_its_latest_contact_is_that_of_the_partner_page(
    coordinator: User, now: datetime, how: How
) -> None:
    partnership = partnership_idea(now, coordinator)
    version = shared_lists(partnership, now, coordinator)
    held_meeting(partnership, coordinator, now - timedelta(days=9))
    saying = exchange.Saying(
        contact=leader_of(now, coordinator, partnership.organization),
        side=Side.THEIRS,
        how=how,
        said_on=now.date(),
        accepts=list(version.lines.filter(side=Side.OURS)),
    )
    by = None if how == How.LINK else coordinator
    exchange.record_saying(partnership=partnership, saying=saying, by=by, now=now)
    partnership.refresh_from_db()
    latest = brief_of(partnership, now).talks[0].on
    assert latest == last_two_way(partnership)
    assert latest == partner_page_of(partnership, now).last_contact


def test_what_is_missing_reads_as_questions(
    client_as: As, viewer: User, coordinator: User, now: datetime
) -> None:
    text = brief(client_as(viewer), partnership_idea(now, coordinator))
    assert "missing for a yes?" in text
    assert "Have you read our list?" in text
    assert "Who do you serve best?" not in text
    assert "These are our own notes" in text


def test_before_a_tour_it_has_the_questions_of_a_tour(
    client_as: As, viewer: User, coordinator: User, now: datetime
) -> None:
    partnership = partnership_idea(now, coordinator)
    MeetingFactory.create(
        partnership=partnership,
        owner=coordinator,
        starts_at=now + timedelta(days=2),
        kind=MeetingKind.TOUR_THEIRS,
    )
    text = brief(client_as(viewer), partnership)
    assert "Who do you serve best?" in text
    assert "Site visit (theirs)" in text


@pytest.mark.parametrize("is_shared", [False, True])
def test_it_costs_as_many_queries_for_10_lines_as_for_200(
    client_as: As, viewer: User, coordinator: User, now: datetime, *, is_shared: bool
) -> None:
    partnership = partnership_idea(now, coordinator)
    if is_shared:
        shared_lists(partnership, now, coordinator)
    client = client_as(viewer)

    def queries_with(lines: int) -> int:
        for side in Side:
            BenefitFactory.create_batch(lines // 2, partnership=partnership, side=side)
            promise(partnership, side, "Something", now, coordinator)
        if is_shared:
            exchange.share_changes(partnership=partnership, by=coordinator, now=now)
        for place in range(lines // 10):
            held_meeting(partnership, coordinator, now - timedelta(days=place + 1))
        with CaptureQueriesContext(connection) as captured:
            brief(client, partnership)
        return len(captured)

    few = queries_with(10)
    assert queries_with(190) == few <= 21


def test_another_number_is_not_found(client_as: As, viewer: User) -> None:
    assert client_as(viewer).get(reverse("brief", args=[4711])).status_code == 404


def test_the_partner_page_and_today_lead_to_it(
    client_as: As, coordinator: User, now: datetime
) -> None:
    partnership = partnership_idea(now, coordinator)
    at = now + timedelta(hours=1)
    MeetingFactory.create(partnership=partnership, owner=coordinator, starts_at=at)
    client = client_as(coordinator)
    address = reverse("brief", args=[partnership.pk])
    assert address in client.get(partnership.get_absolute_url()).content.decode()
    assert address in client.get(reverse("today")).content.decode()
