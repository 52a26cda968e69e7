"""Figures of measures that are due: ours to whoever reports, theirs to whoever asks for them."""

from collections.abc import Callable, Iterator
from datetime import date

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy as _

from accounts.models import User
from common.dates import add_days
from partnerships.outcomes.models import MeasureShare
from partnerships.reminders.rules.link_targets import Act
from partnerships.reminders.rules.reminder import Occurrence, Reminder, Span
from partnerships.reminders.rules.times import (
    WEEK,
    day_occurrences,
    days_between,
    known_by_then,
    on_days,
    told_of,
)

#: Days after the end of a period on which its figure is asked for.
OURS, THEIRS = (1, 14), (7, 21)


def _due(column: str) -> Callable[[Span], QuerySet[MeasureShare]]:
    def rows(span: Span) -> QuerySet[MeasureShare]:
        first, last = days_between(span)
        shares = MeasureShare.objects.running().filter(on_days(column, first, last, span.offsets))
        return shares.select_related(
            "measure",
            "our_reporter",
            "partnership__organization",
            "partnership__owner",
            "partnership__deputy",
        )

    return rows


def _after(share: MeasureShare, due: date | None, span: Span) -> Iterator[Occurrence]:
    if due is None:
        return
    days = [add_days(due, offset) for offset in span.offsets]
    found = day_occurrences(days, _people(share, span), due, useful_days=WEEK)
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
        yield gettext("The period ended on %(day)s.") % {"day": day}


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
        rows=_due("ours_due_on"),
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
        rows=_due("theirs_due_on"),
        occurrences=_theirs,
        facts=_whom,
        offsets=THEIRS,
    ),
)
