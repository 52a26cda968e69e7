"""Pages about the catalogue, the two lists, and what people say about them."""

from partnerships.exchange.views.answers import answer_record
from partnerships.exchange.views.benefits import (
    benefit_create,
    benefit_edit,
    benefit_move,
    benefit_withdraw,
)
from partnerships.exchange.views.concerns import concern_note
from partnerships.exchange.views.evidence import evidence_accept, evidence_add
from partnerships.exchange.views.handout import offering_handout, offering_handout_pdf
from partnerships.exchange.views.lines import (
    line_detail,
    suggestion_decline,
    suggestion_take_up,
)
from partnerships.exchange.views.lists import changes_since, lists_share
from partnerships.exchange.views.offerings import (
    offering_create,
    offering_edit,
    offering_list,
)
from partnerships.exchange.views.sheet import lists_sheet

__all__ = [
    "answer_record",
    "benefit_create",
    "benefit_edit",
    "benefit_move",
    "benefit_withdraw",
    "changes_since",
    "concern_note",
    "evidence_accept",
    "evidence_add",
    "line_detail",
    "lists_share",
    "lists_sheet",
    "offering_create",
    "offering_edit",
    "offering_handout",
    "offering_handout_pdf",
    "offering_list",
    "suggestion_decline",
    "suggestion_take_up",
]
