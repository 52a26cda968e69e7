"""Account email as it leaves: with our name, and the link that its text has a placeholder for."""

from django.utils.html import escape
from django.utils.translation import gettext as _

from accounts.emails import HOUSE, LINK, password_link
from accounts.models import User
from partnerships.organizations.queries import house_name, our_organization
from partnerships.outbox.models import AccountMail, Delivery
from partnerships.outbox.rules import Content


def render_account_mail(delivery: Delivery) -> Content:
    """Write the email. Only now is the token made, so that no table holds it while it waits."""
    mail = AccountMail.objects.get(pk=delivery.subject_id)
    ours, house = our_organization(), house_name()
    filled = {HOUSE: house} if ours else {f" at {HOUSE}": "", HOUSE: _("your organization")}
    if mail.password_mark:
        filled[LINK] = password_link(User.objects.get(pk=delivery.recipient_id))
    return Content(
        subject=_with(mail.subject, filled),
        text=_with(mail.text, filled),
        html=_with(mail.html, {key: escape(value) for key, value in filled.items()}),
        sender=f"{mail.sender}, {house}" if mail.sender else house,
        headers={"Reply-To": mail.reply_to} if mail.reply_to else {},
    )


def _with(text: str, filled: dict[str, str]) -> str:
    """Put something in the place of each placeholder."""
    for placeholder, value in filled.items():
        text = text.replace(placeholder, value)
    return text
