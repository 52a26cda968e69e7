"""Questions about agreements that more than one place asks."""

from partnerships.agreements.queries.standing import (
    in_force_for,
    lists_changed_since,
    overlapping,
    unsigned,
)
from partnerships.agreements.queries.term import costs_of, coverage_of
from partnerships.agreements.queries.text import changes_of, text_of

__all__ = [
    "changes_of",
    "costs_of",
    "coverage_of",
    "in_force_for",
    "lists_changed_since",
    "overlapping",
    "text_of",
    "unsigned",
]
