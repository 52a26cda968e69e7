"""What makes a partnership worth a look, and how people may be told of things."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SignalCode(TextChoices):
    """Every signal by its name, the worst first."""

    CHECK_AGAIN = "check_again", _("On hold: check again")
    NO_NEXT_STEP = "no_next_step", _("No next step")
    GONE_QUIET = "quiet", _("Gone quiet")
    EVIDENCE_OVERDUE = "evidence_overdue", _("A promised line is overdue")
    WIIFM_CHANGED = "wiifm_changed", _("Lists changed since the answer")
    WIIFM_MISSING = "not_written", _("Not yet written down: what's in it for each side")
    ONE_SIDED = "one_sided", _("One-sided")
    NOT_SAME_PAGE = "not_same_page", _("Not on the same page")
    NO_ONE_NAMED = "no_one_named", _("No one named yet")
    ONE_KNOWS = "one_knows", _("Only one person knows")
    EXECUTIVE_CHANGED = "executive_changed", _("Somebody who leads has changed")
    ONE_WAY = "one_way", _("Only one-way contact")


class Mode(TextChoices):
    """How a person is told of one kind of thing; the bell shows it in any case."""

    NOW = "now", _("At once")
    DIGEST = "digest", _("In the morning mail")
    WEEKLY = "weekly", _("Once a week")
    NONE = "none", _("Not by mail")
