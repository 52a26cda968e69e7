"""Drafting an MOU, sending it out, signing it, keeping its papers, ending it."""

from partnerships.agreements.actions.base import (
    MouMoveRefused,
    lock,
)
from partnerships.agreements.actions.completing import Overlaps
from partnerships.agreements.actions.declining import Origin, decline, hand_over
from partnerships.agreements.actions.documents import is_unchanged
from partnerships.agreements.actions.drafting import (
    NotReady,
    back_to_draft,
    draft_mou,
    edit_mou,
    mark_ready,
    save_type,
    save_type_section,
)
from partnerships.agreements.actions.ending import (
    EndTooEarly,
    recall,
    resume,
    suspend,
    terminate,
    withdraw,
)
from partnerships.agreements.actions.finishing import finish_signed
from partnerships.agreements.actions.following import (
    AlreadyFollowed,
    Change,
    MustBeSigned,
    amend,
    mark_reviewed,
    renew,
)
from partnerships.agreements.actions.links import (
    KINDS,
    LinkRefused,
    StillOpen,
    mark_answers_seen,
    party_of,
    send_mou_link,
    send_new_links,
    signer_behind,
)
from partnerships.agreements.actions.opening import record_opened
from partnerships.agreements.actions.papers import (
    NotLegacy,
    attach_document,
    enter_legacy,
    go_live,
    keep_signed_early,
)
from partnerships.agreements.actions.parties import (
    PartyRefused,
    add_party,
    remove_party,
    set_share,
)
from partnerships.agreements.actions.reading import (
    NotBeingRead,
    Reading,
    Remark,
    comment,
    handle_comment,
)
from partnerships.agreements.actions.sending_out import ConcernsOpen, send_out
from partnerships.agreements.actions.signers import (
    SignerRefused,
    add_signer,
    remove_signer,
    replace_signer,
)
from partnerships.agreements.actions.signing import (
    ChangedFile,
    Signed,
    WrongDocument,
    record_signature,
    record_signed_paper,
    store_signed_paper,
    unchanged_document,
)
from partnerships.agreements.actions.signing_by_link import (
    LinkSignature,
    check_link_signature,
    sign_by_link,
)
from partnerships.agreements.actions.text import (
    NotAPdf,
    NoTextYet,
    hand_round,
    save_section,
    upload_theirs,
)

__all__ = [
    "KINDS",
    "AlreadyFollowed",
    "Change",
    "ChangedFile",
    "ConcernsOpen",
    "EndTooEarly",
    "LinkRefused",
    "LinkSignature",
    "MouMoveRefused",
    "MustBeSigned",
    "NoTextYet",
    "NotAPdf",
    "NotBeingRead",
    "NotLegacy",
    "NotReady",
    "Origin",
    "Overlaps",
    "PartyRefused",
    "Reading",
    "Remark",
    "Signed",
    "SignerRefused",
    "StillOpen",
    "WrongDocument",
    "add_party",
    "add_signer",
    "amend",
    "attach_document",
    "back_to_draft",
    "check_link_signature",
    "comment",
    "decline",
    "draft_mou",
    "edit_mou",
    "enter_legacy",
    "finish_signed",
    "go_live",
    "hand_over",
    "hand_round",
    "handle_comment",
    "is_unchanged",
    "keep_signed_early",
    "lock",
    "mark_answers_seen",
    "mark_ready",
    "mark_reviewed",
    "party_of",
    "recall",
    "record_opened",
    "record_signature",
    "record_signed_paper",
    "remove_party",
    "remove_signer",
    "renew",
    "replace_signer",
    "resume",
    "save_section",
    "save_type",
    "save_type_section",
    "send_mou_link",
    "send_new_links",
    "send_out",
    "set_share",
    "sign_by_link",
    "signer_behind",
    "store_signed_paper",
    "suspend",
    "terminate",
    "unchanged_document",
    "upload_theirs",
    "withdraw",
]
