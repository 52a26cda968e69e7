"""What a person can tell us from behind their personal link, besides an answer."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MessageKind(TextChoices):
    """Something to be handled by one of us."""

    HAND_OVER = "hand_over", _("Wants a colleague to answer")
    NOT_ME = "not_me", _("Says they're the wrong person")
    CALL_ME = "call_me", _("Would rather talk")


#: What a person can ask for from behind their link before one of us does something about it.
MOST_OPEN_MESSAGES = 20
