from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class PartnershipsConfig(AppConfig):
    name = "partnerships"
    verbose_name = _("Partnerships")
    default_auto_field = "django.db.models.BigAutoField"


class PanelConfig(admin_apps.AdminConfig):
    """Puts the leadership panel in the place of Django's own admin site."""

    default = False
    default_site = "partnerships.reports.admin.PortfolioSite"
