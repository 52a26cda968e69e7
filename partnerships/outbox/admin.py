"""Mail in the panel: to look at."""

from accounts.admin import PanelAdmin
from partnerships.outbox.models import Delivery, Suppression


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
    list_filter = ["state", "kind", "reason"]
    search_fields = ["recipient_name", "address_norm", "message_id"]
    date_hierarchy = "due_at"
    ordering = ["-id"]
    exclude = ["rendered", "lease_token", "lease_until"]


class SuppressionAdmin(PanelAdmin[Suppression]):
    """Addresses that are not written to."""

    list_display = ["address_norm", "scope", "reason", "until", "created_at"]
    search_fields = ["address_norm"]
