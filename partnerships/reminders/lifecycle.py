"""What people are reminded of and how, and what makes a partnership worth a look."""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class SignalCode(TextChoices):
    """Every signal by its name, the worst first."""

    CHECK_AGAIN = "check_again", _("On hold: check again")
    NO_NEXT_STEP = "no_next_step", _("No next step")
    GONE_QUIET = "quiet", _("Gone quiet")
    EVIDENCE_OVERDUE = "evidence_overdue", _("A promised item is overdue")
    WIIFM_CHANGED = "wiifm_changed", _("Lists changed since the last answer")
    WIIFM_MISSING = "not_written", _("Not recorded yet: what's in it for each side")
    ONE_SIDED = "one_sided", _("One-sided")
    NOT_SAME_PAGE = "not_same_page", _("Not on the same page")
    NO_ONE_NAMED = "no_one_named", _("No one yet")
    ONE_KNOWS = "one_knows", _("Only one contact")
    EXECUTIVE_CHANGED = "executive_changed", _("A leader has changed")
    ONE_WAY = "one_way", _("One-way communication")


#: What each kind of reminder is called, as `rules.kinds` fills it.
REMINDER_NAMES: dict[str, str | Promise] = {}

#: The kind of a mail that carries several notices, and what such a mail is about.
DIGEST = "digest"


class DigestKind(TextChoices):
    """Why notices leave together."""

    DAILY = "daily", _("Daily email")
    CATCH_UP = "catch_up", _("Missed email")


class Mode(TextChoices):
    """How a person is told of one kind of thing; the bell shows it in any case."""

    NOW = "now", _("Right away")
    DIGEST = "digest", _("In the daily email")
    WEEKLY = "weekly", _("Once a week")
    NONE = "none", _("No email")
