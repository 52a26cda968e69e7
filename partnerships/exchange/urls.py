"""Addresses of the catalogue, the two lists and the answers."""

from django.urls import path

from partnerships.exchange import views

urlpatterns = [
    path("offerings/", views.offering_list, name="offering_list"),
    path("offerings/new/", views.offering_create, name="offering_create"),
    path("offerings/handout/", views.offering_handout, name="offering_handout"),
    path("offerings/handout.pdf", views.offering_handout_pdf, name="offering_handout_pdf"),
    path("offerings/public/", views.offers_settings, name="offers_settings"),
    path("offers/", views.offers_page, name="offers_page"),
    path("offers/ask/", views.offers_ask, name="offers_ask"),
    path("offers/ask/sent/", views.offers_sent, name="offers_sent"),
    path("offers/embed/", views.offers_embed, name="offers_embed"),
    path("offers/logo/", views.offers_logo, name="offers_logo"),
    path("offers/services.pdf", views.offers_pdf, name="offers_pdf"),
    path("offers/for/<slug:program>/", views.offers_page, name="offers_program"),
    path("offers/for/<slug:program>/embed/", views.offers_embed, name="offers_program_embed"),
    path("offerings/<int:offering_id>/", views.offering_edit, name="offering_edit"),
    path("partners/<int:partnership_id>/lines/new/", views.benefit_create, name="benefit_create"),
    path("lines/<int:benefit_id>/", views.benefit_edit, name="benefit_edit"),
    path("lines/<int:benefit_id>/withdraw/", views.benefit_withdraw, name="benefit_withdraw"),
    path("lines/<int:benefit_id>/move/", views.benefit_move, name="benefit_move"),
    path("lines/<int:benefit_id>/thread/", views.line_detail, name="line_detail"),
    path("lines/<int:benefit_id>/evidence/", views.evidence_add, name="evidence_add"),
    path("evidence/<int:evidence_id>/edit/", views.evidence_edit, name="evidence_edit"),
    path("evidence/<int:evidence_id>/accept/", views.evidence_accept, name="evidence_accept"),
    path(
        "suggestions/<int:suggestion_id>/accept/",
        views.suggestion_accept,
        name="suggestion_accept",
    ),
    path(
        "suggestions/<int:suggestion_id>/take-up/",
        views.suggestion_take_up,
        name="suggestion_take_up",
    ),
    path(
        "suggestions/<int:suggestion_id>/decline/",
        views.suggestion_decline,
        name="suggestion_decline",
    ),
    path("lines/<int:benefit_id>/accept/", views.item_accept, name="item_accept"),
    path(
        "item-requests/<int:item_request_id>/accept/",
        views.item_request_accept,
        name="item_request_accept",
    ),
    path(
        "item-requests/<int:item_request_id>/decline/",
        views.item_request_decline,
        name="item_request_decline",
    ),
    path("partners/<int:partnership_id>/changes/", views.changes_since, name="changes_since"),
    path("partners/<int:partnership_id>/share/", views.lists_share, name="lists_share"),
    path("partners/<int:partnership_id>/sheet/", views.lists_sheet, name="lists_sheet"),
    path("partners/<int:partnership_id>/answers/", views.answer_record, name="answer_record"),
    path("answers/<int:answer_id>/concern/", views.concern_note, name="concern_note"),
]
