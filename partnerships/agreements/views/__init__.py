"""The pages of agreements and their papers. Sending out and signing sit in pipeline."""

from partnerships.agreements.views.calendar import mou_calendar, mou_export
from partnerships.agreements.views.mous import (
    mou_back_to_draft,
    mou_create,
    mou_detail,
    mou_edit,
    mou_list,
    mou_ready,
    mou_terminate,
    signer_add,
)
from partnerships.agreements.views.papers import (
    document_download,
    document_upload,
    mou_legacy,
    mou_signed_early,
    partnership_document_upload,
)
from partnerships.agreements.views.terms import (
    mou_amend,
    mou_recall,
    mou_renew,
    mou_resume,
    mou_reviewed,
    mou_suspend,
    mou_withdraw,
    party_add,
    party_remove,
    party_share,
)
from partnerships.agreements.views.text import (
    mou_docx,
    mou_hand_round,
    mou_pdf,
    mou_versions,
    section_edit,
    their_text,
)

__all__ = [
    "document_download",
    "document_upload",
    "mou_amend",
    "mou_back_to_draft",
    "mou_calendar",
    "mou_create",
    "mou_detail",
    "mou_docx",
    "mou_edit",
    "mou_export",
    "mou_hand_round",
    "mou_legacy",
    "mou_list",
    "mou_pdf",
    "mou_ready",
    "mou_recall",
    "mou_renew",
    "mou_resume",
    "mou_reviewed",
    "mou_signed_early",
    "mou_suspend",
    "mou_terminate",
    "mou_versions",
    "mou_withdraw",
    "partnership_document_upload",
    "party_add",
    "party_remove",
    "party_share",
    "section_edit",
    "signer_add",
    "their_text",
]
