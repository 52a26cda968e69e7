"""The panel's pages about meetings, calls and promises: to look at, with a link to the work."""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.admin import PanelAdmin
from partnerships.engagement.models import FollowUp, Interaction, Meeting


@admin.register(Meeting)
class MeetingAdmin(PanelAdmin[Meeting]):
    """Meetings, to look at."""

    page = "meeting_detail"
    list_display = ["starts_at", "kind", "partner", "state", "owner"]
    ordering = ["starts_at", "id"]
    list_filter = ["state", "kind", "owner"]
    list_select_related = ["partnership__organization", "organization", "owner"]
    search_fields = ["partnership__organization__search_text", "organization__search_text"]

    @admin.display(description=_("partner"), ordering="partnership__organization__name_key")
    def partner(self, obj: Meeting) -> str:
        """Whom it is with."""
        return str(obj.partner())


@admin.register(Interaction)
class InteractionAdmin(PanelAdmin[Interaction]):
    """Calls and notes, to look at."""

    list_display = ["on", "kind", "partnership", "with_contact", "recorded_by"]
    ordering = ["-on", "-id"]
    list_filter = ["kind"]
    list_select_related = ["partnership__organization", "with_contact", "recorded_by"]
    search_fields = ["partnership__organization__search_text"]

    def view_on_site(self, obj: Interaction) -> str:
        return reverse("partner_page", args=[obj.partnership_id])


@admin.register(FollowUp)
class FollowUpAdmin(PanelAdmin[FollowUp]):
    """Promises, to look at."""

    list_display = ["due_on", "what", "side", "partnership", "contact", "state"]
    ordering = ["due_on", "id"]
    list_filter = ["state", "side"]
    list_select_related = ["partnership__organization", "contact"]
    search_fields = ["what", "partnership__organization__search_text"]

    def view_on_site(self, obj: FollowUp) -> str:
        return reverse("partner_page", args=[obj.partnership_id])
