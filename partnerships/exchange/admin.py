"""The panel's pages about the catalogue."""

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from accounts.access import actor
from accounts.admin import PanelAdmin
from accounts.roles import Permission
from partnerships.exchange import actions
from partnerships.exchange.models import OfferingCategory, ServiceOffering


@admin.register(OfferingCategory)
class OfferingCategoryAdmin(PanelAdmin[OfferingCategory]):
    """Kinds of help; leadership words and orders them."""

    edit_permission = Permission.LEAD
    list_display = ["label", "code", "position", "is_active"]
    fields = ["label", "code", "position", "is_active"]

    def get_readonly_fields(
        self,
        request: HttpRequest,  # noqa: ARG002
        obj: OfferingCategory | None = None,
    ) -> list[str]:
        return ["code"] if obj else []

    def save_model(
        self,
        request: HttpRequest,
        obj: OfferingCategory,
        form: forms.ModelForm[OfferingCategory],  # noqa: ARG002
        change: bool,  # noqa: ARG002, FBT001
    ) -> None:
        actions.save_category(category=obj, by=actor(request), now=timezone.now())


@admin.register(ServiceOffering)
class ServiceOfferingAdmin(PanelAdmin[ServiceOffering]):
    """What organizations can do for others."""

    edit_permission = Permission.LEAD
    list_display = ["title", "organization", "category", "is_active"]
    list_filter = ["category", "is_active"]
    list_select_related = ["organization", "category"]
    search_fields = ["title", "organization__name"]
    raw_id_fields = ["organization"]
    fields = ["organization", "title", "category", "description", "is_active"]

    def save_model(
        self,
        request: HttpRequest,
        obj: ServiceOffering,
        form: forms.ModelForm[ServiceOffering],  # noqa: ARG002
        change: bool,  # noqa: ARG002, FBT001
    ) -> None:
        actions.save_offering(offering=obj, by=actor(request), now=timezone.now())
