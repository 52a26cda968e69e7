"""Dimensions by name, with the two sides as the reader calls them."""

from django.utils.translation import gettext as _

from partnerships.reviews.lifecycle import Dimension


def label_of(dimension: str, *, us: str, them: str) -> str:
    """Return the name of a dimension; value is always value for someone."""
    if dimension == Dimension.VALUE_OURS:
        return _("Value for %(side)s") % {"side": us}
    if dimension == Dimension.VALUE_THEIRS:
        return _("Value for %(side)s") % {"side": them}
    return str(Dimension(dimension).label)
