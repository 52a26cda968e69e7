"""Addresses for putting signals off."""

from django.urls import path

from partnerships.reminders import views

urlpatterns = [
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
