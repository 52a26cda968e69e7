"""The panel's pages about motives, reasons to end, and partnerships."""

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from accounts.access import actor
from accounts.admin import PanelAdmin
from accounts.roles import Permission
from partnerships.relationships import actions
from partnerships.relationships.models import ClosingReason, Motive, Partnership


@admin.register(Motive)
class MotiveAdmin(PanelAdmin[Motive]):
    """Why we partner; leadership words and orders it."""

    edit_permission = Permission.LEAD
    list_display = ["label", "code", "position", "is_active"]
    fields = ["label", "code", "position", "is_active"]

    def get_readonly_fields(
        self,
        request: HttpRequest,  # noqa: ARG002
        obj: Motive | None = None,
    ) -> list[str]:
        return ["code"] if obj else []

    def save_model(
        self,
        request: HttpRequest,
        obj: Motive,
        form: forms.ModelForm[Motive],  # noqa: ARG002
        change: bool,  # noqa: ARG002, FBT001
    ) -> None:
        actions.save_motive(motive=obj, by=actor(request), now=timezone.now())


@admin.register(ClosingReason)
class ClosingReasonAdmin(PanelAdmin[ClosingReason]):
    """Why a partnership ends; leadership words and orders it."""

    edit_permission = Permission.LEAD
    list_display = ["label", "code", "is_good_ending", "position", "is_active"]
    fields = ["label", "code", "is_good_ending", "position", "is_active"]

    def get_readonly_fields(
        self,
        request: HttpRequest,  # noqa: ARG002
        obj: ClosingReason | None = None,
    ) -> list[str]:
        return ["code"] if obj else []

    def save_model(
        self,
        request: HttpRequest,
        obj: ClosingReason,
        form: forms.ModelForm[ClosingReason],  # noqa: ARG002
        change: bool,  # noqa: ARG002, FBT001
    ) -> None:
        actions.save_closing_reason(reason=obj, by=actor(request), now=timezone.now())


@admin.register(Partnership)
class PartnershipAdmin(PanelAdmin[Partnership]):
    """Partnerships, to look at; the work happens on their own pages."""

    page = "partner_page"
    list_display = ["organization", "program", "stage", "owner", "court", "stage_since"]
    list_filter = ["stage", "court", "owner"]
    list_select_related = ["organization", "owner"]
    search_fields = ["organization__name", "program"]
