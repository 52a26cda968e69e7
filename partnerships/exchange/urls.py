"""Addresses of the catalogue, the two lists and the answers."""

from django.urls import path

from partnerships.exchange import views

urlpatterns = [
    path("offerings/", views.offering_list, name="offering_list"),
    path("offerings/new/", views.offering_create, name="offering_create"),
    path("offerings/<int:offering_id>/", views.offering_edit, name="offering_edit"),
    path("partners/<int:partnership_id>/lines/new/", views.benefit_create, name="benefit_create"),
    path("lines/<int:benefit_id>/", views.benefit_edit, name="benefit_edit"),
    path("lines/<int:benefit_id>/withdraw/", views.benefit_withdraw, name="benefit_withdraw"),
    path("partners/<int:partnership_id>/share/", views.lists_share, name="lists_share"),
    path("partners/<int:partnership_id>/answers/", views.answer_record, name="answer_record"),
]
