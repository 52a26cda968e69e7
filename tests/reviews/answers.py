"""Raters of a review and what they send, for the tests of actions and pages alike."""

from datetime import datetime
from typing import Any

from accounts.models import User
from partnerships.links.rules import token_of
from partnerships.reviews import actions as reviews
from partnerships.reviews.lifecycle import ReviewLinkKind
from partnerships.reviews.models import Rater, Review, ReviewLink


def rater(name: str) -> Rater:
    """Someone who is asked, by name."""
    return Rater.objects.select_related("review__partnership", "contact").get(contact__name=name)


def say(
    name: str, values: list[int | None], now: datetime, *, text: str = "", **also: Any
) -> Rater:
    """Answer the six ratings of the pulse; None is "can't say"."""
    who = rater(name)
    assert who.review.question_set
    questions = list(who.review.question_set.questions.all())
    guessed = also.pop("guesses", [None] * 6)
    answers = [
        reviews.GivenAnswer(question, value=value, cant_say=value is None, guess=guess)
        for question, value, guess in zip(questions[:6], values, guessed, strict=True)
    ]
    if text:
        answers.append(reviews.GivenAnswer(questions[6], text=text))
    given = reviews.RaterAnswers(answers=answers, **also)
    return reviews.answer(rater=who, answers=given, by=None, now=now, today=now.date())


def link_to(
    review: Review,
    name: str,
    by: User,
    now: datetime,
    kind: ReviewLinkKind = ReviewLinkKind.ANSWER,
) -> str:
    """Send someone a link, and return its path."""
    link = ReviewLink(review=review, contact=rater(name).contact, kind=kind)
    return f"/r/{token_of(reviews.send_review_link(link=link, by=by, now=now))}/"
