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
