"""What happens with agreements on which day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partnerships.agreements.lifecycle import COMPLETED
from partnerships.agreements.models import Mou


@dataclass(frozen=True)
class Entry:
    """One day of one agreement that matters."""

    on: date
    what: str | Promise
    mou: Mou


def entries_between(mous: QuerySet[Mou], first: date, last: date) -> list[Entry]:
    """Starts, ends and looks due in a span, both days included, in order; one query."""
    span = (first, last)
    rows = mous.filter(state__in=COMPLETED).filter(
        Q(starts_on__range=span)
        | Q(signed_on__range=span, starts_on__isnull=True)
        | Q(ends_on__range=span)
        | Q(stopped_on__range=span)
        | Q(review_due_on__range=span)
    )
    found = (entry for mou in rows for entry in _entries_of(mou))
    return sorted((e for e in found if first <= e.on <= last), key=lambda e: (e.on, e.mou.pk))


def _entries_of(mou: Mou) -> Iterable[Entry]:
    starts, stops = mou.effective_on(), mou.stopped_on
    days = [
        (starts, _("starts")),
        (mou.ends_on if not stops else None, _("ends")),
        (stops, _("no longer in effect")),
        (mou.review_due_on if not stops else None, _("review due")),
    ]
    return [Entry(on=on, what=what, mou=mou) for on, what in days if on]
