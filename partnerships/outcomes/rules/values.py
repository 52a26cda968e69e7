"""What a figure says: as a person reads it, which of two counts, and what a partner may see."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from partnerships.outcomes.lifecycle import SMALL, Comparison, Unit


@dataclass(frozen=True)
class Value:
    """A count; or so many of so many; or dollars, with the number of people behind them."""

    number: int
    out_of: int | None = None

    def rate(self) -> Fraction:
        """Return the part of the whole; none of none is 0."""
        return Fraction(self.number, self.out_of) if self.out_of else Fraction(0)

    def height(self, unit: str) -> Fraction:
        """Return what is compared and drawn: percent of a rate, else the number."""
        return 100 * self.rate() if unit == Unit.RATE else Fraction(self.number)

    def text(self, unit: str) -> str:
        """Return "12", "57.5% (23 of 40)" or "$17 (40 people)"."""
        if unit == Unit.COUNT or self.out_of is None:
            return number_format(self.number, force_grouping=True)
        words = {"number": self.number, "whole": self.out_of}
        if unit == Unit.DOLLARS:
            return _("$%(number)s (%(whole)s people)") % words
        return _("%(percent)s%% (%(number)s of %(whole)s)") % {
            **words,
            "percent": percent(self.rate()),
        }


def percent(rate: Fraction) -> str:
    """Return a rate in percent with at most one decimal, a half rounded up: "57.5", "60"."""
    exact = Decimal(1000 * rate.numerator) / Decimal(rate.denominator)
    tenths = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    return number_format(tenths // 10) if tenths % 10 == 0 else number_format(Decimal(tenths) / 10)


def is_small(value: Value, unit: str, *, counts_people: bool) -> bool:
    """Tell whether a value tells of fewer than 5 people."""
    if not counts_people:
        return False
    behind = [value.out_of] if unit == Unit.DOLLARS else [value.number, value.out_of]
    return any(one is not None and one < SMALL for one in behind)


def comparison_of(
    ours: Value | None, theirs: Value | None, *, by: set[str], is_settled: bool
) -> Comparison:
    """Tell how the figures of a period compare; ``by`` are the sides that report."""
    found = {"ours": ours, "theirs": theirs}
    there = {side for side in by if found[side] is not None}
    if by - there:
        if len(by) > len(there) > 0:
            return Comparison.THEIRS_MISSING if "ours" in there else Comparison.OURS_MISSING
        return Comparison.MISSING
    if len(by) == 1:
        return Comparison.REPORTED
    if ours == theirs:
        return Comparison.SAME
    return Comparison.SETTLED if is_settled else Comparison.DIFFERS


def counting(
    ours: Value | None, theirs: Value | None, settled: Value | None, unit: str
) -> Value | None:
    """Return the value that counts: the settled one, else the lower of both, else the only one."""
    if settled is not None:
        return settled
    there = [value for value in (ours, theirs) if value is not None]
    return min(there, key=lambda value: value.height(unit), default=None)


def total(values: list[Value], unit: str) -> Value | None:
    """Return all values together; medians of dollars can't be added."""
    if unit == Unit.DOLLARS or not values:
        return None
    whole = sum(value.out_of or 0 for value in values) if unit == Unit.RATE else None
    return Value(sum(value.number for value in values), whole)
