"""Scores of a review against a slow, plain reference, and each threshold by hand."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from partnerships.relationships.lifecycle import Side
from partnerships.reviews.rules.scoring import (
    Rating,
    ScoredRater,
    band_of,
    rounded,
    score,
    side_score,
)

#: Drawing people and answers takes long where others are at work.
patient = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)

DIMENSIONS = ("trust", "value", "contact")
PEOPLE = st.lists(st.tuples(st.sampled_from(Side), st.booleans()), max_size=6)
RATERS = PEOPLE.map(
    lambda people: [ScoredRater(n, side, named) for n, (side, named) in enumerate(people)]
)


@st.composite
def filled_in(draw: st.DrawFn) -> tuple[list[ScoredRater], list[Rating], list[Rating]]:
    """Raters of both sides, some of whose answers are missing or "can't say"."""
    raters = draw(RATERS)
    value = st.none() | st.integers(1, 5)

    def ratings(of: Sequence[ScoredRater]) -> list[Rating]:
        if not of:
            return []
        one = st.builds(
            Rating, st.sampled_from([r.id for r in of]), st.sampled_from(DIMENSIONS), value
        )
        return draw(st.lists(one, max_size=20))

    return raters, ratings(raters), ratings([r for r in raters if r.side == Side.OURS])


def plain_mean(
    raters: list[ScoredRater], ratings: list[Rating], side: Side, dimension: str
) -> tuple[int, int, Fraction | None, Fraction | None]:
    """Return raters, "can't say", mean and spread the long way round."""
    means, cant_say, everyone_named = [], 0, True
    for rater in raters:
        if rater.side != side:
            continue
        total, count = Fraction(0), 0
        for rating in ratings:
            if rating.rater == rater.id and rating.dimension == dimension:
                if rating.value is None:
                    cant_say += 1
                else:
                    total += rating.value
                    count += 1
        if count:
            means.append(total / count)
            everyone_named = everyone_named and rater.named
    if not means or (len(means) == 1 and not everyone_named):
        return len(means), cant_say, None, None
    spread = max(means) - min(means) if len(means) > 2 else None
    return len(means), cant_say, sum(means, Fraction(0)) / len(means), spread


def plain_band(mean: Fraction | None) -> str:
    """Return the word for a mean, the long way round."""
    if mean is None:
        return ""
    if mean * 10 >= 42:
        return "Thriving"
    if mean * 10 >= 34:
        return "Steady"
    return "Needs a talk" if mean * 10 >= 26 else "Rethink"


@patient
@given(filled_in())
def test_every_score_equals_the_plain_reference(
    filled: tuple[list[ScoredRater], list[Rating], list[Rating]],
) -> None:
    raters, ratings, guesses = filled
    for one in score(raters, ratings, guesses, DIMENSIONS):
        for side, found in ((Side.OURS, one.ours), (Side.THEIRS, one.theirs)):
            said = (found.rated_by, found.cant_say, found.mean, found.spread)
            assert said == plain_mean(raters, ratings, side, one.dimension)
            assert str(found.band) == plain_band(found.mean)
        expected = plain_mean(raters, guesses, Side.OURS, one.dimension)
        assert (one.guess.rated_by, one.guess.cant_say, one.guess.mean) == expected[:3]
        both = one.ours.mean is not None and one.theirs.mean is not None
        assert (one.gap is not None) == both
        if both:  # what people get who subtract the one from the other
            apart = abs(Decimal(one.ours.points) - Decimal(one.theirs.points))
            assert (str(apart), one.gap) == (one.gap_points, Fraction(apart))
        assert one.is_apart == (one.gap is not None and one.gap >= 1)


@patient
@given(filled_in())
def test_the_biggest_gap_comes_first_and_ties_keep_their_order(
    filled: tuple[list[ScoredRater], list[Rating], list[Rating]],
) -> None:
    found = score(*filled, DIMENSIONS)
    assert sorted(one.dimension for one in found) == sorted(DIMENSIONS)
    for first, second in pairwise(found):
        if first.gap == second.gap:
            places = [DIMENSIONS.index(one.dimension) for one in (first, second)]
            assert places == sorted(places)
        else:
            assert first.gap is not None
            assert second.gap is None or first.gap > second.gap


@patient
@given(filled_in(), st.randoms())
def test_the_order_of_answers_does_not_matter(
    filled: tuple[list[ScoredRater], list[Rating], list[Rating]], random: object
) -> None:
    raters, ratings, guesses = filled
    shuffled = list(ratings)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert score(raters, shuffled, guesses, DIMENSIONS) == score(*filled, DIMENSIONS)


@patient
@given(st.fractions(min_value=0, max_value=5, max_denominator=900))
def test_halves_are_rounded_up_and_only_when_shown(value: Fraction) -> None:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    expected = exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    assert rounded(value) == str(expected)


@pytest.mark.parametrize(
    ("mean", "word"),
    [
        (Fraction(5), "Thriving"),
        (Fraction(42, 10), "Thriving"),
        (Fraction(4199, 1000), "Steady"),
        (Fraction(34, 10), "Steady"),
        (Fraction(3399, 1000), "Needs a talk"),
        (Fraction(26, 10), "Needs a talk"),
        (Fraction(2599, 1000), "Rethink"),
        (Fraction(1), "Rethink"),
    ],
)
def test_bands_go_by_the_unrounded_mean(mean: Fraction, word: str) -> None:
    assert band_of(mean) == word


def test_a_mean_that_rounds_up_to_a_band_does_not_earn_its_word() -> None:
    mean = Fraction(417, 100)
    assert rounded(mean) == "4.2"
    assert band_of(mean) == "Steady"


@pytest.mark.parametrize(
    ("given_by", "named", "mean", "spread"),
    [
        ({}, [], None, None),
        ({1: [4]}, [], None, None),
        ({1: [4]}, [1], Fraction(4), None),
        ({1: [4], 2: [None]}, [2], None, None),
        ({1: [4], 2: [1]}, [], Fraction(5, 2), None),
        ({1: [4], 2: [1], 3: [None, None]}, [], Fraction(5, 2), None),
        ({1: [4], 2: [1], 3: [4, 5]}, [], Fraction(19, 6), Fraction(7, 2)),
    ],
)
def test_one_two_and_three_raters(
    given_by: dict[int, list[int | None]],
    named: list[int],
    mean: Fraction | None,
    spread: Fraction | None,
) -> None:
    found = side_score(given_by, named)
    assert (found.mean, found.spread) == (mean, spread)


def test_a_side_that_did_not_answer_leaves_no_gap() -> None:
    raters = [ScoredRater(1, Side.OURS), ScoredRater(2, Side.OURS)]
    ratings = [Rating(1, "trust", 5), Rating(2, "trust", 4)]
    (trust,) = score(raters, ratings, [], ["trust"])
    assert (trust.gap, trust.is_apart, trust.theirs.rated_by) == (None, False, 0)
    assert trust.ours.band == "Thriving"
    assert trust.theirs.band == ""
