"""Addresses of the import."""

from django.urls import path

from partnerships.transfer import views

urlpatterns = [
    path("import/", views.import_organizations, name="import_organizations"),
    path("import/<int:run_id>/", views.import_run, name="import_run"),
    path("import/<int:run_id>/confirm/", views.import_confirm, name="import_confirm"),
    path("import/<int:run_id>/encoding/", views.import_read_again, name="import_read_again"),
]
