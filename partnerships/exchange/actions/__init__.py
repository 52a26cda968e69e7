"""Writing the two lists, sharing them, and keeping what people say about them."""

from partnerships.exchange.actions.answers import (
    OwnItem as OwnItem,
    Saying as Saying,
    note_concern as note_concern,
    record_saying as record_saying,
)
from partnerships.exchange.actions.errors import (
    Answered as Answered,
    count_again as count_again,
    partnership_of as partnership_of,
    record_in_error as record_in_error,
)
from partnerships.exchange.actions.evidence import (
    accept_evidence as accept_evidence,
    add_evidence as add_evidence,
    edit_evidence as edit_evidence,
)
from partnerships.exchange.actions.gate import (
    GateClosed as GateClosed,
    prove_gate as prove_gate,
)
from partnerships.exchange.actions.inquiries import (
    KINDS as KINDS,
    dismiss_inquiry as dismiss_inquiry,
    forget_inquiries as forget_inquiries,
    mark_inquiry as mark_inquiry,
    receive_inquiry as receive_inquiry,
    reopen_inquiry as reopen_inquiry,
)
from partnerships.exchange.actions.lists import (
    BENEFIT_FIELDS as BENEFIT_FIELDS,
    CopyChanged as CopyChanged,
    add_benefit as add_benefit,
    edit_benefit as edit_benefit,
    move_benefit as move_benefit,
    put_back_benefit as put_back_benefit,
    share_changes as share_changes,
    withdraw_benefit as withdraw_benefit,
)
from partnerships.exchange.actions.offerings import (
    save_category as save_category,
    save_offering as save_offering,
)
from partnerships.exchange.actions.public_page import save_public_page as save_public_page
from partnerships.exchange.actions.requests import (
    decline_request as decline_request,
    take_up_request as take_up_request,
)
from partnerships.exchange.actions.suggestions import (
    accept as accept,
    decline as decline,
    take_up as take_up,
)
from partnerships.exchange.actions.their_items import accept_item as accept_item
