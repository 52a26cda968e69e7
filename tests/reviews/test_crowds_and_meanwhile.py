"""A review is no crowd, and what somebody else did meanwhile is asked again under the lock."""

from datetime import date, datetime
from typing import Any

import pytest

from accounts.models import User
from audit.models import Event
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from partnerships.reviews import actions as reviews
from partnerships.reviews.actions import links, opening, questions
from partnerships.reviews.lifecycle import ReviewLinkKind
from partnerships.reviews.models import (
    QuestionSet,
    Rater,
    ResultComment,
    Review,
    ReviewLink,
    ReviewRound,
)
from tests.refusals import refused
from tests.reviews.answers import rater

pytestmark = pytest.mark.usefixtures("clock")


def test_a_review_asks_no_crowd(
    asked: Review, coordinator: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "MOST_RATERS", 1)
    kim = Contact.objects.get(name="Kim Lee")
    reviews.remove_rater(rater=rater("Kim Lee"), by=coordinator, now=now)
    with refused("full", match="1 people on each side"):
        reviews.add_rater(review=asked, contact=kim, side=Side.THEIRS, by=coordinator, now=now)


def test_a_set_has_a_most_of_questions(
    pulse: QuestionSet, leader: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "MOST_QUESTIONS", 1)
    two = [reviews.AskedQuestion("How is it going?", "trust")] * 2
    with refused("full", match="1 questions"):
        reviews.save_question_set(question_set=pulse, questions=two, by=leader, now=now)


def test_a_result_gets_so_many_comments(
    asked: Review, coordinator: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "MOST_COMMENTS", 1)
    reviews.close_answers(review=asked, by=coordinator, now=now)
    jo = Contact.objects.get(name="Jo Ortiz")
    link = ReviewLink(review=asked, contact=jo, kind=ReviewLinkKind.RESULT)
    link = reviews.send_review_link(link=link, by=coordinator, now=now)
    reviews.comment_on_result(link=link, text="Thank you", now=now)
    with refused("full", match="You sent 1 comments"):
        reviews.comment_on_result(link=link, text="Thank you again", now=now)
    ResultComment.objects.all().delete()
    reviews.reopen_answers(review=asked, by=coordinator, now=now)
    with refused("link_refused"):
        reviews.comment_on_result(link=link, text="Thank you again", now=now)


def test_an_answer_of_somebody_removed_meanwhile_is_refused(
    asked: Review, coordinator: User, now: datetime, today: date
) -> None:
    read = [rater("Kim Lee") for _ in range(3)]
    reviews.remove_rater(rater=read[0], by=coordinator, now=now)
    reviews.remove_rater(rater=read[1], by=coordinator, now=now)
    assert Event.objects.filter(verb="review.rater_removed").count() == 1
    assert asked.question_set
    question = asked.question_set.questions.all()[0]
    given = reviews.RaterAnswers(answers=[reviews.GivenAnswer(question, value=3)])
    with refused("answers_closed", match="no longer asked"):
        reviews.answer(rater=read[2], answers=given, by=None, now=now, today=today)
    with refused("answers_closed"):
        reviews.keep_draft(rater=read[2], draft={}, by=None, now=now)
    assert Rater.objects.count() == 3


def test_a_link_is_revoked_once_and_a_round_stopped_once(
    asked: Review, pulse: QuestionSet, coordinator: User, now: datetime, today: date
) -> None:
    jo = Contact.objects.get(name="Jo Ortiz")
    link = ReviewLink(review=asked, contact=jo, kind=ReviewLinkKind.ANSWER)
    link = reviews.send_review_link(link=link, by=coordinator, now=now)
    opened = reviews.open_round(
        name="Fall",
        question_set=pulse,
        answers_until=today,
        partnerships=[asked.partnership],
        by=coordinator,
        now=now,
    )
    for _click in range(2):
        read = ReviewLink.objects.get(pk=link.pk)
        read.revoked_at = None  # as it was when the second person opened the page
        reviews.revoke_review_link(link=read, by=coordinator, now=now)
        seen = ReviewRound.objects.get(pk=opened.pk)
        seen.stopped_at = None
        reviews.stop_round(review_round=seen, by=coordinator, now=now)
    assert Event.objects.filter(verb="review.link_revoked").count() == 1
    assert Event.objects.filter(verb="round.stopped").count() == 1


def test_a_review_that_the_tick_plans_meanwhile_joins_the_round(
    partnership: Partnership,
    pulse: QuestionSet,
    coordinator: User,
    now: datetime,
    today: date,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = type(Review.objects.all())
    bulk_create = rows.bulk_create

    def planned_meanwhile(*args: Any, **given: Any) -> list[Review]:
        reviews.plan_missing(today=today, now=now)
        return bulk_create(*args, **given)

    monkeypatch.setattr(rows, "bulk_create", planned_meanwhile)
    opened = reviews.open_round(
        name="Fall",
        question_set=pulse,
        answers_until=today,
        partnerships=[partnership],
        by=coordinator,
        now=now,
    )
    assert Review.objects.get().round == opened
