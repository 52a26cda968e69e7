"""States of a review and the decisions it can end with."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReviewState(TextChoices):
    """Planned for a date, begun, or closed with a decision; "overdue" is derived."""

    PLANNED = "planned", _("Planned")
    OPEN = "open", _("Under way")
    CLOSED = "closed", _("Done")


class Decision(TextChoices):
    """What both sides decided (V4)."""

    CONTINUE = "continue", _("Continue")
    CHANGE = "change", _("Continue with changes")
    PAUSE = "pause", _("Put on hold")
    CLOSE = "close", _("End it well")


#: The first review comes 90 days after the start (V1).
FIRST_REVIEW_DAYS = 90
