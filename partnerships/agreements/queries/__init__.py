"""Questions about agreements that more than one place asks."""

from partnerships.agreements.queries.calendar import entries_between
from partnerships.agreements.queries.evidence import (
    Evidence,
    answers_on,
    certificate_of,
    evidence_of,
)
from partnerships.agreements.queries.gates import gates_of
from partnerships.agreements.queries.links import codes_to_tell, comments_on, mou_link_behind
from partnerships.agreements.queries.standing import (
    in_force_for,
    lists_changed_since,
    overlapping,
    running_together,
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
    "Evidence",
    "Text",
    "answers_on",
    "as_it_reads",
    "certificate_of",
    "changes_of",
    "codes_to_tell",
    "comments_on",
    "costs_of",
    "coverage_of",
    "entries_between",
    "evidence_of",
    "gates_of",
    "in_force_for",
    "lists_changed_since",
    "mou_link_behind",
    "overlapping",
    "running_together",
    "text_of",
    "text_on_page",
    "unsigned",
]
