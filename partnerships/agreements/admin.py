"""Agreements in the panel: types to edit, everything else to look at."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from accounts.access import signed_in
from accounts.admin import PanelAdmin
from accounts.roles import Permission
from partnerships.agreements import actions
from partnerships.agreements.models import Mou, MouType


@admin.register(MouType)
class MouTypeAdmin(PanelAdmin[MouType]):
    """Kinds of agreements and their rules."""

    edit_permission = Permission.LEAD
    list_display = ["label", "code", "is_gated", "source", "notice_days", "is_active"]
    fields = ["label", "code", "source", "notice_days", "position", "is_active", "is_gated"]

    def get_readonly_fields(self, request: HttpRequest, obj: MouType | None = None) -> Any:  # noqa: ARG002
        """Whether a kind is gated is fixed with the kind, so the gate has no switch."""
        return ["code", "is_gated"] if obj else ["is_gated"]

    def save_model(
        self,
        request: HttpRequest,
        obj: MouType,
        form: forms.ModelForm[MouType],  # noqa: ARG002
        change: bool,  # noqa: ARG002, FBT001
    ) -> None:
        actions.save_type(mou_type=obj, by=signed_in(request), now=timezone.now())


@admin.register(Mou)
class MouAdmin(PanelAdmin[Mou]):
    """Every agreement."""

    page = "mou_detail"
    list_display = ["title", "type", "state", "ends_on", "legacy_signed_on"]
    list_filter = ["state", "type"]
    list_select_related = ["type"]
    search_fields = ["title"]
