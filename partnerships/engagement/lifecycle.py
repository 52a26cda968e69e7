"""Kinds and states of meetings, contacts and promises."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from common.badges import Badge, show_as


class MeetingKind(TextChoices):
    """What a meeting is for (E1)."""

    FIRST_CALL = "first_call", _("First call")
    DISCOVERY = "discovery", _("Discovery")
    TOUR_THEIRS = "tour_theirs", _("Site visit (theirs)")
    TOUR_OURS = "tour_ours", _("Site visit (ours)")
    WORKING_SESSION = "working_session", _("Working session")
    CROSS_TRAINING = "cross_training", _("Cross-training")
    LEADERS = "leaders", _("Leadership meeting")
    AGREEMENT_TALK = "agreement_talk", _("MOU discussion")
    REVIEW = "review", _("Review")
    HANDOVER = "handover", _("Handover")
    CLOSING = "closing", _("Closing")
    CELEBRATION = "celebration", _("Celebration")

    def is_tour(self) -> bool:
        return self in {MeetingKind.TOUR_THEIRS, MeetingKind.TOUR_OURS}


class MeetingMode(TextChoices):
    """How people meet; in person is the default."""

    IN_PERSON = "in_person", _("In person")
    PHONE = "phone", _("By phone")
    VIDEO = "video", _("By video")


class MeetingState(TextChoices):
    """Planned, held or cancelled; "not closed out" is derived."""

    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Canceled")


show_as(
    "meeting",
    {
        MeetingState.PLANNED: ("calendar2", "calm"),
        MeetingState.HELD: ("check-circle-fill", "good"),
        MeetingState.CANCELLED: ("x-circle", "done"),
    },
    to_close_out=Badge(_("Wrap up"), "question-circle", "wait"),
)


class Repeats(TextChoices):
    """How often a meeting comes again."""

    WEEKLY = "weekly", _("Every week")
    BIWEEKLY = "biweekly", _("Every 2 weeks")
    MONTHLY = "monthly", _("Every month on the same day")
    WEEKDAY = "weekday", _("Every month on the same weekday")


class Reach(TextChoices):
    """How far a change of a meeting that comes again goes."""

    ONE = "one", _("Only this meeting")
    FOLLOWING = "following", _("This and all following meetings")


class Rsvp(TextChoices):
    """What someone answers to an invitation; the values are those of calendar programs."""

    ACCEPTED = "accepted", _("Coming")
    TENTATIVE = "tentative", _("Maybe")
    DECLINED = "declined", _("Not coming")


show_as(
    "rsvp",
    {
        Rsvp.ACCEPTED: ("check-circle-fill", "good"),
        Rsvp.TENTATIVE: ("question-circle", "calm"),
        Rsvp.DECLINED: ("x-circle", "bad"),
    },
    invited=Badge(_("Invited, no answer yet"), "envelope", "wait"),
)


class Feel(IntegerChoices):
    """How it felt; internal, the trend is what counts."""

    LOW = 1, _("Low")
    OK = 2, _("OK")
    GOOD = 3, _("Good")
    GREAT = 4, _("Great")


class InteractionKind(TextChoices):
    """What happened outside a meeting; only what someone of theirs takes part in is two-way."""

    CALL = "call", _("Call")
    IN_PERSON = "in_person", _("Met in person")
    NO_ANSWER = "no_answer", _("Call, no answer")
    MESSAGE = "message", _("Email or letter")
    NOTE = "note", _("Note")
    FORM = "form", _("“Partner with us” form")


#: What people log; a form arrives by itself.
LOGGED = [kind for kind in InteractionKind if kind is not InteractionKind.FORM]

#: In which someone of theirs was reached.
TALKS = (InteractionKind.CALL, InteractionKind.IN_PERSON)

#: Two-way contact (L2): a talk, or what someone of theirs sent us.
TWO_WAY = (*TALKS, InteractionKind.FORM)


class PromiseState(TextChoices):
    """Open, kept or dropped; "overdue" is derived."""

    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("No longer needed")


show_as(
    "promise",
    {
        PromiseState.OPEN: ("circle", "calm"),
        PromiseState.DONE: ("check-circle-fill", "good"),
        PromiseState.DROPPED: ("dash-circle", "done"),
    },
    overdue=Badge(_("Overdue"), "exclamation-circle", "bad"),
)

#: What the emails are called by which someone hears that a meeting changed, or that it's off.
CHANGED, OFF = "invitation_changed", "invitation_off"

#: Meetings to come with one partner.
MOST_PLANNED = 100

#: Partners of one meeting.
MOST_PARTNERS = 20

#: Meetings of one series.
MOST_IN_SERIES = 52

#: People invited to one meeting.
MOST_PARTICIPANTS = 100

#: Meetings that a calendar feed has at once.
MOST_IN_FEED = 500

#: Open commitments in one partnership, of both sides.
MOST_OPEN_COMMITMENTS = 200
