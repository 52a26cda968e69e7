"""Browsers that people have signed in with: other people's wrong passwords never stop them."""

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import get_random_string

from accounts.models import User

KNOWN_FOR = timedelta(days=365)


def remember(response: HttpResponseBase, user: User) -> None:
    """Mark the browser as one of the user's, until their password changes."""
    response.set_cookie(
        _cookie_name(user),
        _signer(user).sign(get_random_string(16)),
        max_age=KNOWN_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def known_device(request: HttpRequest, email: str) -> str:
    """Return the name of this browser if the user with this address has signed in with it."""
    if not any(name.startswith(settings.DEVICE_COOKIE_NAME) for name in request.COOKIES):
        return ""
    user = User.objects.filter(email=email).first()
    if user is None:
        return ""
    try:
        return _signer(user).unsign(request.COOKIES.get(_cookie_name(user), ""), max_age=KNOWN_FOR)
    except BadSignature:
        return ""


def _cookie_name(user: User) -> str:
    return f"{settings.DEVICE_COOKIE_NAME}-{user.pk}"


def _signer(user: User) -> TimestampSigner:
    """Sign for one user and one password: a new one makes every browser unknown again."""
    return TimestampSigner(salt=f"accounts.devices:{user.pk}:{user.password}")
