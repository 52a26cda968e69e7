"""Addresses of the pages that show everything together."""

from django.urls import path

from partnerships.overview import lifecycle as lifecycle, views

urlpatterns = [
    path("", views.today, name="today"),
    path("partners/", views.partner_list, name="partner_list"),
    path("calendar/", views.calendar, name="calendar"),
    path("partners/board/", views.board, name="board"),
    path("partners/new/", views.new_partner, name="new_partner"),
    path(
        "directory/<int:organization_id>/partnership/",
        views.partnership_open,
        name="partnership_open",
    ),
    path(
        "directory/<int:organization_id>/", views.organization_detail, name="organization_detail"
    ),
    path("people/<int:contact_id>/", views.contact_detail, name="contact_detail"),
    path("promises/<int:follow_up_id>/", views.follow_up_detail, name="follow_up_detail"),
    path(
        "answers/<slug:said_kind>/<int:said_id>/error/",
        views.answer_in_error,
        name="answer_in_error",
    ),
    path("files/<slug:kind>/<int:record_id>/new/", views.attachment_add, name="attachment_add"),
    path("files/<slug:kind>/<int:record_id>/", views.attachment_list, name="attachment_list"),
    path("files/<int:attachment_id>/", views.attachment_download, name="attachment_download"),
    path("files/<int:attachment_id>/remove/", views.attachment_remove, name="attachment_remove"),
    path("notes/<slug:kind>/<int:record_id>/new/", views.note_add, name="note_add"),
    path("notes/<int:note_id>/edit/", views.note_edit, name="note_edit"),
    path("notes/<int:note_id>/remove/", views.note_remove, name="note_remove"),
    path("history/<slug:kind>/<int:record_id>/", views.record_history, name="record_history"),
    path(
        "suggest/organizations/", views.organization_suggestions, name="organization_suggestions"
    ),
    path("suggest/contacts/", views.contact_suggestions, name="contact_suggestions"),
    path("new/", views.partner_pick, name="partner_pick"),
    path("partners/<int:partnership_id>/", views.partner_page, name="partner_page"),
    path("partners/<int:partnership_id>/timeline/", views.timeline, name="timeline"),
    path("partners/<int:partnership_id>/brief/", views.brief, name="brief"),
    path("mail/", views.delivery_list, name="delivery_list"),
    path("share-screen/", views.share_screen_set, name="share_screen_set"),
    path("people/<int:contact_id>/left/", views.contact_left, name="contact_left"),
    path("colleagues/<int:user_id>/left/", views.colleague_left, name="colleague_left"),
    path("counts/", views.rail_counts, name="rail_counts"),
    path("undo/<int:event_id>/", views.undo, name="undo"),
    path("saved-views/", views.view_list, name="view_list"),
    path("saved-views/<slug:list_name>/new/", views.view_create, name="view_create"),
    path("saved-views/<int:view_id>/rename/", views.view_rename, name="view_rename"),
    path("saved-views/<int:view_id>/default/", views.view_default, name="view_default"),
    path("saved-views/<int:view_id>/remove/", views.view_remove, name="view_remove"),
    path("search/", views.search, name="search"),
]
