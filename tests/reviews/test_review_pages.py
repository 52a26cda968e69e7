"""The pages about reviews: list, plan, move, look, begin, decide."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import User
from partnerships.engagement.models import FollowUp
from partnerships.relationships.lifecycle import Stage
from partnerships.relationships.models import Partnership
from partnerships.reviews.lifecycle import ReviewState
from partnerships.reviews.models import Review
from tests.factories import ClosingReasonFactory, ReviewFactory
from tests.scenarios import partnership_idea

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock")

GO_ON = {
    "works_for_us": "yes",
    "works_for_them": "yes",
    "notes": "We talked about seats.",
    "decision": "continue",
    "no_promises_because": "All is well",
}


def test_a_review_is_planned(
    client_as: SignIn, coordinator: User, partnership: Partnership
) -> None:
    url = reverse("review_plan", args=[partnership.pk])
    assert "2027-05-23" in client_as(coordinator).get(url).content.decode()
    response = client_as(coordinator).post(url, {"due_on": "2027-01-15"})
    review = Review.objects.get()
    assert response.headers["Location"] == review.get_absolute_url()
    assert review.due_on == date(2027, 1, 15)


def test_a_second_one_is_refused(client_as: SignIn, coordinator: User, review: Review) -> None:
    response = client_as(coordinator).post(
        reverse("review_plan", args=[review.partnership_id]), {"due_on": "2027-01-15"}
    )
    assert response.status_code == 422
    assert Review.objects.count() == 1


def test_a_review_is_moved(client_as: SignIn, coordinator: User, review: Review) -> None:
    url = reverse("review_move", args=[review.pk])
    assert client_as(coordinator).get(url).status_code == 200
    assert client_as(coordinator).post(url, {"due_on": "2026-12-15"}).status_code == 302
    review.refresh_from_db()
    assert review.due_on == date(2026, 12, 15)


def test_a_review_is_not_moved_into_the_past(
    client_as: SignIn, coordinator: User, review: Review
) -> None:
    response = client_as(coordinator).post(
        reverse("review_move", args=[review.pk]), {"due_on": "2026-11-01"}
    )
    assert response.status_code == 422


def test_a_decision_plans_the_next_review_and_says_so(
    client_as: SignIn, coordinator: User, review: Review
) -> None:
    url = reverse("review_close", args=[review.pk])
    client = client_as(coordinator)
    assert client.get(url).status_code == 200
    page = client.post(url, GO_ON, follow=True).content.decode()
    assert "The next one is scheduled for Sun, May 23, 2027." in page
    assert "We talked about seats." in page
    following = Review.objects.to_do().get()
    assert following.due_on == date(2027, 5, 23)
    later = client.get(following.get_absolute_url()).content.decode()
    assert "Past reviews" in later


def test_promises_of_both_sides_are_kept(
    client_as: SignIn, coordinator: User, review: Review
) -> None:
    rows = {
        "no_promises_because": "",
        "ours_0_what": "Ask for seats",
        "ours_0_due_on": "2026-12-01",
        "theirs_0_what": "Name a trainer",
        "theirs_0_due_on": "2026-12-02",
    }
    client_as(coordinator).post(reverse("review_close", args=[review.pk]), {**GO_ON, **rows})
    assert FollowUp.objects.count() == 2


def test_an_end_moves_the_partnership(
    client_as: SignIn, coordinator: User, review: Review
) -> None:
    ending = {
        "decision": "close",
        "reason": ClosingReasonFactory.create().pk,
        "do_not_revisit": "on",
    }
    response = client_as(coordinator).post(
        reverse("review_close", args=[review.pk]), {**GO_ON, **ending}
    )
    assert response.status_code == 302
    assert Partnership.objects.get().stage == Stage.CLOSED


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"no_promises_because": ""}, "no_promises_because"),
        ({"decision": "pause"}, "check_again_on"),
        ({"decision": "pause", "check_again_on": "2026-12-24", "notes": ""}, "notes"),
        ({"decision": "close"}, "reason"),
        ({"works_for_them": ""}, "works_for_them"),
    ],
)
def test_an_unfinished_decision_is_shown_again(
    client_as: SignIn, coordinator: User, review: Review, typed: dict[str, str], field: str
) -> None:
    response = client_as(coordinator).post(
        reverse("review_close", args=[review.pk]), {**GO_ON, **typed}
    )
    assert response.status_code == 422
    assert field in response.context["form"].errors
    review.refresh_from_db()
    assert review.state == ReviewState.PLANNED


@pytest.mark.parametrize("name", ["review_move", "review_open", "review_close"])
def test_a_viewer_changes_nothing(
    client_as: SignIn, viewer: User, review: Review, name: str
) -> None:
    response = client_as(viewer).post(
        reverse(name, args=[review.pk]), {**GO_ON, "due_on": "2027-01-15"}
    )
    assert response.status_code == 403
    before = review.due_on
    review.refresh_from_db()
    assert (review.state, review.due_on) == (ReviewState.PLANNED, before)


def test_the_list_shows_what_the_address_says(
    client_as: SignIn, coordinator: User, leader: User, review: Review, now: datetime
) -> None:
    late = ReviewFactory.create(
        partnership=partnership_idea(now, coordinator, "Oak Street Center"),
        due_on=now.date() - timedelta(days=3),
        planned_at=now,
    )

    def shown(user: User, **asked: str) -> set[int]:
        response = client_as(user).get(reverse("review_list"), asked)
        return {found.pk for found in response.context["page"]}

    page = client_as(coordinator).get(reverse("review_list")).content.decode()
    assert re.findall(r'<span class="chip chip-\w+">(\w+)</span>', page) == ["Overdue", "Planned"]
    assert shown(coordinator) == {review.pk, late.pk}
    assert shown(coordinator, show="due") == {review.pk}
    assert shown(coordinator, show="overdue") == {late.pk}
    assert shown(coordinator, show="done") == set()
    assert shown(coordinator, show="any", whose="mine") == {review.pk, late.pk}
    assert shown(leader, whose="mine") == set()


def test_more_reviews_take_no_more_queries(
    client_as: SignIn,
    coordinator: User,
    review: Review,
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_as(coordinator)
    counts = []
    for batch in range(2):
        for number in range(3):
            ReviewFactory.create(
                partnership=partnership_idea(now, coordinator, f"Partner {batch} {number}"),
                due_on=now.date(),
                planned_at=now,
            )
        with django_assert_max_num_queries(8) as queries:
            client.get(reverse("review_list"))
        counts.append(len(queries))
    assert counts[0] == counts[1]
