"""What people are reminded of and how, and what makes a partnership worth a look."""

from django.db.models import TextChoices
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


class ReminderKind(TextChoices):
    """Every kind of reminder, as people read it."""

    MEETING_TOMORROW = "meeting_tomorrow", _("A meeting tomorrow")
    MEETING_SOON = "meeting_soon", _("A meeting in an hour")
    MEETING_TO_CLOSE_OUT = "meeting_to_close_out", _("A meeting to wrap up")
    MEETING_LEFT_OPEN = "meeting_left_open", _("A meeting that wasn't wrapped up")
    MEETING_MOVED = "meeting_moved", _("A rescheduled meeting")
    MEETING_OFF = "meeting_off", _("A canceled meeting")
    PROMISE_DUE = "promise_due", _("A commitment due today")
    PROMISE_OVERDUE = "promise_overdue", _("An overdue commitment")
    PROMISE_LEFT_UNDONE = "promise_left_undone", _("One of our commitments is overdue")
    REVIEW_DUE = "review_due", _("A review that's due")
    REVIEW_LEFT_UNDONE = "review_left_undone", _("An overdue review")
    REVIEW_ANSWERS = "review_answers", _("A review that waits for your answers")
    MOU_ENDING = "mou_ending", _("An MOU that's ending")
    MOU_UNSIGNED = "mou_unsigned", _("An MOU waiting for a signature")
    MOU_SIGNED = "mou_signed", _("An MOU that everyone has signed")
    NO_NEXT_STEP = "no_next_step", _("A partnership without a next step")
    GONE_QUIET = "gone_quiet", _("A partnership that's gone quiet")
    LOOK_AGAIN = "look_again", _("A partnership to revisit")
    ANSWER_WAITING = "answer_waiting", _("A partner who hasn't answered yet")
    ADDRESS_WRONG = "address_wrong", _("Bounced email to a partner contact")
    PARTNER_ANSWERED = "partner_answered", _("A partner's answer")
    MOU_ANSWERED = "mou_answered", _("A partner's answer to an MOU")
    LINK_WANTED = "link_wanted", _("A partner asking for a new link")
    MOU_LINK_WANTED = "mou_link_wanted", _("A partner asking for a new link to an MOU")
    MAIL_LOST = "mail_lost", _("Undeliverable email to a partner")
    MAIL_DEAD = "mail_dead", _("Undeliverable email")


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
