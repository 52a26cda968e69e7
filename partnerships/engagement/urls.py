"""Addresses of meetings, calls and promises."""

from django.urls import path

from partnerships.engagement import views

urlpatterns = [
    path("meetings/", views.meeting_list, name="meeting_list"),
    path(
        "partners/<int:partnership_id>/meetings/new/", views.meeting_create, name="meeting_create"
    ),
    path(
        "directory/<int:organization_id>/meetings/new/",
        views.organization_meeting_create,
        name="organization_meeting_create",
    ),
    path("meetings/conflicts/", views.meeting_conflicts, name="meeting_conflicts"),
    path("meetings/<int:meeting_id>/move/", views.meeting_move, name="meeting_move"),
    path("meetings/<int:meeting_id>/", views.meeting_detail, name="meeting_detail"),
    path("meetings/<int:meeting_id>/meeting.ics", views.meeting_file, name="meeting_file"),
    path("c/<str:feed_token>/meetings.ics", views.calendar_feed, name="calendar_feed"),
    path("calendar/feed/", views.my_feed, name="my_feed"),
    path("calendar/feed/revoke/", views.my_feed_revoke, name="my_feed_revoke"),
    path("partners/<int:partnership_id>/feed/", views.partner_feed, name="partner_feed"),
    path(
        "partners/<int:partnership_id>/feed/revoke/",
        views.partner_feed_revoke,
        name="partner_feed_revoke",
    ),
    path("meetings/<int:meeting_id>/invite/", views.meeting_invite, name="meeting_invite"),
    path("meetings/<int:meeting_id>/edit/", views.meeting_edit, name="meeting_edit"),
    path(
        "meetings/<int:meeting_id>/close-out/", views.meeting_close_out, name="meeting_close_out"
    ),
    path("meetings/<int:meeting_id>/cancel/", views.meeting_cancel, name="meeting_cancel"),
    path(
        "partners/<int:partnership_id>/log/", views.interaction_create, name="interaction_create"
    ),
    path("activity/<int:interaction_id>/edit/", views.interaction_edit, name="interaction_edit"),
    path(
        "activity/<int:interaction_id>/remove/",
        views.interaction_remove,
        name="interaction_remove",
    ),
    path(
        "partners/<int:partnership_id>/promises/new/",
        views.follow_up_create,
        name="follow_up_create",
    ),
    path("promises/<int:follow_up_id>/edit/", views.follow_up_edit, name="follow_up_edit"),
    path("promises/<int:follow_up_id>/done/", views.follow_up_done, name="follow_up_done"),
]
