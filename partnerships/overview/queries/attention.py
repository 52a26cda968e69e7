"""Which partnerships need attention, the worst first."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise

from partnerships.engagement.queries import last_two_way, with_last_two_way
from partnerships.overview.queries.first_few import FIRST
from partnerships.overview.rules import SIGNAL_VERBS
from partnerships.relationships.models import Partnership, PartnershipQuerySet
from partnerships.reminders.lifecycle import SignalCode
from partnerships.reminders.queries import SIGNALS, Signal, showing, with_since

#: Signals of a partner we have lost touch with.
SILENCE = (SignalCode.GONE_QUIET, SignalCode.ONE_WAY)

#: So many signals are asked about in one query.
AT_ONCE = 4

#: Those that stand where they are the longest come first.
OLDEST = ("stage_since", "pk")


@dataclass(frozen=True)
class WorthALook:
    """A partnership, and its worst signal."""

    partnership: Partnership
    signal: Signal

    def since(self) -> date | datetime | None:
        """Since when it holds, where that is known; silence lasts since the last real contact."""
        if self.signal.code in SILENCE:
            return last_two_way(self.partnership) or self.partnership.created_at
        return getattr(self.partnership, self.signal.since, None) if self.signal.since else None

    def fix_url(self) -> str:
        """The page on which one does something about it."""
        return reverse(self.signal.fix_name, args=[self.partnership.pk])

    def fix_label(self) -> str | Promise:
        """Return the verb that fixes it."""
        return SIGNAL_VERBS[self.signal.code]


def worth_a_look(partnerships: PartnershipQuerySet, now: datetime) -> list[WorthALook]:
    """One line per partnership, its worst signal first.

    In two queries if the worst signals fill the list, as they nearly always do.
    """
    worst: dict[int, Signal] = {}
    for signals in (SIGNALS[at : at + AT_ONCE] for at in range(0, len(SIGNALS), AT_ONCE)):
        shown = [showing(signal, partnerships, now).order_by(*OLDEST) for signal in signals]
        for number, pk in _first_of_each([rows.values("pk")[:FIRST] for rows in shown]):
            worst.setdefault(pk, signals[number])
        if len(worst) >= FIRST:
            break
    named = Partnership.objects.filter(pk__in=worst).with_names().order_by(*OLDEST)
    looks = [
        WorthALook(partnership, worst[partnership.pk])
        for partnership in with_since(with_last_two_way(named))
    ]
    return sorted(looks, key=lambda look: SIGNALS.index(look.signal))[:FIRST]


def _first_of_each(slices: list[QuerySet[Any, Any]]) -> list[tuple[int, int]]:
    """Return the number of each slice with its keys, in one query.

    Each is compiled alone: Django's union() takes no slices on SQLite, and around subqueries of
    slices it takes longer to write the query than the database to answer it.
    """
    compiled = [rows.query.sql_with_params() for rows in slices]
    sql = " UNION ALL ".join(
        f"SELECT {number} AS number, pk FROM ({one}) AS slice_{number}"  # noqa: S608 -- by the ORM
        for number, (one, _params) in enumerate(compiled)
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _one, params in compiled for value in params])
        return sorted(cursor.fetchall())
