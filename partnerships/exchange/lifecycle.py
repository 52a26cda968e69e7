"""What a side can say to "Does this work for you?"."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Answer(TextChoices):
    """The answer of the person who speaks for a side; "not yet" is a fine answer."""

    YES = "yes", _("Yes")
    NOT_YET = "not_yet", _("Not yet")
    NO = "no", _("No")
