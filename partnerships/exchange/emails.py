"""The mail that confirms an inquiry."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from partnerships.exchange.models import Inquiry
from partnerships.exchange.queries import public_page
from partnerships.organizations.models import Phone
from partnerships.organizations.queries import our_organization
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import Content

#: No first name is longer; what is may be a message.
LONGEST_NAME = 20


def render_inquiry_received(delivery: Delivery) -> Content:
    """Write to whoever sent the form; of what they typed, only what can pass for a first name.

    With words of a stranger in it, the form would be a way to mail anything to anyone.
    """
    house = our_organization()
    name = house.name if house else "Accord"
    with translation.override(settings.LANGUAGE_CODE):
        context = {
            "brand": name,
            "phone": str(Phone.objects.filter(organization=house).first() or "")
            if house and public_page().shows_phone
            else "",
            "heading": _("We got your form"),
            "name": _first_name(Inquiry.objects.get(pk=delivery.subject_id)),
        }
        return Content(
            subject=_("We got your form, from %(house)s") % {"house": name},
            text=render_to_string("emails/inquiry_received.txt", context),
            html=render_to_string("emails/inquiry_received.html", context),
            sender=name,
            headers={"Reply-To": house.email} if house and house.email else {},
        )


def _first_name(inquiry: Inquiry) -> str:
    """Return the first word of their name, if it is one word of letters; else "" greets no one."""
    first = inquiry.person_name.split(" ", 1)[0]
    return first if len(first) <= LONGEST_NAME and first.isalpha() else ""
