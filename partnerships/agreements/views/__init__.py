"""The pages of agreements and their papers. Sending out and signing sit in pipeline."""

from partnerships.agreements.views.calendar import (
    mou_calendar as mou_calendar,
    mou_export as mou_export,
)
from partnerships.agreements.views.compliance import (
    compliance_add as compliance_add,
    compliance_download as compliance_download,
    compliance_list as compliance_list,
    compliance_remove as compliance_remove,
)
from partnerships.agreements.views.documents import (
    document_download as document_download,
    document_upload as document_upload,
    partnership_document_upload as partnership_document_upload,
)
from partnerships.agreements.views.legacy import (
    mou_legacy as mou_legacy,
    mou_signed_early as mou_signed_early,
)
from partnerships.agreements.views.links import (
    answers_seen as answers_seen,
    comment_handle as comment_handle,
    comment_record as comment_record,
    mou_ask as mou_ask,
    mou_evidence as mou_evidence,
    signer_remove as signer_remove,
    signer_replace as signer_replace,
)
from partnerships.agreements.views.mous import (
    mou_back_to_draft as mou_back_to_draft,
    mou_create as mou_create,
    mou_detail as mou_detail,
    mou_edit as mou_edit,
    mou_list as mou_list,
    mou_ready as mou_ready,
    mou_terminate as mou_terminate,
    signer_add as signer_add,
)
from partnerships.agreements.views.terms import (
    mou_amend as mou_amend,
    mou_recall as mou_recall,
    mou_renew as mou_renew,
    mou_resume as mou_resume,
    mou_reviewed as mou_reviewed,
    mou_suspend as mou_suspend,
    mou_withdraw as mou_withdraw,
    party_add as party_add,
    party_remove as party_remove,
    party_share as party_share,
)
from partnerships.agreements.views.text import (
    mou_docx as mou_docx,
    mou_hand_round as mou_hand_round,
    mou_pdf as mou_pdf,
    mou_versions as mou_versions,
    section_edit as section_edit,
    their_text as their_text,
)
