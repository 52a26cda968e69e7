"""Questions about agreements that more than one place asks."""

from partnerships.agreements.queries.calendar import entries_between
from partnerships.agreements.queries.standing import (
    in_force_for,
    lists_changed_since,
    overlapping,
    unsigned,
)
from partnerships.agreements.queries.term import costs_of, coverage_of
from partnerships.agreements.queries.text import (
    Text,
    as_it_reads,
    changes_of,
    text_of,
    text_on_page,
)

__all__ = [
    "Text",
    "as_it_reads",
    "changes_of",
    "costs_of",
    "coverage_of",
    "entries_between",
    "in_force_for",
    "lists_changed_since",
    "overlapping",
    "text_of",
    "text_on_page",
    "unsigned",
]
