"""How statuses look: the words, icon and tone that each slice's `lifecycle` gives them."""

from collections.abc import Mapping
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.functional import Promise


class Badge(NamedTuple):
    """How a status looks: its words, an icon of bootstrap-icons, and one of the tones.

    Tones: calm, going, good, wait, bad, done. A tone is never the only sign.
    """

    label: str | Promise
    icon: str
    tone: str


#: By kind and code, as the lifecycles fill it.
BADGES: dict[str, dict[str, Badge]] = {}


def show_badges(kind: str, badges: Mapping[str, Badge]) -> None:
    """Let the badge tag show these under `kind`."""
    BADGES[kind] = dict(badges)


def show_as(kind: str, looks: Mapping[TextChoices, tuple[str, str]], **derived: Badge) -> None:
    """Say with which icon and tone each state of a kind is shown, under its own label.

    `derived` are statuses that are never stored, such as "overdue".
    """
    states = {state.value: Badge(state.label, *look) for state, look in looks.items()}
    show_badges(kind, {**states, **derived})
