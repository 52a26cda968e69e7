"""The figures that are bad when they aren't zero, the most urgent first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy as _lazy

from partnerships.engagement.queries import gone_quiet, without_next_step
from partnerships.outbox.models import Delivery
from partnerships.relationships.models import PartnershipQuerySet
from partnerships.reports.queries import agreements, people, reviews, workload
from partnerships.reports.queries.row_sets import RowSet
from partnerships.reports.queries.scope import Scope
from partnerships.reports.rules.tables import Cell, Table, count


@dataclass(frozen=True)
class Figure:
    """A figure and the address of the rows it counts; ``note`` says how it changed."""

    label: str
    count: int
    url: str
    key: str = ""
    note: str = ""


@dataclass(frozen=True)
class Question:
    """What is asked for: rows by name. ``internal`` is for us only (P2)."""

    label: str | Promise
    rows: Callable[[Scope, str], QuerySet[Any]]
    code: str
    value: str = ""
    internal: bool = False

    @property
    def key(self) -> str:
        """The name under which it is kept."""
        return f"{self.code}.{self.value}" if self.value else self.code

    def ask(self, scope: Scope) -> Figure:
        """Count the rows."""
        return self.figure(scope, self.rows(scope, self.value).count())

    def figure(self, scope: Scope, number: int) -> Figure:
        """Return it with the number of its rows."""
        return Figure(str(self.label), number, scope.url(self.code, self.value), self.key)


def signal(scope: Scope, code: str) -> PartnershipQuerySet:
    """Partnerships that need a decision or a next step, as now.

    Silence is open partnerships without a planned meeting, a commitment of ours, or a reason why
    not; quiet is no two-way contact for 90 days past the first talk.
    """
    rows = scope.partnerships
    found: dict[str, Callable[[], PartnershipQuerySet]] = {
        "no_mou": rows.no_mou_asked,
        "owner_gone": rows.owner_gone,
        "no_next_step": lambda: without_next_step(rows, scope.now),
        "quiet": lambda: gone_quiet(rows, scope.now),
    }
    return found[code]()


SIGNALS = {
    "owner_gone": _lazy("Owner has left"),
    "no_mou": _lazy("Asked to continue without an MOU"),
    "no_next_step": _lazy("No next step"),
    "quiet": _lazy("No two-way contact for 90 days"),
}

QUESTIONS = (
    Question(_lazy("Reviews overdue"), reviews.overdue_now, "overdue_now"),
    Question(_lazy("MOUs ending within 90 days, not renewed"), agreements.ending, "ending"),
    Question(
        _lazy("MOUs in effect for closed partnerships"),
        agreements.signed,
        "signed",
        agreements.CLOSED,
    ),
    Question(
        _lazy("Documents signed before both sides answered"),
        agreements.signed,
        "signed",
        agreements.EARLY,
    ),
    Question(_lazy("Active without an MOU in effect"), agreements.uncovered, "uncovered"),
    Question(SIGNALS["owner_gone"], signal, "signal", "owner_gone"),
    Question(SIGNALS["no_mou"], signal, "signal", "no_mou"),
    Question(_lazy("Our commitments overdue"), workload.our_overdue, "our_overdue"),
    Question(SIGNALS["no_next_step"], signal, "signal", "no_next_step", internal=True),
    Question(SIGNALS["quiet"], signal, "signal", "quiet", internal=True),
    Question(
        _lazy("We know only one person there"),
        people.one_person,
        "one_person",
        people.ONE_CONTACT,
        internal=True,
    ),
    Question(
        _lazy("Not on the same page about the purpose"),
        people.same_page,
        "same_page",
        people.SOMEONE,
        internal=True,
    ),
)


def undeliverable(scope: Scope) -> Figure:
    """Email that could not be delivered and waits for a decision; of the whole house."""
    dead = scope.visible(Delivery.objects.all())
    return Figure(
        _("Undeliverable email"), dead.filter(state="dead").count(), reverse("delivery_list")
    )


def needs_attention(scope: Scope, kept: Mapping[str, int] | None = None) -> list[Figure]:
    """Every question, those that aren't zero first; a constant number of queries.

    Those whose figure was ``kept``, by their key, aren't counted again.
    """
    numbers = kept or {}
    found = [
        one.figure(scope, numbers[one.key]) if one.key in numbers else one.ask(scope)
        for one in QUESTIONS
        if not (scope.is_safe and one.internal)
    ]
    return sorted([*found, undeliverable(scope)], key=lambda figure: not figure.count)


def most_urgent(scope: Scope, first: int = 3) -> list[Figure]:
    """Return the first figures that aren't zero, the most urgent one first."""
    found = (one.ask(scope) for one in QUESTIONS)
    return list(islice((figure for figure in found if figure.count), first))


def attention_table(figures: list[Figure]) -> Table:
    """The figures as a table, those that need no one's attention below."""
    rows = [[Cell(one.label), count(one.count, one.url, bad=True)] for one in figures]
    return Table(_("Needs attention"), [_("Figure"), _("How many")], rows)


def _signal_label(value: str) -> str:
    return str(SIGNALS[value])


ROW_SETS = (
    RowSet(
        "signal",
        _lazy("Needs attention"),
        signal,
        _signal_label,
        internal_values=frozenset({"no_next_step", "quiet"}),
    ),
)
