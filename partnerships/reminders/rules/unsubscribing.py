"""The token behind "stop these mails": it names a person and a kind, and never ends."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.models import User

SALT = "partnerships.reminders.stop"


def stop_token(user_id: int, category: str) -> str:
    """Return the token by which a person stops mail of one kind, without signing in."""
    return signing.dumps([user_id, category], salt=SALT)


def whose_mail(token: str) -> tuple[User, str] | None:
    """Return whose mail of which kind a token stops; None when it is not one of ours."""
    try:
        user_id, category = signing.loads(token, salt=SALT)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    user = User.objects.active().filter(pk=user_id).first()
    return (user, str(category)) if user else None


def stop_url(user_id: int, category: str) -> str:
    """The address at which that is done."""
    return settings.BASE_URL + reverse("reminder_stop", args=[stop_token(user_id, category)])
