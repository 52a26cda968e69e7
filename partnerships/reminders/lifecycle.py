"""What people are reminded of and how, and what makes a partnership worth a look."""

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


class ReminderKind(TextChoices):
    """Every kind of reminder, as people read it."""

    MEETING_TOMORROW = "meeting_tomorrow", _("A meeting tomorrow")
    MEETING_SOON = "meeting_soon", _("A meeting in an hour")
    MEETING_TO_CLOSE_OUT = "meeting_to_close_out", _("A meeting to close out")
    MEETING_LEFT_OPEN = "meeting_left_open", _("A meeting that nobody closes out")
    MEETING_MOVED = "meeting_moved", _("A meeting that moved")
    MEETING_OFF = "meeting_off", _("A meeting that is off")
    PROMISE_DUE = "promise_due", _("A promise due today")
    PROMISE_OVERDUE = "promise_overdue", _("A promise that is late")
    PROMISE_LEFT_UNDONE = "promise_left_undone", _("A promise of ours that nobody keeps")
    REVIEW_DUE = "review_due", _("A partnership review")
    REVIEW_LEFT_UNDONE = "review_left_undone", _("A review that nobody does")
    MOU_ENDING = "mou_ending", _("An MOU that ends")
    MOU_UNSIGNED = "mou_unsigned", _("An MOU that waits for a signature")
    MOU_SIGNED = "mou_signed", _("An MOU that everybody has signed")
    NO_NEXT_STEP = "no_next_step", _("A partnership without a next step")
    GONE_QUIET = "gone_quiet", _("A partnership that has gone quiet")
    LOOK_AGAIN = "look_again", _("A day to look again at a partnership")
    ANSWER_WAITING = "answer_waiting", _("A partner who has not answered yet")
    ADDRESS_WRONG = "address_wrong", _("Mail to a partner's person came back")
    PARTNER_ANSWERED = "partner_answered", _("A partner's answer")
    MOU_ANSWERED = "mou_answered", _("A partner's answer to an MOU")
    LINK_WANTED = "link_wanted", _("A partner who asks for a new link")
    MOU_LINK_WANTED = "mou_link_wanted", _("A partner who asks for a new link to an MOU")
    MAIL_LOST = "mail_lost", _("A mail to a partner that could not be delivered")
    MAIL_DEAD = "mail_dead", _("Mail that could not be delivered")


class Mode(TextChoices):
    """How a person is told of one kind of thing; the bell shows it in any case."""

    NOW = "now", _("At once")
    DIGEST = "digest", _("In the morning mail")
    WEEKLY = "weekly", _("Once a week")
    NONE = "none", _("Not by mail")
