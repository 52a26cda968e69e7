"""The only way a partnership moves, and the only way an MOU goes out or gets a signature."""

from partnerships.pipeline.actions.moves import (
    Ending,
    Hold,
    MoveRefused,
    NotYet,
    move,
    require_note,
    start_existing,
)
from partnerships.pipeline.actions.no_mou import (
    approve_no_mou,
    ask_for_no_mou,
)
from partnerships.pipeline.actions.signing import (
    GateClosed,
    begin_due_work,
    begin_work,
    record_signature,
    record_signed_paper,
    send_out,
)

__all__ = [
    "Ending",
    "GateClosed",
    "Hold",
    "MoveRefused",
    "NotYet",
    "approve_no_mou",
    "ask_for_no_mou",
    "begin_due_work",
    "begin_work",
    "move",
    "record_signature",
    "record_signed_paper",
    "require_note",
    "send_out",
    "start_existing",
]
