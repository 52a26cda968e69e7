"""Facts in words, to stand beside ratings."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _, ngettext

from partnerships.reviews.lifecycle import Dimension


def fact_beside(dimension: str, facts: Mapping[str, Any], *, us: str, them: str) -> str:
    """Return what is known about a dimension, in a few words; "" for nothing.

    ``us`` and ``them`` are what the reader calls the two sides.
    """
    items = facts.get("items", {})
    words = {
        Dimension.RELIABILITY: _both(
            facts.get("commitments", {}), _("Commitments kept on time"), us, them
        ),
        Dimension.VALUE: _both(items, _("Items delivered"), us, them),
        Dimension.VALUE_OURS: _delivered(items.get("theirs", [])),
        Dimension.VALUE_THEIRS: _delivered(items.get("ours", [])),
        Dimension.CONTACT: _meetings(facts.get("meetings")),
    }
    words[Dimension.TRUST] = words[Dimension.RELIABILITY]
    return words.get(Dimension(dimension), "")


def _delivered(counts: Sequence[int]) -> str:
    part = _part(counts)
    return _("Items delivered to this side: %(part)s") % {"part": part} if part else ""


def _meetings(count: int | None) -> str:
    if count is None:
        return ""
    words = ngettext("%(count)d meeting held", "%(count)d meetings held", count)
    return words % {"count": count}


def _both(by_side: Mapping[str, Sequence[int]], label: str, us: str, them: str) -> str:
    ours, theirs = _part(by_side.get("ours", [])), _part(by_side.get("theirs", []))
    if not ours and not theirs:
        return ""
    none = _("none due")
    return _("%(label)s: %(us)s %(ours)s, %(them)s %(theirs)s") % {
        "label": label,
        "us": us,
        "them": them,
        "ours": ours or none,
        "theirs": theirs or none,
    }


def _part(counts: Sequence[int]) -> str:
    """Return "5 of 7"; "" for none of none."""
    if not counts or not counts[1]:
        return ""
    return _("%(part)d of %(whole)d") % {"part": counts[0], "whole": counts[1]}
