"""How a personal link is made and recognised."""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from partnerships.links.models import SecretAddress

#: A link opens its page for so long after it was sent last (W6).
VALID = timedelta(days=60)

#: Mail of this kind leaves by itself, so its person can stop it.
REMINDER = "personal_link_again"

#: The one automatic reminder to a partner's person comes so long after the mail.
REMIND_AFTER = timedelta(days=14)

#: Someone who asks for a new link gets at most one in this time.
RENEW_EVERY = timedelta(minutes=10)


class LostToken(Exception):
    """The secret key the token was made with is gone; the link has to be sent again."""


def make_token(nonce: str, secret: str | bytes | None = None) -> str:
    """The token of a nonce: 256 bits that only someone with the secret key can compute.

    So a mail that waits in the outbox can be written without the token being stored anywhere.
    """
    mac = salted_hmac("partnerships.links.token", nonce, secret=secret, algorithm="sha256")
    return urlsafe_b64encode(mac.digest()).decode().rstrip("=")


def hash_of(token: str) -> str:
    """What is stored of a token: its SHA-256, in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def token_of(link: SecretAddress) -> str:
    """The token again, to write it into a mail. Raises LostToken."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        token = make_token(link.nonce, secret)
        if hash_of(token) == link.token_hash:
            return token
    raise LostToken(f"Link {link.pk} was made with another secret key.")


def is_own_token(link: SecretAddress) -> bool:
    """Whether a link opens with the token that is made from its own nonce."""
    try:
        return bool(token_of(link))
    except LostToken:
        return False


def give_token(link: SecretAddress) -> None:
    """Give a link a new token, from 256 random bits; the old one opens nothing any more."""
    link.nonce = secrets.token_urlsafe(32)
    link.token_hash = hash_of(make_token(link.nonce))
    link.revoked_at = None


def address_of(link: SecretAddress) -> str:
    """Return the full URL of the page behind a link. Raises LostToken."""
    return settings.BASE_URL + reverse(link.PAGE, args=[token_of(link)])
