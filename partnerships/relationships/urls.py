"""Addresses of the pages about a partnership itself."""

from django.urls import path

from partnerships.relationships import views

urlpatterns = [
    path("partners/<int:partnership_id>/edit/", views.partnership_edit, name="partnership_edit"),
    path("partners/<int:partnership_id>/purpose/", views.purpose_set, name="purpose_set"),
    path(
        "partners/<int:partnership_id>/purpose/agree/", views.purpose_agree, name="purpose_agree"
    ),
    path("partners/<int:partnership_id>/no-step/", views.no_next_step, name="no_next_step"),
    path("partners/<int:partnership_id>/key-people/", views.seat_create, name="seat_create"),
    path("key-people/<int:seat_id>/", views.seat_edit, name="seat_edit"),
    path("key-people/<int:seat_id>/remove/", views.seat_remove, name="seat_remove"),
    path("partners/<int:partnership_id>/speaker/", views.speaker_set, name="speaker_set"),
    path("partners/<int:partnership_id>/court/", views.court_set, name="court_set"),
]
