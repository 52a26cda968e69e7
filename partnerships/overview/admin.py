"""The leadership panel opens on the portfolio: figures, each a link to its rows."""

from typing import Any

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.access import signed_in
from accounts.admin import PanelSite
from partnerships.overview.queries.portfolio import mous_ending, portfolio_of, workload_of


class PortfolioSite(PanelSite):
    """The panel with the portfolio page as its index."""

    index_template = "overview/portfolio.html"

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        user, now = signed_in(request), timezone.now()
        more = {
            "portfolio": portfolio_of(user, now),
            "ending": mous_ending(user, now),
            "workload": workload_of(user, now),
        }
        return super().index(request, {**(extra_context or {}), **more})
