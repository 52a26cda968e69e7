"""The only way a partnership moves, and how the work begins once an MOU is signed.

An MOU's whole way is called here: it goes out by ``agreements.send_out``, and a signature that
makes it signed also moves the stage.
"""

from partnerships.agreements.actions import (
    send_out as send_out,
)
from partnerships.exchange.actions import GateClosed as GateClosed
from partnerships.exchange.queries import NotYet as NotYet
from partnerships.pipeline.actions.beginning import (
    begin_due_work as begin_due_work,
    begin_work as begin_work,
)
from partnerships.pipeline.actions.moves import (
    Ending as Ending,
    Hold as Hold,
    move as move,
    require_note as require_note,
    start_existing as start_existing,
)
from partnerships.pipeline.actions.no_mou import (
    NO_MOU_ASKED,
    approve_no_mou as approve_no_mou,
    ask_for_no_mou as ask_for_no_mou,
    decline_no_mou as decline_no_mou,
)
from partnerships.pipeline.actions.notes import (
    CLOSING_NOTE,
    send_closing_note as send_closing_note,
)
from partnerships.pipeline.actions.signing import (
    record_signature as record_signature,
    record_signed_paper as record_signed_paper,
    send_out_and_ask as send_out_and_ask,
    sign_by_link as sign_by_link,
)
from partnerships.pipeline.actions.starting import (
    NewPartner as NewPartner,
    add_to_partner as add_to_partner,
    contact_at as contact_at,
    new_partner as new_partner,
)

#: What the pump asks and writes, per kind of mail about moves.
KINDS = {"closing_note": CLOSING_NOTE, "no_mou_asked": NO_MOU_ASKED}
