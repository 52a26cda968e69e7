"""Organizations and people in the panel: to look at, with a link to their pages."""

from django.contrib import admin

from accounts.admin import PanelAdmin
from partnerships.organizations.models import Contact, Organization


@admin.register(Organization)
class OrganizationAdmin(PanelAdmin[Organization]):
    """Every organization we know."""

    page = "organization_detail"
    list_display = ["name", "kind", "reach", "is_ours", "archived_at"]
    ordering = ["name_key", "id"]
    list_filter = ["kind", "reach", "is_ours"]
    search_fields = ["search_text"]
    show_full_result_count = False


@admin.register(Contact)
class ContactAdmin(PanelAdmin[Contact]):
    """Every person we know."""

    page = "contact_detail"
    list_display = ["name", "email", "phone", "prefers"]
    ordering = ["name", "id"]
    search_fields = ["search_text"]
    exclude = ["notes"]
    show_full_result_count = False
