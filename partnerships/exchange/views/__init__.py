"""Pages about the catalogue, the two lists, and what people say about them."""

from partnerships.exchange.views.answers import answer_record
from partnerships.exchange.views.benefits import (
    benefit_create,
    benefit_edit,
    benefit_withdraw,
)
from partnerships.exchange.views.lists import lists_share
from partnerships.exchange.views.offerings import (
    offering_create,
    offering_edit,
    offering_list,
)

__all__ = [
    "answer_record",
    "benefit_create",
    "benefit_edit",
    "benefit_withdraw",
    "lists_share",
    "offering_create",
    "offering_edit",
    "offering_list",
]
