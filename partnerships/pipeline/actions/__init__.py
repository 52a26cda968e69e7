"""The only way a partnership moves, and how the work begins once an MOU is signed.

An MOU's whole way is called here: it goes out by ``agreements.send_out``, and a signature that
makes it signed also moves the stage.
"""

from partnerships.agreements.actions import ChangedFile, ConcernsOpen, send_out
from partnerships.exchange.actions import GateClosed
from partnerships.exchange.queries import NotYet
from partnerships.pipeline.actions.beginning import begin_due_work, begin_work
from partnerships.pipeline.actions.moves import (
    Ending,
    Hold,
    MoveRefused,
    move,
    require_note,
    start_existing,
)
from partnerships.pipeline.actions.no_mou import (
    NO_MOU_ASKED,
    approve_no_mou,
    ask_for_no_mou,
    decline_no_mou,
)
from partnerships.pipeline.actions.notes import CLOSING_NOTE, NoMailToThem, send_closing_note
from partnerships.pipeline.actions.signing import (
    record_signature,
    record_signed_paper,
    sign_by_link,
)

#: What the pump asks and writes, per kind of mail about moves.
KINDS = {"closing_note": CLOSING_NOTE, "no_mou_asked": NO_MOU_ASKED}

__all__ = [
    "KINDS",
    "ChangedFile",
    "ConcernsOpen",
    "Ending",
    "GateClosed",
    "Hold",
    "MoveRefused",
    "NoMailToThem",
    "NotYet",
    "approve_no_mou",
    "ask_for_no_mou",
    "begin_due_work",
    "begin_work",
    "decline_no_mou",
    "move",
    "record_signature",
    "record_signed_paper",
    "require_note",
    "send_closing_note",
    "send_out",
    "sign_by_link",
    "start_existing",
]
