"""Reminders of partnership reviews: ahead, on the day, each week late, and to those who lead."""

from collections.abc import Iterator
from operator import attrgetter

from django.db.models import Q, QuerySet
from django.utils.translation import gettext, gettext_lazy as _

from accounts.models import User
from common.dates import add_days
from partnerships.relationships.lifecycle import Side
from partnerships.reminders.rules.headings import by_day
from partnerships.reminders.rules.link_targets import ANSWER_REVIEW, DECISION
from partnerships.reminders.rules.reminder import Occurrence, Reminder, Span
from partnerships.reminders.rules.times import (
    ESCALATION,
    WEEK,
    day_occurrences,
    days_between,
    escalations,
    known_by_then,
    news,
    on_days,
    same_weekday,
    told_of,
    weekly,
)
from partnerships.reviews.models import Rater, Review


def _open(due: Q) -> QuerySet[Review]:
    rows = Review.objects.to_do_now().filter(due)
    return rows.select_related(
        "partnership__owner", "partnership__deputy", "partnership__organization"
    )


def _due(span: Span) -> QuerySet[Review]:
    first, last = days_between(span)
    late = Q(due_on__lt=last) & same_weekday("due_on", 0, span)
    return _open(on_days("due_on", first, last, span.offsets) | late)


def _late(span: Span) -> QuerySet[Review]:
    return _open(Q(due_on__lt=days_between(span)[1]))


def _facts(review: Review) -> Iterator[object]:
    yield by_day(review.due_on)
    yield gettext("Does this still work for us, and for them?")


def _around(review: Review, span: Span) -> Iterator[Occurrence]:
    """Yield the chosen days before it and the day itself, then each week until it's closed."""
    days = [add_days(review.due_on, offset) for offset in span.offsets]
    late = weekly(add_days(review.due_on, WEEK), span)
    people = told_of(review.partnership, span.team)
    found = day_occurrences(dict.fromkeys([*days, *late]), people, review.due_on, useful_days=2)
    return known_by_then(found, review.planned_at)


def _left_undone(review: Review, span: Span) -> Iterator[Occurrence]:
    return known_by_then(escalations(review.due_on, span), review.planned_at)


def _unanswered(span: Span) -> QuerySet[Rater]:
    """Return our raters who were just asked, or haven't answered close to the deadline."""
    first, last = days_between(span)
    ends = on_days("review__answers_until", first, last, span.offsets)
    asked = Q(added_at__range=(span.since, span.until))
    rows = Rater.objects.still_asked().filter(ends | asked)
    return rows.filter(side=Side.OURS, contact__user__is_active=True).select_related(
        "contact__user",
        "review__partnership__owner",
        "review__partnership__deputy",
        "review__partnership__organization",
    )


def _asked(rater: Rater, span: Span) -> Iterator[Occurrence]:
    """When they are asked, and so many days before answers close."""
    yield from news(rater.added_at, _themselves(rater))
    if ends := rater.review.answers_until:
        days = [add_days(ends, offset) for offset in span.offsets]
        found = day_occurrences(days, _themselves(rater), ends, useful_days=1)
        yield from known_by_then(found, rater.added_at)


def _themselves(rater: Rater) -> list[User]:
    return [rater.contact.user] if rater.contact.user else []


def _answer_by(rater: Rater) -> Iterator[object]:
    if rater.review.answers_until:
        yield by_day(rater.review.answers_until)


def _review(rater: Rater) -> str:
    return rater.review.get_absolute_url()


REVIEWS = (
    Reminder(
        code="review_due",
        name=_("A review that's due"),
        heading=_("Review: $partner"),
        early=_("Review: $partner"),
        reason=_("You own this partnership."),
        act=DECISION,
        rows=_due,
        occurrences=_around,
        offsets=(-14, -3, 0),
        facts=_facts,
    ),
    Reminder(
        code="review_left_undone",
        name=_("An overdue review"),
        heading=_("Review overdue: $partner"),
        reason=_("You lead the team, and this review is several business days late."),
        act=DECISION,
        rows=_late,
        occurrences=_left_undone,
        family=ESCALATION,
        facts=_facts,
    ),
    Reminder(
        code="review_answers",
        name=_("A review waiting for your answers"),
        heading=_("Answer the review: $partner"),
        reason=_("You've been asked to take part in this review."),
        act=ANSWER_REVIEW,
        rows=_unanswered,
        occurrences=_asked,
        partnership=attrgetter("review.partnership"),
        offsets=(-3, -1),
        personal=True,
        facts=_answer_by,
        page=_review,
    ),
)
