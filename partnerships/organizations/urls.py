"""Addresses of the directory."""

from django.urls import path

from partnerships.organizations import views

urlpatterns = [
    path("directory/", views.organization_list, name="organization_list"),
    path("directory/ours/", views.ours_set_up, name="ours_set_up"),
    path("directory/ours/edit/", views.ours_edit, name="ours_edit"),
    path("directory/new/", views.organization_create, name="organization_create"),
    path(
        "directory/<int:organization_id>/edit/", views.organization_edit, name="organization_edit"
    ),
    path(
        "directory/<int:organization_id>/archive/",
        views.organization_archive,
        name="organization_archive",
    ),
    path(
        "directory/<int:organization_id>/restore/",
        views.organization_restore,
        name="organization_restore",
    ),
    path(
        "directory/<int:organization_id>/ours/", views.organization_ours, name="organization_ours"
    ),
    path(
        "directory/<int:organization_id>/numbers/new/", views.identifier_add, name="identifier_add"
    ),
    path("directory/<int:organization_id>/people/new/", views.position_add, name="position_add"),
    path(
        "directory/<int:organization_id>/merge/",
        views.organization_merge_pick,
        name="organization_merge_pick",
    ),
    path(
        "directory/<int:organization_id>/merge/<int:kept_id>/",
        views.organization_merge,
        name="organization_merge",
    ),
    path(
        "directory/<int:organization_id>/not-the-same/<int:kept_id>/",
        views.organization_apart,
        name="organization_apart",
    ),
    path(
        "directory/<int:organization_id>/unmerge/",
        views.organization_unmerge,
        name="organization_unmerge",
    ),
    path(
        "people/<int:contact_id>/merge/<int:kept_contact_id>/",
        views.contact_merge,
        name="contact_merge",
    ),
    path(
        "people/<int:contact_id>/not-the-same/<int:kept_contact_id>/",
        views.contact_apart,
        name="contact_apart",
    ),
    path("people/<int:contact_id>/unmerge/", views.contact_unmerge, name="contact_unmerge"),
    path("people/", views.contact_list, name="contact_list"),
    path("people/new/", views.contact_create, name="contact_create"),
    path("people/<int:contact_id>/archive/", views.contact_archive, name="contact_archive"),
    path("people/<int:contact_id>/restore/", views.contact_restore, name="contact_restore"),
    path("people/<int:contact_id>/edit/", views.contact_edit, name="contact_edit"),
    path(
        "directory/<int:organization_id>/parent/",
        views.organization_parent,
        name="organization_parent",
    ),
    path("numbers/<int:identifier_id>/remove/", views.identifier_remove, name="identifier_remove"),
    path("positions/<int:position_id>/edit/", views.position_edit, name="position_edit"),
    path("positions/<int:position_id>/end/", views.position_end, name="position_end"),
]
