"""Reminders of partnership reviews: ahead, on the day, each week late, and to those who lead."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.utils.translation import gettext, gettext_lazy as _

from common.dates import add_days
from partnerships.reminders.rules.headings import by_day
from partnerships.reminders.rules.link_targets import DECISION
from partnerships.reminders.rules.occurrences import Occurrence, Reminder, Span
from partnerships.reminders.rules.times import (
    ESCALATION,
    WEEK,
    day_occurrences,
    days_between,
    escalations,
    known_by_then,
    on_days,
    same_weekday,
    told_of,
    weekly,
)
from partnerships.reviews.models import Review


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
    """So many days before, on the day, then each week until it is closed."""
    days = [add_days(review.due_on, offset) for offset in span.offsets]
    late = weekly(add_days(review.due_on, WEEK), span)
    people = told_of(review.partnership, span.house)
    found = day_occurrences(dict.fromkeys([*days, *late]), people, review.due_on, useful_days=2)
    return known_by_then(found, review.planned_at)


def _left_undone(review: Review, span: Span) -> Iterator[Occurrence]:
    return known_by_then(escalations(review.due_on, span), review.planned_at)


REVIEWS = (
    Reminder(
        code="review_due",
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
        heading=_("Review overdue: $partner"),
        reason=_("You lead the team, and this review is several business days late."),
        act=DECISION,
        rows=_late,
        occurrences=_left_undone,
        family=ESCALATION,
        facts=_facts,
    ),
)
