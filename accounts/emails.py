"""Account email. It leaves through the outbox, as all email does."""

import hashlib
from email.utils import formataddr

from allauth.account.app_settings import PASSWORD_RESET_TOKEN_GENERATOR
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User

#: Stands for the link to set a password until the email leaves; see `password_link`.
LINK = "the-link-to-set-a-password-goes-here"

#: Stands for the name of our organization, likewise.
HOUSE = "the-name-of-our-organization-goes-here"


def password_link(user: User) -> str:
    """Return the full address where the user sets a password, with a new token.

    The host comes from BASE_URL, so a forged Host header can't send the token elsewhere.
    """
    token = PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), token])
    return f"{settings.BASE_URL}{path}"


def password_mark(user: User) -> str:
    """Return what changes when the user sets a password: then a link to do so is used up."""
    return hashlib.sha256(user.password.encode()).hexdigest()


def send_invitation(*, to: User, by: User | None) -> None:
    """Send a new user the link with which they set their password; replies go to who invites."""
    context = {
        "user": to,
        "brand": HOUSE,
        "invited_by": by.name if by else "",
        "url": LINK,
        "again_url": f"{settings.BASE_URL}{reverse('account_reset_password')}",
        "days": settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60),
    }
    message = EmailMultiAlternatives(
        subject=" ".join(render_to_string("emails/invitation.subject.txt", context).split()),
        body=render_to_string("emails/invitation.txt", context),
        from_email=formataddr((by.name, settings.MAIL_FROM)) if by else None,
        to=[to.email],
        reply_to=[by.email] if by else None,
    )
    message.attach_alternative(render_to_string("emails/invitation.html", context), "text/html")
    message.send()
