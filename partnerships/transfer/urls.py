"""Addresses of the import."""

from django.urls import path

from partnerships.transfer import views

urlpatterns = [
    path("import/", views.import_organizations, name="import_organizations"),
    path("import/confirm/", views.import_confirm, name="import_confirm"),
]
