"""Mail about moves: a note to a partner at the end, and the question whether no MOU is needed."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from partnerships.engagement.models import Interaction
from partnerships.links.queries import help_line
from partnerships.organizations.queries import house_name
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import Content
from partnerships.relationships.models import Partnership


def render_note(delivery: Delivery) -> Content:
    """Write the closing note as the sender worded it."""
    note = Interaction.objects.select_related("recorded_by", "partnership__organization").get(
        pk=delivery.subject_id
    )
    sender = note.recorded_by
    with translation.override(settings.LANGUAGE_CODE):
        line = help_line(sender)
        context = {"text": note.text, "sender": sender, "brand": line.house}
        return Content(
            subject=_("Thank you, from %(name)s") % {"name": sender.name},
            text=render_to_string("emails/closing_note.txt", context),
            html=render_to_string("emails/closing_note.html", context),
            sender=line.sender,
            headers={"Reply-To": sender.email},
        )


def render_no_mou(delivery: Delivery) -> Content:
    """Write to leadership who asks, why, and where one click approves it."""
    partnership = Partnership.objects.select_related("organization", "no_mou_asked_by").get(
        pk=delivery.subject_id
    )
    asker = partnership.no_mou_asked_by
    with translation.override(settings.LANGUAGE_CODE):
        heading = _("%(partner)s: no MOU needed?") % {"partner": partnership}
        context = {
            "heading": heading,
            "brand": house_name(),
            "partnership": partnership,
            "asker": asker,
            "url": settings.BASE_URL + reverse("no_mou_approve", args=[partnership.pk]),
        }
        return Content(
            subject=heading,
            text=render_to_string("emails/no_mou_asked.txt", context),
            html=render_to_string("emails/no_mou_asked.html", context),
            sender=house_name(),
            headers={"Reply-To": asker.email} if asker else {},
        )
