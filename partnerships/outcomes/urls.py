"""Addresses of targets and deliveries."""

from django.urls import path

from partnerships.outcomes import views

urlpatterns = [
    path("lines/<int:benefit_id>/deliveries/", views.target_detail, name="target_detail"),
    path("lines/<int:benefit_id>/target/", views.target_set, name="target_set"),
    path("lines/<int:benefit_id>/deliveries/new/", views.fulfillment_add, name="fulfillment_add"),
    path(
        "deliveries/<int:fulfillment_id>/correct/",
        views.fulfillment_correct,
        name="fulfillment_correct",
    ),
    path(
        "deliveries/<int:fulfillment_id>/confirm/",
        views.fulfillment_accept,
        name="fulfillment_accept",
    ),
]
