"""Mail in the panel: to look at."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList

from accounts.admin import PanelAdmin
from partnerships.outbox.lifecycle import Reason
from partnerships.outbox.models import Delivery, Suppression

if TYPE_CHECKING:
    from django.contrib.admin.filters import _ListFilterChoices


class ReasonFilter(admin.AllValuesFieldListFilter):
    """Name each reason in words; email without one is found under "All"."""

    def choices(self, changelist: ChangeList) -> "Iterator[_ListFilterChoices]":
        for choice in super().choices(changelist):
            if reason := str(choice["display"]):
                known = reason in Reason.values
                choice["display"] = str(Reason(reason).label) if known else reason
                yield choice


class DeliveryAdmin(PanelAdmin[Delivery]):
    """Every mail and what became of it. Deciding about one is done on the page about mail."""

    list_display = [
        "kind",
        "recipient_name",
        "address_norm",
        "state",
        "reason",
        "due_at",
        "sent_at",
    ]
    list_filter = ["state", "kind", ("reason", ReasonFilter)]
    search_fields = ["recipient_key", "address_norm", "message_id"]
    date_hierarchy = "due_at"
    ordering = ["-id"]
    exclude = ["rendered", "lease_token", "lease_until"]


class SuppressionAdmin(PanelAdmin[Suppression]):
    """Addresses that are not written to."""

    list_display = ["address_norm", "scope", "reason", "until", "created_at"]
    search_fields = ["address_norm"]
