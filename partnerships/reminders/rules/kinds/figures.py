"""Figures of measures that are due: ours to whoever reports, theirs to whoever asks for them."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy as _

from accounts.models import User
from common.dates import add_days
from partnerships.outcomes.models import MeasureShare
from partnerships.outcomes.rules import period_at
from partnerships.reminders.rules.link_targets import Act
from partnerships.reminders.rules.reminder import Occurrence, Reminder, Span
from partnerships.reminders.rules.times import (
    WEEK,
    day_occurrences,
    days_between,
    known_by_then,
    told_of,
)

#: Days after the end of a period on which its figure is asked for.
OURS, THEIRS = (1, 14), (7, 21)


def _missing(column: str) -> Callable[[Span], QuerySet[MeasureShare]]:
    def rows(span: Span) -> QuerySet[MeasureShare]:
        ends = _ends(span)
        shares = MeasureShare.objects.running().filter(**{f"{column}__lte": max(ends)})
        return shares.with_a_period_from(add_days(end, 1) for end in ends).select_related(
            "measure",
            "our_reporter",
            "partnership__organization",
            "partnership__owner",
            "partnership__deputy",
        )

    return rows


def _ends(span: Span) -> dict[date, list[date]]:
    """Return the ends of periods that are told of in the span, each with the days of telling."""
    first, last = days_between(span)
    ends = defaultdict[date, list[date]](list)
    for offset in span.offsets:
        for number in range((last - first).days + 1):
            day = add_days(first, number)
            ends[add_days(day, -offset)].append(day)
    return ends


def _after(share: MeasureShare, due: date | None, span: Span) -> Iterator[Occurrence]:
    """Tell of each period from the first one owed on, however many are missing by then."""
    if due is None:
        return
    measure, people = share.measure, _people(share, span)
    for end, days in _ends(span).items():
        begins = add_days(end, 1)
        if end >= due and period_at(measure.months(), measure.starts_on, begins):
            found = day_occurrences(days, people, end, useful_days=WEEK)
            yield from known_by_then(found, share.added_at)


def _people(share: MeasureShare, span: Span) -> list[User]:
    """Return whoever reports; else who looks after the partnership; of our own, leadership."""
    if share.our_reporter and share.our_reporter.is_active:
        return [share.our_reporter]
    return told_of(share.partnership, span.team) if share.partnership else span.team.leaders


def _ours(share: MeasureShare, span: Span) -> Iterator[Occurrence]:
    return _after(share, share.ours_due_on, span)


def _theirs(share: MeasureShare, span: Span) -> Iterator[Occurrence]:
    return _after(share, share.theirs_due_on, span)


def _own(_share: MeasureShare) -> object:
    return gettext("our own")


def _ended(share: MeasureShare) -> Iterator[object]:
    if share.ours_due_on:
        day = date_format(share.ours_due_on, "l, M j, Y")
        yield gettext("The first period without a figure ended on %(day)s.") % {"day": day}


def _whom(share: MeasureShare) -> Iterator[object]:
    if share.their_reporter_id:
        yield gettext("Ask whoever reports on their side, by personal link or by phone.")


FIGURES = (
    Reminder(
        code="figure_due",
        name=_("A figure of a measure that you report"),
        heading=_("Report $what ($partner)"),
        reason=_("You report this measure, or own the partnership."),
        act=Act(label=_("Report"), url_name="figure_report"),
        rows=_missing("ours_due_on"),
        occurrences=_ours,
        partner=_own,
        facts=_ended,
        offsets=OURS,
    ),
    Reminder(
        code="figure_wanted",
        name=_("A partner's figure that is missing"),
        heading=_("$partner hasn't reported $what"),
        reason=_("You report this measure, or own the partnership."),
        act=Act(label=_("Record"), url_name="measure_detail"),
        rows=_missing("theirs_due_on"),
        occurrences=_theirs,
        facts=_whom,
        offsets=THEIRS,
    ),
)
