"""The mail that brings a link to a review."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from partnerships.links.queries import help_line
from partnerships.links.rules import address_of
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import Content, one_click
from partnerships.reviews.lifecycle import ReviewLinkKind
from partnerships.reviews.models import ReviewLink
from partnerships.reviews.rules.mail import REMINDER


def letter_of(link: ReviewLink, *, address: str, again: bool = False) -> Content:
    """Write the mail; a preview has an address that opens nothing."""
    line = help_line(link.sent_by)
    asks = link.kind == ReviewLinkKind.ANSWER
    names = {"name": link.contact.greeting_name(), "house": line.house}
    subject = (
        _("%(name)s, how is the partnership with %(house)s going?")
        if asks
        else _("%(name)s, here's what our review with %(house)s found")
    ) % names
    stop = f"{address}stop/"
    context = {
        "link": link,
        "asks": asks,
        "line": line,
        "address": address,
        "again": again,
        "stop": stop,
        "name": names["name"],
        "heading": subject,
    }
    return Content(
        subject=_("Reminder: %(subject)s") % {"subject": subject} if again else subject,
        text=render_to_string("emails/review_link.txt", context),
        html=render_to_string("emails/review_link.html", context),
        sender=line.sender,
        headers={"Reply-To": line.email, **(one_click(stop) if again else {})},
    )


def render(delivery: Delivery) -> Content:
    """Write the mail of a delivery."""
    rows = ReviewLink.objects.select_related("contact", "sent_by", "review__partnership")
    link = rows.get(pk=delivery.subject_id)
    with translation.override(settings.LANGUAGE_CODE):
        return letter_of(link, address=address_of(link), again=delivery.kind == REMINDER)
