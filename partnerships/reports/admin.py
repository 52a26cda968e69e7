"""The leadership panel opens on the portfolio; its reports lie beside it."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse

from accounts.admin import PanelSite
from partnerships.reports import views


class PortfolioSite(PanelSite):
    """The panel with the portfolio page as its index."""

    index_template = "reports/panel.html"

    def get_urls(self) -> list[URLPattern | URLResolver]:
        pages = [
            path(
                "portfolio/<slug:report>/",
                self.admin_view(views.report_detail),
                name="report_detail",
            ),
            path(
                "portfolio/<slug:report>.csv", self.admin_view(views.report_csv), name="report_csv"
            ),
            path(
                "portfolio/<slug:report>.png", self.admin_view(views.report_png), name="report_png"
            ),
            path("portfolio.pdf", self.admin_view(views.portfolio_pdf), name="portfolio_pdf"),
            path("portfolio-email/", self.admin_view(views.portfolio_mail), name="portfolio_mail"),
            path("test-email/", self.admin_view(views.test_mail), name="test_mail"),
            path("rows/<slug:rows>/", self.admin_view(views.report_rows), name="report_rows"),
        ]
        return [*pages, *super().get_urls()]

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        more = views.portfolio(request)
        return super().index(request, {**(extra_context or {}), **more})

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> Any:  # noqa: ARG002
        """Lead to the groups of the front page: there is no other list of what can be set up."""
        return redirect(f"{reverse('admin:index')}#administration")
