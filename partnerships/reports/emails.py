"""The portfolio as a mail for those who lead."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from audit.queries import chain_head
from partnerships.organizations.queries import house_name
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import Content, one_click
from partnerships.reminders.rules.categories import PORTFOLIO
from partnerships.reminders.rules.unsubscribing import stop_url
from partnerships.reports.lifecycle import CHANGED_MOST
from partnerships.reports.queries import Scope, changes_of, headline_of, needs_attention


def render_portfolio(delivery: Delivery, scope: Scope) -> Content:
    """Write the figures, each with the address of its rows."""
    figures = needs_attention(scope)
    stop = stop_url(delivery.recipient_id, PORTFOLIO)
    zone = ZoneInfo(delivery.tz)
    with timezone.override(zone), translation.override(settings.LANGUAGE_CODE):
        month = date_format(scope.period.first, "F Y")
        context = {
            "heading": _("Our partnerships, %(month)s") % {"month": month},
            "stats": headline_of(scope),
            "changed": [one for one in changes_of(scope, figures)[:CHANGED_MOST] if one.change],
            "figures": [figure for figure in figures if figure.count],
            "head": chain_head(),
            "brand": house_name(),
            "base": settings.BASE_URL,
            "stop": stop,
        }
        return Content(
            subject=str(context["heading"]),
            text=render_to_string("emails/portfolio.txt", context),
            html=render_to_string("emails/portfolio.html", context),
            sender=str(context["brand"]),
            headers=one_click(stop),
        )
