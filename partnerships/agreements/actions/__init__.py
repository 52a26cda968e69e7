"""Drafting an MOU, keeping its papers, ending it. Sending out and signing sit in pipeline."""

from partnerships.agreements.actions.base import (
    MouMoveRefused,
    lead,
    lock,
    note,
    set_state,
)
from partnerships.agreements.actions.drafting import (
    NotReady,
    back_to_draft,
    draft_mou,
    edit_mou,
    mark_ready,
    save_type,
)
from partnerships.agreements.actions.ending import (
    EndTooEarly,
    terminate,
)
from partnerships.agreements.actions.papers import (
    NotLegacy,
    attach_document,
    enter_legacy,
    go_live,
    keep_signed_early,
    store_document,
)
from partnerships.agreements.actions.signing import (
    Overlaps,
    Signed,
    SignerRefused,
    WrongDocument,
    add_signature,
    add_signer,
    complete,
    replace_signer,
    require_may_sign,
    require_no_overlap,
)

__all__ = [
    "EndTooEarly",
    "MouMoveRefused",
    "NotLegacy",
    "NotReady",
    "Overlaps",
    "Signed",
    "SignerRefused",
    "WrongDocument",
    "add_signature",
    "add_signer",
    "attach_document",
    "back_to_draft",
    "complete",
    "draft_mou",
    "edit_mou",
    "enter_legacy",
    "go_live",
    "keep_signed_early",
    "lead",
    "lock",
    "mark_ready",
    "note",
    "replace_signer",
    "require_may_sign",
    "require_no_overlap",
    "save_type",
    "set_state",
    "store_document",
    "terminate",
]
