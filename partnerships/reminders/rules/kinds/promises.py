"""Reminders of promises: on their day, each week they are late, and to those who lead."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy as _

from accounts.models import User
from common.dates import add_days
from partnerships.engagement.models import FollowUp
from partnerships.relationships.lifecycle import Side
from partnerships.reminders.rules.headings import by_day
from partnerships.reminders.rules.link_targets import DONE
from partnerships.reminders.rules.reminder import Occurrence, Reminder, Span
from partnerships.reminders.rules.team import Team
from partnerships.reminders.rules.times import (
    ESCALATION,
    WEEK,
    day_occurrences,
    days_between,
    escalations,
    known_by_then,
    same_weekday,
    told_of,
    weekly,
)


def _due(span: Span) -> QuerySet[FollowUp]:
    first, last = days_between(span)
    return _with_people(FollowUp.objects.open().filter(due_on__gte=first, due_on__lte=last))


def _late(span: Span) -> QuerySet[FollowUp]:
    return _with_people(FollowUp.objects.overdue(days_between(span)[1]))


def _each_week(span: Span) -> QuerySet[FollowUp]:
    return _late(span).filter(same_weekday("due_on", 1, span))


def _late_of_ours(span: Span) -> QuerySet[FollowUp]:
    return _late(span).filter(side=Side.OURS, due_on__gte=days_between(span)[0] - WEEKS_LATE)


#: A promise that is late for longer has been with leadership twice already.
WEEKS_LATE = timedelta(weeks=4)


def _with_people(rows: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
    return rows.select_related(
        "contact__user", "partnership__owner", "partnership__deputy", "partnership__organization"
    )


def promise_people(promise: FollowUp, team: Team) -> list[User]:
    """Who of us hears of a promise: the colleague who gave it, else who owns the partnership."""
    colleague = promise.contact.user if promise.contact and promise.side == Side.OURS else None
    if colleague is not None and colleague.is_active:
        return [colleague]
    return told_of(promise.partnership, team)


def _facts(promise: FollowUp) -> Iterator[object]:
    ours = promise.side == Side.OURS
    said = gettext("Our commitment: %(what)s") if ours else gettext("Their commitment: %(what)s")
    yield said % {"what": promise.what}
    yield by_day(promise.due_on)


def _page(promise: FollowUp) -> str:
    return reverse("partner_page", args=[promise.partnership_id])


def _on_the_day(promise: FollowUp, span: Span) -> Iterator[Occurrence]:
    people = promise_people(promise, span.team)
    found = day_occurrences([promise.due_on], people, promise.due_on, useful_days=0)
    return known_by_then(found, promise.made_at)


def _each_week_late(promise: FollowUp, span: Span) -> Iterator[Occurrence]:
    """The day after it was due, then each week."""
    days = weekly(add_days(promise.due_on, 1), span)
    people = promise_people(promise, span.team)
    found = day_occurrences(days, people, promise.due_on, useful_days=WEEK - 1)
    return known_by_then(found, promise.made_at)


def _left_undone(promise: FollowUp, span: Span) -> Iterator[Occurrence]:
    return known_by_then(escalations(promise.due_on, span), promise.made_at)


YOURS = _("This commitment is yours, or you own the partnership.")
DUE = _("Due $when: $what ($partner)")

PROMISES = (
    Reminder(
        code="promise_due",
        name=_("A commitment due today"),
        heading=DUE,
        early=DUE,
        reason=YOURS,
        act=DONE,
        rows=_due,
        occurrences=_on_the_day,
        facts=_facts,
        page=_page,
    ),
    Reminder(
        code="promise_overdue",
        name=_("An overdue commitment"),
        heading=_("Overdue: $what ($partner)"),
        reason=YOURS,
        act=DONE,
        rows=_each_week,
        occurrences=_each_week_late,
        facts=_facts,
        page=_page,
    ),
    Reminder(
        code="promise_left_undone",
        name=_("One of our commitments is overdue"),
        heading=_("Not kept yet: $what ($partner)"),
        reason=_("You lead the team, and this commitment is several business days late."),
        act=DONE,
        rows=_late_of_ours,
        occurrences=_left_undone,
        family=ESCALATION,
        facts=_facts,
        page=_page,
    ),
)
