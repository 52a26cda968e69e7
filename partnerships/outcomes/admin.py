"""The panel's page about the catalog of measures."""

from datetime import datetime

from django.contrib import admin

from accounts.admin import CatalogueAdmin
from accounts.models import User
from partnerships.outcomes import actions
from partnerships.outcomes.models import MeasureDefinition


@admin.register(MeasureDefinition)
class MeasureDefinitionAdmin(CatalogueAdmin[MeasureDefinition]):
    """What can be counted, in which words, and where they come from."""

    list_display = ["label", "code", "unit", "source", "is_active"]
    fields = [
        "label",
        "code",
        "definition",
        "unit",
        "of_what",
        "counts_people",
        "source",
        "position",
        "is_active",
    ]

    def keep(self, row: MeasureDefinition, *, by: User, now: datetime) -> MeasureDefinition:
        return actions.save_definition(definition=row, by=by, now=now)
