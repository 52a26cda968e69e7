"""Writing the two lists, sharing them, and keeping what people say about them."""

from partnerships.exchange.actions.answers import (
    LineNotTheirs,
    NothingSaid,
    NothingShared,
    Saying,
    record_saying,
)
from partnerships.exchange.actions.lists import (
    BENEFIT_FIELDS,
    NothingToShare,
    add_benefit,
    edit_benefit,
    note,
    share_changes,
    withdraw_benefit,
)
from partnerships.exchange.actions.offerings import (
    OfferingExists,
    save_category,
    save_offering,
)

__all__ = [
    "BENEFIT_FIELDS",
    "LineNotTheirs",
    "NothingSaid",
    "NothingShared",
    "NothingToShare",
    "OfferingExists",
    "Saying",
    "add_benefit",
    "edit_benefit",
    "note",
    "record_saying",
    "save_category",
    "save_offering",
    "share_changes",
    "withdraw_benefit",
]
