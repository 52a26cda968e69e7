"""Addresses of agreements and their papers."""

from django.urls import path

from partnerships.agreements import views

urlpatterns = [
    path("agreements/", views.mou_list, name="mou_list"),
    path("agreements/<int:mou_id>/", views.mou_detail, name="mou_detail"),
    path("agreements/<int:mou_id>/edit/", views.mou_edit, name="mou_edit"),
    path("agreements/<int:mou_id>/ready/", views.mou_ready, name="mou_ready"),
    path("agreements/<int:mou_id>/draft/", views.mou_back_to_draft, name="mou_back_to_draft"),
    path("agreements/<int:mou_id>/early/", views.mou_signed_early, name="mou_signed_early"),
    path("agreements/<int:mou_id>/end/", views.mou_terminate, name="mou_terminate"),
    path("agreements/calendar/", views.mou_calendar, name="mou_calendar"),
    path("agreements/export/", views.mou_export, name="mou_export"),
    path("agreements/<int:mou_id>/text/", views.their_text, name="their_text"),
    path("agreements/<int:mou_id>/versions/", views.mou_versions, name="mou_versions"),
    path("agreements/<int:mou_id>/pdf/", views.mou_pdf, name="mou_pdf"),
    path("agreements/<int:mou_id>/docx/", views.mou_docx, name="mou_docx"),
    path("agreements/<int:mou_id>/hand-round/", views.mou_hand_round, name="mou_hand_round"),
    path("agreements/<int:mou_id>/recall/", views.mou_recall, name="mou_recall"),
    path("agreements/<int:mou_id>/withdraw/", views.mou_withdraw, name="mou_withdraw"),
    path("agreements/<int:mou_id>/hold/", views.mou_suspend, name="mou_suspend"),
    path("agreements/<int:mou_id>/resume/", views.mou_resume, name="mou_resume"),
    path("agreements/<int:mou_id>/amend/", views.mou_amend, name="mou_amend"),
    path("agreements/<int:mou_id>/renew/", views.mou_renew, name="mou_renew"),
    path("agreements/<int:mou_id>/reviewed/", views.mou_reviewed, name="mou_reviewed"),
    path("agreements/<int:mou_id>/parties/new/", views.party_add, name="party_add"),
    path("agreements/parties/<int:party_id>/share/", views.party_share, name="party_share"),
    path("agreements/parties/<int:party_id>/remove/", views.party_remove, name="party_remove"),
    path("agreements/<int:mou_id>/ask/", views.mou_ask, name="mou_ask"),
    path("agreements/<int:mou_id>/evidence/", views.mou_evidence, name="mou_evidence"),
    path("agreements/<int:mou_id>/comments/new/", views.comment_record, name="comment_record"),
    path("agreements/comments/<int:comment_id>/", views.comment_handle, name="comment_handle"),
    path("agreements/signers/<int:signer_id>/", views.signer_replace, name="signer_replace"),
    path("agreements/signers/<int:signer_id>/remove/", views.signer_remove, name="signer_remove"),
    path("agreements/sections/<int:section_id>/", views.section_edit, name="section_edit"),
    path("agreements/<int:mou_id>/papers/new/", views.document_upload, name="document_upload"),
    path("agreements/parties/<int:party_id>/signers/new/", views.signer_add, name="signer_add"),
    path("papers/<int:document_id>/", views.document_download, name="document_download"),
    path(
        "partners/<int:partnership_id>/papers/new/",
        views.partnership_document_upload,
        name="partnership_document_upload",
    ),
    path("partners/<int:partnership_id>/mous/new/", views.mou_create, name="mou_create"),
    path("partners/<int:partnership_id>/mous/older/", views.mou_legacy, name="mou_legacy"),
]
