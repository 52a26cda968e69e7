"""A round of reviews: opened, prepared in the background, stopped and resumed."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import User
from partnerships import tasks
from partnerships.organizations.lifecycle import Kind
from partnerships.organizations.models import Organization
from partnerships.outbox.models import Delivery
from partnerships.relationships.lifecycle import Stage
from partnerships.relationships.models import Partnership
from partnerships.reviews import actions as reviews
from partnerships.reviews.actions import opening, rounds
from partnerships.reviews.models import QuestionSet, Rater, Review, ReviewRound
from tests.refusals import refused
from tests.reviews.answers import say
from tests.scenarios import partnership_idea

SignIn = Callable[[User], Client]
VALUE = re.compile(r'value="(\d+)"')
pytestmark = pytest.mark.usefixtures("clock")


def partners(count: int, by: User, now: datetime) -> list[Partnership]:
    """Active partnerships, each with two people on both sides."""
    made = [partnership_idea(now, by, f"Partner {number}") for number in range(count)]
    Partnership.objects.update(stage=Stage.ACTIVE)
    return made


def open_round(
    found: list[Partnership], pulse: QuestionSet, by: User, now: datetime
) -> ReviewRound:
    return reviews.open_round(
        name="Fall",
        question_set=pulse,
        answers_until=now.date() + timedelta(days=21),
        partnerships=found,
        by=by,
        now=now,
    )


def open_with(preview: str) -> dict[str, object]:
    """Press "Open round" on the preview as it is."""
    boxes = re.findall(r'<input[^>]*name="take"[^>]*>', preview)
    taken = [found for box in boxes if "checked" in box and (found := VALUE.search(box))]
    return {"step": "open", "take": [found[1] for found in taken]}


def work(now: datetime, *, at_most: int = 99) -> int:
    left = iter([False] * at_most + [True])
    return reviews.work_at_reviews(clock=lambda: now, stopping=lambda: next(left))


def test_leadership_opens_a_round_and_the_tick_prepares_it(
    client_as: SignIn, leader: User, coordinator: User, pulse: QuestionSet, now: datetime
) -> None:
    partners(3, coordinator, now)
    client, url = client_as(leader), reverse("round_open")
    assert client.get(url).status_code == 200
    typed = {"name": "Fall", "question_set": pulse.pk, "answers_until": "2026-12-14"}
    preview = client.post(url, typed).content.decode()
    assert not ReviewRound.objects.exists()
    page = client.post(url, typed | open_with(preview), follow=True).content.decode()
    assert "0 of 3 prepared" in page
    tasks.work_at_reviews(lambda: False, seconds=60)
    board = client.get(ReviewRound.objects.get().get_absolute_url()).content.decode()
    assert "3 of 3 prepared" in board
    assert Rater.objects.count() == 12
    assert Review.objects.filter(question_set=pulse, facts__meetings=0).count() == 3
    assert not Delivery.objects.exists()
    assert client_as(coordinator).post(url, typed).status_code == 403


def test_a_round_takes_the_partnerships_that_are_chosen(
    client_as: SignIn, leader: User, coordinator: User, pulse: QuestionSet, now: datetime
) -> None:
    first, second, third = partners(3, coordinator, now)
    Organization.objects.filter(partnerships=first).update(kind=Kind.EMPLOYER)
    for one, days in ((first, 10), (second, 10), (third, 99)):
        Review.objects.create(
            partnership=one, due_on=now.date() + timedelta(days=days), planned_at=now
        )
    typed = {"question_set": pulse.pk, "answers_until": "2026-12-14", "owner": coordinator.pk}
    for name, also, taken in (
        ("Employers", {"kind": "employer"}, [first]),
        ("This quarter", {"due_by": "2026-12-31"}, [second]),
        ("The others", {}, [third]),
    ):
        typed_here = typed | {"name": name, **also}
        preview = client_as(leader).post(reverse("round_open"), typed_here).content.decode()
        client_as(leader).post(reverse("round_open"), typed_here | open_with(preview))
        found = Review.objects.filter(round__name=name)
        assert [one.partnership for one in found] == taken
    assert max(Review.objects.values_list("due_on", flat=True)) == date(2026, 12, 14)


def test_the_preview_says_whom_a_round_takes_and_why_not(
    client_as: SignIn, leader: User, coordinator: User, pulse: QuestionSet, now: datetime
) -> None:
    late, soon, bare, decided, begun = partners(5, coordinator, now)
    day = now.date()
    Review.objects.create(partnership=late, due_on=day + timedelta(days=40), planned_at=now)
    Review.objects.create(partnership=soon, due_on=day + timedelta(days=5), planned_at=now)
    Review.objects.create(
        partnership=decided,
        due_on=day,
        planned_at=now,
        state="closed",
        decision="continue",
        closed_at=now - timedelta(days=30),
    )
    Review.objects.create(partnership=decided, due_on=day + timedelta(days=180), planned_at=now)
    Review.objects.create(
        partnership=begun,
        due_on=day,
        planned_at=now,
        state="open",
        question_set=pulse,
        opened_at=now,
    )
    client, url = client_as(leader), reverse("round_open")
    typed = {"name": "Fall", "question_set": pulse.pk, "answers_until": "2026-12-14"}
    preview = client.post(url, typed).content.decode()
    assert "Its review moves from Sat, Jan 2, 2027 to Mon, Dec 14." in preview
    assert "Review by Sat, Nov 28, as scheduled." in preview
    assert "No review is scheduled; it gets one by Mon, Dec 14." in preview
    assert "Left out unless you check it: a review was decided on Sat, Oct 24." in preview
    assert "Left out: its review has been in progress since Mon, Nov 23." in preview
    suggested = open_with(preview)
    assert suggested["take"] == [str(one.pk) for one in (late, soon, bare)]

    taken = {"step": "open", "take": [decided.pk, begun.pk]}
    client.post(url, typed | taken)
    assert Review.objects.get(round__isnull=False).partnership == decided
    assert "it's in the round “Fall”" in client.post(url, typed).content.decode()
    assert client.post(url, typed | {"step": "edit"}).content.decode().count('name="take"') == 0


def test_more_partnerships_cost_a_preview_no_more_queries(
    client_as: SignIn,
    leader: User,
    coordinator: User,
    pulse: QuestionSet,
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client, url, counts = client_as(leader), reverse("round_open"), []
    typed = {"name": "Fall", "question_set": pulse.pk, "answers_until": "2026-12-14"}
    for number in (2, 4):
        partners(number, coordinator, now + timedelta(seconds=number))
        client.post(url, typed)
        with django_assert_max_num_queries(20) as queries:
            client.post(url, typed)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_review_due_soon_is_prepared_and_opens_for_no_one(
    review: Review, now: datetime, today: date
) -> None:
    Review.objects.update(due_on=today + timedelta(days=15))
    assert work(now) == 0
    assert work(now + timedelta(days=1)) == 1
    review.refresh_from_db()
    assert (review.state, review.facts["meetings"]) == ("planned", 0)
    assert work(now + timedelta(days=1)) == 0


def test_a_round_stops_and_goes_on_where_it_stopped(
    coordinator: User, leader: User, pulse: QuestionSet, now: datetime
) -> None:
    opened = open_round(partners(4, coordinator, now), pulse, leader, now)
    assert work(now, at_most=2) == 2
    reviews.stop_round(review_round=opened, by=leader, now=now)
    assert work(now) == 0
    reviews.resume_round(review_round=opened, by=leader, now=now)
    assert work(now) == 2
    assert not Review.objects.filter(prepared_at__isnull=True).exists()


def test_where_key_people_are_many_the_first_are_asked(
    coordinator: User,
    leader: User,
    pulse: QuestionSet,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in (opening, rounds):
        monkeypatch.setattr(module, "MOST_RATERS", 1)
    open_round(partners(1, coordinator, now), pulse, leader, now)
    work(now)
    assert sorted(Rater.objects.values_list("side", flat=True)) == ["ours", "theirs"]


def test_a_review_that_cant_be_opened_keeps_its_facts_and_is_named(
    client_as: SignIn, coordinator: User, leader: User, pulse: QuestionSet, now: datetime
) -> None:
    opened = open_round(partners(1, coordinator, now), pulse, leader, now)
    reviews.retire_question_set(question_set=pulse, by=leader, now=now)
    work(now)
    review = Review.objects.get()
    assert (review.question_set, review.facts["meetings"]) == (None, 0)
    page = client_as(leader).get(opened.get_absolute_url()).content.decode()
    assert "Its questions were retired" in page
    assert reverse("review_open", args=[review.pk]) in page


def test_a_round_takes_the_review_that_is_planned(
    review: Review, leader: User, pulse: QuestionSet, now: datetime, today: date
) -> None:
    opened = open_round([review.partnership], pulse, leader, now)
    review.refresh_from_db()
    assert (review.round, Review.objects.count(), review.due_on) == (opened, 1, today)


def test_a_review_under_way_stays_out_of_a_round(
    asked: Review, leader: User, pulse: QuestionSet, now: datetime
) -> None:
    open_round([asked.partnership], pulse, leader, now)
    asked.refresh_from_db()
    assert asked.round is None


def test_a_round_needs_partnerships(leader: User, pulse: QuestionSet, now: datetime) -> None:
    with refused("round_refused"):
        open_round([], pulse, leader, now)


def test_preparing_costs_the_same_for_each_partnership(
    coordinator: User, leader: User, pulse: QuestionSet, now: datetime
) -> None:
    open_round(partners(4, coordinator, now), pulse, leader, now)
    work(now, at_most=1)  # the first one locks the questions
    counts = []
    for _review in range(3):
        with CaptureQueriesContext(connection) as queries:
            assert work(now, at_most=1) == 1
        counts.append(len(queries))
    assert len(set(counts)) == 1


def test_more_reviews_cost_the_board_no_more_queries(
    client_as: SignIn,
    leader: User,
    coordinator: User,
    pulse: QuestionSet,
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    found = partners(4, coordinator, now)
    client, counts = client_as(leader), []
    for count in (1, 3):
        opened = open_round(found[:count], pulse, leader, now)
        found = found[count:]
        work(now)
        Review.objects.filter(round=opened).update(answers_closed_at=now)
        client.get(opened.get_absolute_url())
        with django_assert_max_num_queries(14) as queries:
            client.get(opened.get_absolute_url())
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_summary_is_a_file_and_prints(
    client_as: SignIn, leader: User, coordinator: User, pulse: QuestionSet, now: datetime
) -> None:
    opened = open_round(partners(1, coordinator, now), pulse, leader, now)
    work(now)
    for name, value in (("Dana Whitfield", 5), ("Sam Reyes", 5), ("Jo Ortiz", 3), ("Kim Lee", 2)):
        say(name, [value] * 6, now)
    reviews.close_answers(review=Review.objects.get(), by=coordinator, now=now)
    client = client_as(leader)
    csv = client.get(reverse("round_csv", args=[opened.pk])).content.decode()
    assert '"Partner 0","4","4","Trust","2.5",""' in csv
    pdf = client.get(reverse("round_pdf", args=[opened.pk])).content
    words = " ".join(PdfReader(BytesIO(pdf)).pages[0].extract_text().split())
    assert "Reviews: 1 · Prepared: 1 · Decided: 0" in words
    assert "Partner 0 In progress 4 of 4 Trust, 2.5" in words
