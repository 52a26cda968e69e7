"""Scores of a review: pure functions on plain data.

Every rater's score on a dimension is the mean of what they rated there, and every rater of a side
counts the same. Nothing is rounded before it is shown, and a gap is that of the means shown.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partnerships.relationships.lifecycle import Side

#: A side's mean is shown from this many raters on, or when its one rater agreed to show it.
RATERS_FOR_MEAN = 2

#: A side's spread is shown from this many raters on.
RATERS_FOR_SPREAD = 3

#: From this gap on, the two sides are not on the same page.
NOT_ON_THE_SAME_PAGE = Fraction(1)

#: The words for a mean, by the lowest unrounded mean that earns them.
BANDS: tuple[tuple[Fraction, str | Promise], ...] = (
    (Fraction(42, 10), _("Thriving")),
    (Fraction(34, 10), _("Steady")),
    (Fraction(26, 10), _("Needs a talk")),
    (Fraction(0), _("Rethink")),
)


@dataclass(frozen=True)
class ScoredRater:
    """Someone who sent their answers; ``named`` if they agreed to show their name with them."""

    id: int
    side: Side
    named: bool = False


@dataclass(frozen=True)
class Rating:
    """One answer to one question of a dimension; no value means "can't say"."""

    rater: int
    dimension: str
    value: int | None


@dataclass(frozen=True)
class SideScore:
    """What one side gave; the mean is None where too few people rated it to show one."""

    rated_by: int = 0
    cant_say: int = 0
    mean: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None

    @property
    def spread(self) -> Fraction | None:
        """How far apart the side's own raters are; None below three of them."""
        return None if self.low is None or self.high is None else self.high - self.low

    @property
    def band(self) -> str | Promise:
        """The word for the mean; "" where there is none."""
        return "" if self.mean is None else band_of(self.mean)

    @property
    def points(self) -> str:
        """The mean as people read it; "" where there is none."""
        return shown(self.mean)

    @property
    def range(self) -> str:
        """The spread as people read it, from the lowest to the highest; "" below three."""
        return f"{shown(self.low)}–{shown(self.high)}" if self.spread is not None else ""  # noqa: RUF001  an en dash


@dataclass(frozen=True)
class DimensionScore:
    """Both sides on one dimension, and our guess of their answer."""

    dimension: str
    ours: SideScore
    theirs: SideScore
    guess: SideScore

    @property
    def gap(self) -> Fraction | None:
        """How far apart the means are as people read them; None unless both can be shown.

        Readers subtract one from the other, so the gap, its order and its mark go by those.
        """
        ours, theirs = self.ours.mean, self.theirs.mean
        if ours is None or theirs is None:
            return None
        return Fraction(abs(in_tenths(ours) - in_tenths(theirs)), 10)

    @property
    def gap_points(self) -> str:
        """The gap as people read it; "" where there is none."""
        return shown(self.gap)

    @property
    def shows_guess(self) -> bool:
        """Whether our guess stands beside what they said."""
        return self.guess.mean is not None and self.theirs.mean is not None

    @property
    def is_apart(self) -> bool:
        """Whether the sides are not on the same page here."""
        return self.gap is not None and self.gap >= NOT_ON_THE_SAME_PAGE


def score(
    raters: Iterable[ScoredRater],
    ratings: Iterable[Rating],
    guesses: Iterable[Rating],
    dimensions: Sequence[str],
) -> list[DimensionScore]:
    """Score each dimension, biggest gap first; those without a gap keep their order at the end."""
    raters = list(raters)
    by_dimension = _by_dimension(ratings)
    guessed = _by_dimension(guesses)
    scores = [
        DimensionScore(
            dimension,
            ours=_side(raters, Side.OURS, by_dimension.get(dimension, {})),
            theirs=_side(raters, Side.THEIRS, by_dimension.get(dimension, {})),
            guess=_side(raters, Side.OURS, guessed.get(dimension, {})),
        )
        for dimension in dimensions
    ]
    return sorted(scores, key=lambda one: -1 if one.gap is None else one.gap, reverse=True)


def side_score(given: Mapping[int, Sequence[int | None]], named: Collection[int]) -> SideScore:
    """Score what the raters of one side gave; ``named`` are those who agreed to be shown."""
    each = {
        rater: Fraction(sum(said), len(said))
        for rater, values in given.items()
        if (said := [value for value in values if value is not None])
    }
    cant_say = sum(value is None for values in given.values() for value in values)
    may_show = len(each) >= RATERS_FOR_MEAN or (each and all(rater in named for rater in each))
    has_spread = len(each) >= RATERS_FOR_SPREAD
    return SideScore(
        rated_by=len(each),
        cant_say=cant_say,
        mean=sum(each.values(), Fraction(0)) / len(each) if may_show else None,
        low=min(each.values()) if has_spread else None,
        high=max(each.values()) if has_spread else None,
    )


def band_of(mean: Fraction) -> str | Promise:
    """Return the word for an unrounded mean."""
    return next(word for lowest, word in BANDS if mean >= lowest)


def in_tenths(value: Fraction) -> int:
    """Return the tenths of a value of zero or more, halves up: the only place that rounds."""
    return (value * 10 + Fraction(1, 2)).__floor__()


def rounded(value: Fraction) -> str:
    """Write a value of zero or more with one decimal."""
    tenths = in_tenths(value)
    return f"{tenths // 10}.{tenths % 10}"


def shown(value: Fraction | None) -> str:
    """Write a value with one decimal; "" for none."""
    return "" if value is None else rounded(value)


def _by_dimension(ratings: Iterable[Rating]) -> dict[str, dict[int, list[int | None]]]:
    found: dict[str, dict[int, list[int | None]]] = {}
    for rating in ratings:
        found.setdefault(rating.dimension, {}).setdefault(rating.rater, []).append(rating.value)
    return found


def _side(
    raters: Sequence[ScoredRater], side: Side, given: Mapping[int, Sequence[int | None]]
) -> SideScore:
    mine = {rater.id: rater for rater in raters if rater.side == side}
    return side_score(
        {rater: values for rater, values in given.items() if rater in mine},
        [rater.id for rater in mine.values() if rater.named],
    )
