"""What can be said about the lists, and how far a line has come."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from common.badges import Badge, show_as


class Answer(TextChoices):
    """The answer of the person who speaks for a side; "not yet" is a fine answer."""

    YES = "yes", _("Yes")
    NOT_YET = "not_yet", _("Not yet")
    NO = "no", _("No")


show_as(
    "answer",
    {
        Answer.YES: ("hand-thumbs-up-fill", "good"),
        Answer.NOT_YET: ("hourglass-split", "wait"),
        Answer.NO: ("hand-thumbs-down", "bad"),
    },
    none=Badge(_("Not asked yet"), "question-circle", "calm"),
    stale=Badge(_("Changed since you said yes"), "arrow-repeat", "wait"),
)


class SuggestionState(TextChoices):
    """What became of a suggested change."""

    OPEN = "open", _("Waiting on us")
    TAKEN = "taken", _("Accepted")
    DECLINED = "declined", _("Declined")


class InquiryState(TextChoices):
    """What became of a "Partner with us" form."""

    OPEN = "open", _("Waiting on us")
    ACCEPTED = "accepted", _("Accepted")
    DISMISSED = "dismissed", _("Dismissed")


class Progress(TextChoices):
    """How far a line has come, as a person reads it; derived from its evidence (W10)."""

    PROMISED = "promised", _("Committed")
    DELIVERING = "delivering", _("Delivering")
    EVIDENCED = "evidenced", _("Evidenced")
    OVERDUE = "overdue", _("Overdue")


show_as(
    "progress",
    {
        Progress.PROMISED: ("circle", "calm"),
        Progress.DELIVERING: ("arrow-right-circle", "going"),
        Progress.EVIDENCED: ("check-circle-fill", "good"),
        Progress.OVERDUE: ("exclamation-circle", "bad"),
    },
)


#: Items on one side's list, and what can be kept about one of them.
MOST_ITEMS = 100
MOST_EVIDENCE = 500
MOST_OPEN_SUGGESTIONS = 30

#: What a partner's people would like from us before one of us answers.
MOST_OPEN_REQUESTS = 30

#: Answers that one person can give about one version of the lists.
MOST_ANSWERS = 50

#: Services of one organization.
MOST_OFFERINGS = 200

#: "Partner with us" forms that wait for us, from one source and from all, and lines on each of the
#: two lists in one. One source can't use up what others may send.
MOST_FROM_ONE_SOURCE = 20
MOST_OPEN_INQUIRIES = 5_000
MOST_LINES_ASKED = 10

#: Websites that may show our public page inside their own.
MOST_EMBEDDERS = 20
