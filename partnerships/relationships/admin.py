"""The panel's pages about motives, reasons to end, and partnerships."""

from datetime import datetime

from django.contrib import admin

from accounts.admin import CatalogueAdmin, PanelAdmin
from accounts.models import User
from partnerships.relationships import actions
from partnerships.relationships.models import ClosingReason, Motive, Partnership


@admin.register(Motive)
class MotiveAdmin(CatalogueAdmin[Motive]):
    """Why we partner."""

    list_display = ["label", "code", "position", "is_active"]
    fields = ["label", "code", "position", "is_active"]

    def keep(self, row: Motive, *, by: User, now: datetime) -> Motive:
        return actions.save_motive(motive=row, by=by, now=now)


@admin.register(ClosingReason)
class ClosingReasonAdmin(CatalogueAdmin[ClosingReason]):
    """Why a partnership ends."""

    list_display = ["label", "code", "is_good_ending", "position", "is_active"]
    fields = ["label", "code", "is_good_ending", "position", "is_active"]

    def keep(self, row: ClosingReason, *, by: User, now: datetime) -> ClosingReason:
        return actions.save_closing_reason(reason=row, by=by, now=now)


@admin.register(Partnership)
class PartnershipAdmin(PanelAdmin[Partnership]):
    """Partnerships, to look at; the work happens on their own pages."""

    page = "partner_page"
    list_display = ["organization", "program", "stage", "owner", "court", "stage_since"]
    ordering = ["organization__name_key", "id"]
    list_filter = ["stage", "court", "owner"]
    list_select_related = ["organization", "owner"]
    search_fields = ["organization__search_text", "program"]
