"""Drafting an MOU, sending it out, signing it, keeping its papers, ending it."""

from partnerships.agreements.actions.base import (
    lock as lock,
)
from partnerships.agreements.actions.compliance import (
    keep_compliance_document as keep_compliance_document,
    remove_compliance_document as remove_compliance_document,
    save_compliance_type as save_compliance_type,
)
from partnerships.agreements.actions.declining import (
    AnswerOrigin as AnswerOrigin,
    decline as decline,
    hand_over as hand_over,
)
from partnerships.agreements.actions.documents import (
    attach_document as attach_document,
    is_unchanged as is_unchanged,
    store_file as store_file,
)
from partnerships.agreements.actions.drafting import (
    back_to_draft as back_to_draft,
    draft_mou as draft_mou,
    edit_mou as edit_mou,
    mark_ready as mark_ready,
    save_type as save_type,
    save_type_section as save_type_section,
)
from partnerships.agreements.actions.ending import (
    recall as recall,
    resume as resume,
    suspend as suspend,
    terminate as terminate,
    withdraw as withdraw,
)
from partnerships.agreements.actions.finishing import (
    finish_signed as finish_signed,
    send_copies as send_copies,
)
from partnerships.agreements.actions.following import (
    Change as Change,
    amend as amend,
    mark_reviewed as mark_reviewed,
    renew as renew,
)
from partnerships.agreements.actions.legacy import (
    enter_legacy as enter_legacy,
    go_live as go_live,
    keep_signed_early as keep_signed_early,
)
from partnerships.agreements.actions.links import (
    KINDS as KINDS,
    mark_answers_seen as mark_answers_seen,
    party_of as party_of,
    send_mou_link as send_mou_link,
    send_new_links as send_new_links,
    signer_behind as signer_behind,
)
from partnerships.agreements.actions.opening import record_opened as record_opened
from partnerships.agreements.actions.parties import (
    add_party as add_party,
    put_back_party as put_back_party,
    remove_party as remove_party,
    set_share as set_share,
)
from partnerships.agreements.actions.reading import (
    Reading as Reading,
    Remark as Remark,
    comment as comment,
    handle_comment as handle_comment,
)
from partnerships.agreements.actions.sending_out import (
    send_out as send_out,
)
from partnerships.agreements.actions.signers import (
    add_signer as add_signer,
    remove_signer as remove_signer,
    replace_signer as replace_signer,
)
from partnerships.agreements.actions.signing import (
    Signed as Signed,
    record_signature as record_signature,
    record_signed_paper as record_signed_paper,
    store_signed_paper as store_signed_paper,
    unchanged_document as unchanged_document,
)
from partnerships.agreements.actions.signing_by_link import (
    LinkSignature as LinkSignature,
    check_link_signature as check_link_signature,
    sign_by_link as sign_by_link,
)
from partnerships.agreements.actions.text import (
    hand_round as hand_round,
    save_section as save_section,
    upload_theirs as upload_theirs,
)
