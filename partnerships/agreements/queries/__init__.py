"""Questions about agreements that more than one place asks."""

from partnerships.agreements.queries.calendar import entries_between as entries_between
from partnerships.agreements.queries.compliance import (
    Compliance as Compliance,
    compliance_of as compliance_of,
)
from partnerships.agreements.queries.evidence import (
    SigningRecord as SigningRecord,
    answers_on as answers_on,
    certificate_of as certificate_of,
    evidence_of as evidence_of,
)
from partnerships.agreements.queries.gates import gates_of as gates_of
from partnerships.agreements.queries.links import (
    codes_to_tell as codes_to_tell,
    comments_on as comments_on,
    headings_of as headings_of,
    received_by as received_by,
)
from partnerships.agreements.queries.progress import (
    asked_to_sign as asked_to_sign,
    held_up_by as held_up_by,
    mou_path as mou_path,
    open_points_of as open_points_of,
    opened_by as opened_by,
    readers_of as readers_of,
    with_progress as with_progress,
    without_copy as without_copy,
)
from partnerships.agreements.queries.standing import (
    binding as binding,
    fates_of as fates_of,
    go_live_day as go_live_day,
    in_force_for as in_force_for,
    lists_changed_since as lists_changed_since,
    overlapping as overlapping,
    running_together as running_together,
    to_decide as to_decide,
    unsigned as unsigned,
)
from partnerships.agreements.queries.term import (
    costs_of as costs_of,
    coverage_of as coverage_of,
    successor_of as successor_of,
)
from partnerships.agreements.queries.text import (
    Text as Text,
    as_it_reads as as_it_reads,
    changes_of as changes_of,
    text_of as text_of,
    text_on_page as text_on_page,
)
