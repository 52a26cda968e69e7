"""What a review meeting should talk about, from its result."""

from collections.abc import Iterable
from fractions import Fraction

from django.utils.translation import gettext as _

from partnerships.reviews.rules.scoring import DimensionScore, rounded

#: Points of an agenda that come from gaps.
MOST_GAPS = 3

#: From this spread on, a side should first talk among itself.
WIDE_SPREAD = Fraction(2)


def agenda_of(scores: Iterable[tuple[str, DimensionScore]], *, us: str, them: str) -> list[str]:
    """Return the points to talk about, the biggest gap first; names of sides as given."""
    scores = list(scores)
    apart = _apart(scores)
    points = [
        _("%(what)s: %(us)s %(ours)s, %(them)s %(theirs)s. What does each side see?")
        % {
            "what": label,
            "us": us,
            "them": them,
            "ours": rounded(one.ours.mean or Fraction(0)),
            "theirs": rounded(one.theirs.mean or Fraction(0)),
        }
        for label, one in apart
    ]
    for label, one in scores:
        for side, name in ((one.ours, us), (one.theirs, them)):
            if side.spread is not None and side.spread >= WIDE_SPREAD:
                points.append(
                    _("%(what)s: answers from %(side)s are far apart. Why?")
                    % {"what": label, "side": name}
                )
    return points + _closing_points()


def agenda_to_share(scores: Iterable[tuple[str, DimensionScore]]) -> list[str]:
    """Return the same points as whoever is invited may read them: without anyone's ratings."""
    points = [
        _("%(what)s: what does each side see?") % {"what": label} for label, _one in _apart(scores)
    ]
    return points + _closing_points()


def _apart(scores: Iterable[tuple[str, DimensionScore]]) -> list[tuple[str, DimensionScore]]:
    return [(label, one) for label, one in scores if one.gap][:MOST_GAPS]


def _closing_points() -> list[str]:
    return [
        _("What does this partnership cost each side, and what is it worth?"),
        _("Does it still work for both? What do we decide?"),
    ]
