"""Writing the two lists, sharing them, and keeping what people say about them."""

from partnerships.exchange.actions.answers import (
    LineNotTheirs,
    NothingSaid,
    NothingShared,
    Saying,
    SharedAnew,
    note_concern,
    record_saying,
)
from partnerships.exchange.actions.evidence import (
    EvidenceAccepted,
    accept_evidence,
    add_evidence,
)
from partnerships.exchange.actions.gate import GateClosed, prove_gate
from partnerships.exchange.actions.lists import (
    BENEFIT_FIELDS,
    CopyChanged,
    NothingToShare,
    add_benefit,
    edit_benefit,
    move_benefit,
    note,
    share_changes,
    withdraw_benefit,
)
from partnerships.exchange.actions.offerings import (
    OfferingExists,
    save_category,
    save_offering,
)
from partnerships.exchange.actions.suggestions import (
    SuggestionAnswered,
    decline,
    take_up,
)

__all__ = [
    "BENEFIT_FIELDS",
    "CopyChanged",
    "EvidenceAccepted",
    "GateClosed",
    "LineNotTheirs",
    "NothingSaid",
    "NothingShared",
    "NothingToShare",
    "OfferingExists",
    "Saying",
    "SharedAnew",
    "SuggestionAnswered",
    "accept_evidence",
    "add_benefit",
    "add_evidence",
    "decline",
    "edit_benefit",
    "move_benefit",
    "note",
    "note_concern",
    "prove_gate",
    "record_saying",
    "save_category",
    "save_offering",
    "share_changes",
    "take_up",
    "withdraw_benefit",
]
