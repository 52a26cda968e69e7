"""Mail about a user's own account. It goes out directly, not through the outbox."""

from allauth.account.app_settings import PASSWORD_RESET_TOKEN_GENERATOR
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User


def password_link(key: str) -> str:
    """Return the full address where the holder of `key` ("user-token") sets a password.

    The host comes from BASE_URL, so a forged Host header can't send the token elsewhere.
    """
    user_part, _, token = key.partition("-")
    path = reverse("account_reset_password_from_key", args=[user_part, token])
    return f"{settings.BASE_URL}{path}"


def send_invitation(*, to: User, invited_by: str) -> None:
    """Send a new user the link with which they set their password."""
    token = PASSWORD_RESET_TOKEN_GENERATOR().make_token(to)
    context = {
        "user": to,
        "invited_by": invited_by,
        "url": password_link(f"{user_pk_to_url_str(to)}-{token}"),
        "again_url": f"{settings.BASE_URL}{reverse('account_reset_password')}",
        "days": settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60),
    }
    message = EmailMultiAlternatives(
        subject=" ".join(render_to_string("emails/invitation.subject.txt", context).split()),
        body=render_to_string("emails/invitation.txt", context),
        to=[to.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(render_to_string("emails/invitation.html", context), "text/html")
    message.send()
