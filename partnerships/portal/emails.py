"""The mail that tells one of us that a partner's person answered."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from partnerships.links.models import PersonalLink
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import Content
from partnerships.portal.queries import told_by


def render(delivery: Delivery) -> Content:
    """Write the mail: who answered, what they said, and one button."""
    link = PersonalLink.objects.select_related("contact", "partnership__organization").get(
        pk=delivery.subject_id
    )
    with timezone.override(ZoneInfo(delivery.tz)), translation.override(settings.LANGUAGE_CODE):
        heading = _("%(partner)s: %(name)s answered, your turn") % {
            "partner": link.partnership,
            "name": link.contact.name,
        }
        context = {
            "heading": heading,
            "told": told_by(link),
            "url": settings.BASE_URL + reverse("link_detail", args=[link.pk]),
        }
        return Content(
            subject=heading,
            text=render_to_string("emails/partner_answered.txt", context),
            html=render_to_string("emails/partner_answered.html", context),
        )
