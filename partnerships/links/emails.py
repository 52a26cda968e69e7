"""The mail that brings a personal link, written in words a person would use."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from partnerships.links.models import PersonalLink
from partnerships.links.queries import help_line
from partnerships.links.rules import REMINDER, address_of
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import Content, one_click


def letter_of(link: PersonalLink, *, address: str, again: bool = False) -> Content:
    """Write the mail; a preview has an address that opens nothing."""
    stop = f"{address}stop/"
    name = link.contact.greeting_name()
    line = help_line(link.sent_by)
    context = {
        "link": link,
        "name": name,
        "line": line,
        "brand": line.house,
        "address": address,
        "again": again,
        "stop": stop,
    }
    subject = _("%(name)s, do these two lists look right?") % {"name": name}
    return Content(
        subject=_("Reminder: %(subject)s") % {"subject": subject} if again else subject,
        text=render_to_string("emails/personal_link.txt", context),
        html=render_to_string("emails/personal_link.html", context),
        sender=line.sender,
        headers={"Reply-To": line.email, **(one_click(stop) if again else {})},
    )


def render(delivery: Delivery) -> Content:
    """Write the mail of a delivery."""
    link = PersonalLink.objects.select_related("contact", "sent_by", "partnership").get(
        pk=delivery.subject_id
    )
    with translation.override(settings.LANGUAGE_CODE):
        return letter_of(link, address=address_of(link), again=delivery.kind == REMINDER)
