"""Mail about agreements: a link to read or sign, and what became of it."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from partnerships.agreements.lifecycle import DocumentKind, LinkKind
from partnerships.agreements.models import Mou, MouLink
from partnerships.links.queries import HelpLine, help_line
from partnerships.links.rules import address_of
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import Content


def _content(
    name: str, subject: str, line: HelpLine, context: dict[str, object], **more: object
) -> Content:
    context = {**context, "heading": subject, "line": line, "brand": line.house}
    return Content(
        subject=subject,
        text=render_to_string(f"emails/{name}.txt", context),
        html=render_to_string(f"emails/{name}.html", context),
        headers={"Reply-To": line.email},
        **more,  # type: ignore[arg-type]  # sender or attachments
    )


def letter_of(link: MouLink, *, address: str) -> Content:
    """The mail that brings a link; a preview has an address that opens nothing."""
    line = help_line(link.sent_by)
    subject = {
        LinkKind.SIGN: _("%(title)s: please sign"),
        LinkKind.REVIEW: _("%(title)s: does the draft work for you?"),
        LinkKind.READ: _("%(title)s: for you to read"),
    }[LinkKind(link.kind)]
    context = {"link": link, "address": address, "name": link.contact.greeting_name()}
    return _content("mou_link", subject % {"title": link.mou}, line, context, sender=line.sender)


def render_link(delivery: Delivery) -> Content:
    """Write the mail of a delivery."""
    link = MouLink.objects.select_related("contact", "mou", "sent_by").get(pk=delivery.subject_id)
    with translation.override(settings.LANGUAGE_CODE):
        return letter_of(link, address=address_of(link))


def render_news(delivery: Delivery) -> Content:
    """Tell signers that someone declined, that it was recalled, or send the final copy."""
    mou = Mou.objects.select_related("created_by").get(pk=delivery.subject_id)
    final = mou.documents.filter(kind=DocumentKind.FINAL).first()
    attached = {}
    if delivery.kind == "mou_final" and final:
        with final.file.open("rb") as stored:
            attached[final.name] = stored.read()
    with translation.override(settings.LANGUAGE_CODE):
        subject = {
            "mou_declined": _("%(title)s: a signer declined"),
            "mou_void": _("%(title)s was recalled; your signature is void"),
            "mou_final": _("%(title)s: your signed copy"),
        }[delivery.kind] % {"title": mou}
        line = help_line(mou.created_by)
        return _content(
            "mou_news",
            subject,
            line,
            {"mou": mou, "kind": delivery.kind},
            sender=line.house,
            attachments=attached,
        )
