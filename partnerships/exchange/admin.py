"""The panel's pages about the catalogue."""

from datetime import datetime

from django.contrib import admin

from accounts.admin import CatalogueAdmin
from accounts.models import User
from partnerships.exchange import actions
from partnerships.exchange.models import OfferingCategory, ServiceOffering


@admin.register(OfferingCategory)
class OfferingCategoryAdmin(CatalogueAdmin[OfferingCategory]):
    """Kinds of help."""

    list_display = ["label", "code", "position", "is_active"]
    fields = ["label", "code", "position", "is_active"]

    def keep(self, row: OfferingCategory, *, by: User, now: datetime) -> OfferingCategory:
        return actions.save_category(category=row, by=by, now=now)


@admin.register(ServiceOffering)
class ServiceOfferingAdmin(CatalogueAdmin[ServiceOffering]):
    """What organizations can do for others."""

    list_display = ["title", "organization", "category", "is_active"]
    list_filter = ["category", "is_active"]
    list_select_related = ["organization", "category"]
    search_fields = ["title", "organization__search_text"]
    raw_id_fields = ["organization"]
    fields = ["organization", "title", "category", "description", "is_active"]

    def keep(self, row: ServiceOffering, *, by: User, now: datetime) -> ServiceOffering:
        return actions.save_offering(offering=row, by=by, now=now)
