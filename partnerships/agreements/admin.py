"""Agreements in the panel: types to edit, everything else to look at."""

from datetime import datetime
from typing import ClassVar

from django.contrib import admin

from accounts.admin import CatalogueAdmin, PanelAdmin
from accounts.models import User
from partnerships.agreements import actions
from partnerships.agreements.models import Mou, MouType


@admin.register(MouType)
class MouTypeAdmin(CatalogueAdmin[MouType]):
    """Kinds of agreements and their rules. Whether one is gated has no switch here."""

    list_display = ["label", "code", "is_gated", "source", "notice_days", "is_active"]
    fields = ["label", "code", "source", "notice_days", "position", "is_active", "is_gated"]
    readonly_fields: ClassVar[list[str]] = ["is_gated"]

    def keep(self, row: MouType, *, by: User, now: datetime) -> MouType:
        return actions.save_type(mou_type=row, by=by, now=now)


@admin.register(Mou)
class MouAdmin(PanelAdmin[Mou]):
    """Every agreement."""

    page = "mou_detail"
    list_display = ["title", "type", "state", "ends_on", "legacy_signed_on"]
    list_filter = ["state", "type"]
    list_select_related = ["type"]
    search_fields = ["title"]
