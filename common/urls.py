"""Addresses for those who build pages."""

from django.urls import path

from common import views

urlpatterns = [
    path("dev/components/", views.component_gallery, name="component_gallery"),
]
