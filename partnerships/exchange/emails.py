"""The mail that confirms an inquiry."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from partnerships.exchange.queries import public_page
from partnerships.organizations.models import Phone
from partnerships.organizations.queries import our_organization
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import Content


def render_inquiry_received(_delivery: Delivery) -> Content:
    """Write to whoever sent the form; nothing they typed, so that no one else can send it to them.

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
        }
        return Content(
            subject=_("We got your form, from %(house)s") % {"house": name},
            text=render_to_string("emails/inquiry_received.txt", context),
            html=render_to_string("emails/inquiry_received.html", context),
            sender=name,
            headers={"Reply-To": house.email} if house and house.email else {},
        )
