"""Drafting an MOU, keeping its papers, ending it. Sending out and signing sit in pipeline."""

from partnerships.agreements.actions.base import (
    MouMoveRefused,
    lead,
    lock,
    note,
    set_state,
)
from partnerships.agreements.actions.documents import store_document
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
from partnerships.agreements.actions.text import (
    NotAPdf,
    document_to_sign,
    hand_round,
    keep_version,
    pass_turn,
    save_section,
    upload_theirs,
)

__all__ = [
    "EndTooEarly",
    "MouMoveRefused",
    "NotAPdf",
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
    "document_to_sign",
    "draft_mou",
    "edit_mou",
    "enter_legacy",
    "go_live",
    "hand_round",
    "keep_signed_early",
    "keep_version",
    "lead",
    "lock",
    "mark_ready",
    "note",
    "pass_turn",
    "replace_signer",
    "require_may_sign",
    "require_no_overlap",
    "save_section",
    "save_type",
    "set_state",
    "store_document",
    "terminate",
    "upload_theirs",
]
