"""The pages of agreements and their papers. Sending out and signing sit in pipeline."""

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

__all__ = [
    "document_download",
    "document_upload",
    "mou_back_to_draft",
    "mou_create",
    "mou_detail",
    "mou_edit",
    "mou_legacy",
    "mou_list",
    "mou_ready",
    "mou_signed_early",
    "mou_terminate",
    "partnership_document_upload",
    "signer_add",
]
