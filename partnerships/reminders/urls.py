"""Addresses of the bell, of how one is told, and of putting signals off."""

from django.urls import path

from partnerships.reminders import views

urlpatterns = [
    path("reminders/", views.notice_list, name="notice_list"),
    path("reminders/bell/", views.bell, name="bell"),
    path("reminders/ahead/", views.notices_ahead, name="notices_ahead"),
    path("reminders/<int:notice_id>/later/", views.notice_later, name="notice_later"),
    path("reminders/<int:notice_id>/back/", views.notice_back, name="notice_back"),
    path("reminders/<int:notice_id>/mute/", views.notice_mute, name="notice_mute"),
    path("reminders/stop/<str:stop_token>/", views.reminder_stop, name="reminder_stop"),
    path("you/reminders/", views.reminder_settings, name="reminder_settings"),
    path("you/reminders/usual/", views.reminders_usual, name="reminders_usual"),
    path("you/reminders/hours/", views.hours_edit, name="hours_edit"),
    path("you/reminders/muted/<int:mute_id>/", views.unmute, name="unmute"),
    path("you/away/", views.absence_add, name="absence_add"),
    path("you/away/<int:absence_id>/end/", views.absence_end, name="absence_end"),
    path(
        "partners/<int:partnership_id>/signals/<slug:code>/",
        views.signal_put_off,
        name="signal_put_off",
    ),
    path(
        "partners/<int:partnership_id>/signals/<slug:code>/again/",
        views.signal_show_again,
        name="signal_show_again",
    ),
]
