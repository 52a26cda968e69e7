"""Account email as it leaves: with the link that its text has a placeholder for."""

from accounts.emails import LINK, password_link
from accounts.models import User
from partnerships.outbox.models import AccountMail, Delivery
from partnerships.outbox.rules import Content


def render_account_mail(delivery: Delivery) -> Content:
    """Write the email. Only now is the token made, so that no table holds it while it waits."""
    mail = AccountMail.objects.get(pk=delivery.subject_id)
    if not mail.password_mark:
        return Content(subject=mail.subject, text=mail.text, html=mail.html)
    link = password_link(User.objects.get(pk=delivery.recipient_id))
    return Content(
        subject=mail.subject,
        text=mail.text.replace(LINK, link),
        html=mail.html.replace(LINK, link),
    )
