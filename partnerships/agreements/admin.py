"""Agreements in the panel: types to edit, everything else to look at."""

from datetime import datetime
from typing import ClassVar

from django.contrib import admin

from accounts.admin import CatalogueAdmin, PanelAdmin
from accounts.models import User
from partnerships.agreements import actions
from partnerships.agreements.models import ComplianceType, Mou, MouType, TypeSection


@admin.register(MouType)
class MouTypeAdmin(CatalogueAdmin[MouType]):
    """Kinds of agreements and their rules. Whether one is gated has no switch here."""

    list_display = ["label", "code", "is_gated", "source", "checked_on", "is_active"]
    fields = [
        "label",
        "code",
        "source",
        "checked_on",
        "who_signs",
        "needs_approving_official",
        "is_binding",
        "review_months",
        "runway",
        "substantial_from",
        "notice_days",
        "position",
        "is_active",
        "is_gated",
    ]
    readonly_fields: ClassVar[list[str]] = ["is_gated"]

    def keep(self, row: MouType, *, by: User, now: datetime) -> MouType:
        return actions.save_type(mou_type=row, by=by, now=now)


@admin.register(TypeSection)
class TypeSectionAdmin(CatalogueAdmin[TypeSection]):
    """The sections that a new agreement of a kind begins with."""

    list_display = [
        "heading",
        "mou_type",
        "code",
        "is_required",
        "follows",
        "position",
        "is_active",
    ]
    list_filter = ["mou_type"]
    list_select_related = ["mou_type"]
    fields = [
        "mou_type",
        "code",
        "heading",
        "prompt",
        "body",
        "follows",
        "is_required",
        "position",
        "is_active",
    ]

    def keep(self, row: TypeSection, *, by: User, now: datetime) -> TypeSection:
        return actions.save_type_section(section=row, by=by, now=now)


@admin.register(ComplianceType)
class ComplianceTypeAdmin(CatalogueAdmin[ComplianceType]):
    """Documents with dates, and which kinds of organizations need them."""

    list_display = ["label", "code", "required_for", "is_active"]
    fields = ["label", "code", "required_for", "position", "is_active"]

    def keep(self, row: ComplianceType, *, by: User, now: datetime) -> ComplianceType:
        return actions.save_compliance_type(kind=row, by=by, now=now)


@admin.register(Mou)
class MouAdmin(PanelAdmin[Mou]):
    """Every agreement."""

    page = "mou_detail"
    list_display = ["title", "type", "state", "ends_on", "legacy_signed_on"]
    ordering = ["-created_at", "-id"]
    list_filter = ["state", "type"]
    list_select_related = ["type"]
    search_fields = ["title"]
