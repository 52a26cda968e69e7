"""The panel's page about reviews: to look at, with a link to the work."""

from django.contrib import admin

from accounts.admin import PanelAdmin
from partnerships.reviews.models import Review


@admin.register(Review)
class ReviewAdmin(PanelAdmin[Review]):
    """Reviews, to look at."""

    page = "review_detail"
    list_display = ["due_on", "partnership", "state", "decision", "closed_at"]
    ordering = ["due_on", "id"]
    list_filter = ["state", "decision"]
    list_select_related = ["partnership__organization"]
    search_fields = ["partnership__organization__search_text"]
