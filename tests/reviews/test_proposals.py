"""Reviews proposed because something happened; a person accepts or dismisses each."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import User
from audit.models import Event
from common.safe_screen import KEY
from partnerships.agreements.models import Mou, MouParty, MouType
from partnerships.engagement.models import FollowUp, Meeting
from partnerships.organizations.models import Position
from partnerships.relationships.models import Partnership
from partnerships.reviews import actions as reviews
from partnerships.reviews.lifecycle import Occasion, ReviewState
from partnerships.reviews.models import Review, ReviewProposal
from partnerships.reviews.queries import causes_of
from tests.factories import FollowUpFactory, MeetingFactory
from tests.refusals import refused
from tests.scenarios import our_organization, partnership_idea

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def partnership(partnership: Partnership, now: datetime) -> Partnership:
    """At work for a while; its next review is far away."""
    Partnership.objects.update(created_at=now - timedelta(days=300))
    Review.objects.create(
        partnership=partnership, due_on=now.date() + timedelta(days=120), planned_at=now
    )
    partnership.refresh_from_db()
    return partnership


def propose(now: datetime, days: int = 0) -> list[tuple[str, str]]:
    """Let the tick look; return what waits for a decision."""
    today = now.date() + timedelta(days=days)
    reviews.propose_reviews(today=today, now=now)
    waiting = ReviewProposal.objects.waiting().order_by("pk")
    return [(one.occasion, one.detail) for one in waiting]


def late(partnership: Partnership, today: date, days: int = 30) -> FollowUp:
    return FollowUpFactory.create(
        partnership=partnership,
        what="Send the list",
        due_on=today - timedelta(days=days),
        made_at=partnership.created_at,
        made_by=partnership.owner,
    )


def meetings(partnership: Partnership, now: datetime, *feels: int | None) -> None:
    """Meetings held, the oldest first, a week apart."""
    for weeks, feel in enumerate(reversed(feels), 1):
        MeetingFactory.create(
            partnership=partnership,
            starts_at=now - timedelta(weeks=weeks),
            state="held",
            feel=feel,
            owner=partnership.owner,
            closed_out_at=now,
            closed_out_by=partnership.owner,
        )


def mou(partnership: Partnership, today: date, ends_in: int) -> Mou:
    kind = MouType.objects.create(code="general", label="MOU", runway="90,30")
    assert partnership.owner
    made = Mou.objects.create(
        type=kind,
        gated=True,
        title="MOU of 2024",
        state="signed",
        legacy_signed_on=today - timedelta(days=700),
        ends_on=today + timedelta(days=ends_in),
        created_at=partnership.created_at,
        created_by=partnership.owner,
    )
    MouParty.objects.create(
        mou=made, organization=partnership.organization, partnership=partnership
    )
    return made


def test_nothing_happened(partnership: Partnership, now: datetime) -> None:
    assert propose(now) == []


def test_a_commitment_30_days_late(partnership: Partnership, now: datetime, today: date) -> None:
    late(partnership, today, days=29)
    assert propose(now) == []
    assert propose(now, days=1) == [(Occasion.COMMITMENT, "Send the list")]


@pytest.mark.parametrize("change", ["since", "until"])
def test_who_leads_the_partner_changed(
    partnership: Partnership, now: datetime, today: date, change: str
) -> None:
    day = {change: today - timedelta(days=5)}
    Position.objects.filter(contact__name="Dana Whitfield").update(**day)  # one of ours
    Position.objects.filter(contact__name="Kim Lee").update(**day)  # leads no one
    assert propose(now) == []
    Position.objects.filter(contact__name="Jo Ortiz").update(**day)
    assert propose(now) == [(Occasion.PEOPLE, "Jo Ortiz")]


def test_an_mou_in_its_runway(partnership: Partnership, now: datetime, today: date) -> None:
    mou(partnership, today, ends_in=91)
    assert propose(now) == []
    assert propose(now, days=1) == [(Occasion.MOU, "MOU of 2024")]


@pytest.mark.parametrize("feels", [(4, 3, 2), (3, 3, 1), (4, None, 3, 2), (1, 4, 3, 2)])
def test_energy_that_falls(
    partnership: Partnership, now: datetime, feels: tuple[int | None, ...]
) -> None:
    meetings(partnership, now, *feels)
    assert propose(now) == [(Occasion.ENERGY, "")]


@pytest.mark.parametrize("feels", [(3, 2), (4, 4, 3), (2, 2, 2), (3, 1, 2), (4, 2, 3, 2)])
def test_energy_that_goes_up_and_down_or_stays_good(
    partnership: Partnership, now: datetime, feels: tuple[int, ...]
) -> None:
    meetings(partnership, now, *feels)
    assert propose(now) == []


def test_each_reason_is_proposed_once(
    partnership: Partnership, coordinator: User, now: datetime, today: date
) -> None:
    commitment = late(partnership, today)
    assert len(propose(now)) == len(propose(now)) == 1
    reviews.dismiss_proposal(proposal=ReviewProposal.objects.get(), by=coordinator, now=now)
    assert propose(now) == []
    commitment.due_on = today
    commitment.save()
    assert len(propose(now, days=30)) == 1


def test_not_while_a_review_is_near_or_for_what_a_review_has_seen(
    partnership: Partnership, now: datetime, today: date
) -> None:
    late(partnership, today, days=40)
    Review.objects.update(due_on=today + timedelta(days=30))
    assert propose(now) == []
    Review.objects.update(
        due_on=today, state=ReviewState.CLOSED, decision="continue", closed_at=now
    )
    assert propose(now) == []
    Review.objects.update(closed_at=now - timedelta(days=11))
    assert len(propose(now)) == 1


def test_accepting_brings_the_review_forward_and_settles_the_others(
    client_as: SignIn, partnership: Partnership, coordinator: User, now: datetime, today: date
) -> None:
    late(partnership, today)
    mou(partnership, today, ends_in=10)
    propose(now)
    first = ReviewProposal.objects.get(occasion=Occasion.MOU)
    client = client_as(coordinator)
    page = client.get(reverse("review_list")).content.decode()
    assert "The MOU is ending soon: MOU of 2024" in " ".join(page.split())
    url = reverse("proposal_accept", args=[first.pk])
    page = client.post(url, follow=True).content.decode()
    assert "Review scheduled." in page
    review = Review.objects.get()
    assert (review.due_on, review.occasion) == (today + timedelta(days=14), Occasion.MOU)
    assert not ReviewProposal.objects.waiting().exists()
    assert "decided this already" in client.post(url, follow=True).content.decode()


def test_dismissing_is_undone(
    client_as: SignIn, partnership: Partnership, coordinator: User, now: datetime, today: date
) -> None:
    late(partnership, today)
    propose(now)
    client, proposal = client_as(coordinator), ReviewProposal.objects.get()
    client.post(reverse("proposal_dismiss", args=[proposal.pk]))
    assert not ReviewProposal.objects.waiting().exists()
    with refused("proposal_decided"):
        reviews.accept_proposal(proposal=proposal, by=coordinator, now=now, today=today)
    event = Event.objects.get(verb="review.proposal_dismissed")
    client.post(reverse("undo", args=[event.pk]))
    assert ReviewProposal.objects.waiting().exists()


def test_they_show_where_one_looks_but_not_in_presentation_mode(
    client_as: SignIn, partnership: Partnership, coordinator: User, now: datetime, today: date
) -> None:
    late(partnership, today)
    propose(now)
    client = client_as(coordinator)
    places = ["/", reverse("review_list"), f"{partnership.get_absolute_url()}?tab=reviews"]
    assert all("Suggested reviews" in client.get(place).content.decode() for place in places)
    session = client.session
    session[KEY] = True
    session.save()
    assert not any("Suggested reviews" in client.get(place).content.decode() for place in places)


def test_more_partners_cost_no_more_queries(
    partnership: Partnership,
    coordinator: User,
    now: datetime,
    today: date,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    our_organization(now, coordinator)
    counts = []
    for name in ("A", "B", "C"):
        other = partnership_idea(now, coordinator, f"Partner {name}")
        Partnership.objects.filter(pk=other.pk).update(stage="active")
        late(other, today)
        meetings(other, now, 3, 2, 1)
        with django_assert_max_num_queries(12) as queries:
            assert causes_of(today)
        counts.append(len(queries))
    assert len(set(counts)) == 1


def test_the_meeting_that_fell_is_named_by_its_day(
    partnership: Partnership, now: datetime, today: date
) -> None:
    meetings(partnership, now, 4, 3, 1)
    propose(now)
    proposal = ReviewProposal.objects.get()
    last = Meeting.objects.order_by("-starts_at")[0]
    assert (proposal.about_id, proposal.since) == (last.pk, last.starts_at.date())
