"""What an agreement covers in time, and what each party pays."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from common.dates import add_days
from partnerships.agreements import rules
from partnerships.agreements.lifecycle import COMPLETED, GIVES_WAY, MouState
from partnerships.agreements.models import Mou, MouParty


@dataclass(frozen=True)
class Term:
    """One agreement of a chain, in the days it counts. ``last`` is None without an end."""

    mou: Mou
    first: date
    last: date | None


@dataclass(frozen=True)
class Coverage:
    """The agreements that follow each other, and the days between that none covers (M5)."""

    terms: list[Term]
    gaps: list[tuple[date, date]]

    def gap_days(self) -> int:
        return sum((last - first).days + 1 for first, last in self.gaps)


def chain_of(mou: Mou) -> list[Mou]:
    """The agreements that ``mou`` follows and all that follow those, oldest first."""
    chain = [mou]
    while chain[0].succeeds:
        chain.insert(0, chain[0].succeeds)
    newest = chain
    while newest:
        seen = [one.pk for one in chain]
        newest = list(Mou.objects.filter(succeeds__in=newest).exclude(pk__in=seen))
        chain += newest
    return sorted(chain, key=lambda one: one.pk)


def successor_of(mou: Mou) -> Mou | None:
    """The agreement that follows this one and forbids another: in work, or signed and valid."""
    open_or_valid = mou.successors.exclude(state=MouState.WITHDRAWN).order_by("-pk")
    return next(
        (one for one in open_or_valid if one.state in GIVES_WAY or one.state not in COMPLETED),
        None,
    )


def coverage_of(mou: Mou, today: date) -> Coverage:
    """The chain's terms and its uncovered days up to today, or to the end of what is signed."""
    signed = [one for one in chain_of(mou) if one.state in COMPLETED]
    terms = [
        Term(mou=one, first=first, last=last)
        for one in signed
        if (first := one.effective_on()) and ((last := one.last_day()) is None or last >= first)
    ]
    terms.sort(key=lambda term: term.first)
    until = max([today, *(add_days(term.first, -1) for term in terms)])
    return Coverage(
        terms=terms, gaps=rules.uncovered([(term.first, term.last) for term in terms], until)
    )


def costs_of(mou: Mou, parties: list[MouParty]) -> list[tuple[MouParty, Decimal]]:
    """What each party pays, in dollars, adding up to the whole; empty where nothing is shared."""
    if mou.budget is None:
        return []
    paying = [party for party in parties if party.share is not None]
    parts = rules.allocate(mou.budget, [party.share or Decimal(0) for party in paying])
    return list(zip(paying, parts, strict=True))
