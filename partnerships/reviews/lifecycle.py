"""What a review can be, what it asks about, and the decisions it can end with."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from common.badges import Badge, show_as


class ReviewState(TextChoices):
    """Planned for a date, begun, or closed with a decision; "overdue" is derived."""

    PLANNED = "planned", _("Planned")
    OPEN = "open", _("In progress")
    CLOSED = "closed", _("Done")


show_as(
    "review",
    {
        ReviewState.PLANNED: ("calendar2", "calm"),
        ReviewState.OPEN: ("chat-square-text", "going"),
        ReviewState.CLOSED: ("check-circle-fill", "good"),
    },
    overdue=Badge(_("Overdue"), "exclamation-circle", "bad"),
)


class Decision(TextChoices):
    """What both sides decided (V4)."""

    CONTINUE = "continue", _("Continue")
    CHANGE = "change", _("Continue with changes")
    PAUSE = "pause", _("Pause")
    CLOSE = "close", _("Close")


#: Decisions that moved the partnership to no other stage; one can be corrected into the other.
CONTINUING = frozenset({Decision.CONTINUE, Decision.CHANGE})


class Occasion(TextChoices):
    """Why a review is held now."""

    CADENCE = "cadence", _("It's time for the regular review")
    PEOPLE = "people", _("A leader changed")
    COMMITMENT = "commitment", _("A commitment is 30 days late")
    MOU = "mou", _("The MOU is ending soon")
    ENERGY = "energy", _("The energy has been falling")
    OTHER = "other", _("Another reason")


class Dimension(TextChoices):
    """A side of a partnership that questions are about, as our side reads it."""

    DIRECTION = "direction", _("Direction")
    RESOURCES = "resources", _("Resources")
    VALUE_OURS = "value_ours", _("Value for us")
    VALUE_THEIRS = "value_theirs", _("Value for them")
    RELIABILITY = "reliability", _("Reliability")
    OPENNESS = "openness", _("Openness")
    PEOPLE = "people", _("People")
    CONTACT = "contact", _("Contact")
    RESULTS = "results", _("Shared results")
    ENERGY = "energy", _("Energy")
    TRUST = "trust", _("Trust")
    VALUE = "value", _("Value")

    def seen_from_there(self) -> "Dimension":
        """Return what it is for the partner: their "us" is our "them"."""
        return {
            Dimension.VALUE_OURS: Dimension.VALUE_THEIRS,
            Dimension.VALUE_THEIRS: Dimension.VALUE_OURS,
        }.get(self, self)


class Scale(IntegerChoices):
    """How far a statement holds."""

    NOT_AT_ALL = 1, _("Not at all")
    A_LITTLE = 2, _("A little")
    PARTLY = 3, _("Partly")
    MOSTLY = 4, _("Mostly")
    FULLY = 5, _("Fully")


class Closeness(IntegerChoices):
    """How closely the two organizations work together."""

    NONE = 0, _("We don't work together yet.")
    IN_TOUCH = 1, _("We know each other and share news now and then.")
    HELPING_OUT = 2, _("We help each other when it's useful, and each run our own services.")
    PLANNING = 3, _("We plan some of our work together and lend each other people or resources.")
    DECIDING = 4, _("We decide together about shared work and keep each other fully informed.")
    ONE_TEAM = 5, _("We work as one team: shared goals, and we agree on every important decision.")


class ReviewLinkKind(TextChoices):
    """What a link to a review is for."""

    ANSWER = "answer", _("Answer the questions")
    RESULT = "result", _("See the result")


#: The first review comes 90 days after the start (V1).
FIRST_REVIEW_DAYS = 90

#: Raters have this long to answer, unless whoever opens a review says otherwise.
ANSWER_DAYS = 21

#: They get so many days at the least, even if the review is due sooner.
LEAST_ANSWER_DAYS = 7

#: The facts are gathered so many days before a review is due, and again when it starts.
PREPARE_DAYS = 14

#: A review is proposed when a commitment is so many days late, when the partner's leaders changed
#: in so many days, or when the energy of so many meetings fell; not if one comes so soon anyway.
COMMITMENT_LATE_DAYS = 30
NEWS_DAYS = 60
ENERGY_MEETINGS = 3
PROPOSED_AHEAD_DAYS = 30

#: A round leaves out who decided a review so many days ago, unless leadership takes them.
DECIDED_LATELY_DAYS = 60

#: Proposals made in one turn; the rest comes with the next.
MOST_PROPOSALS = 200

#: A proposal that's accepted is scheduled so many days ahead, or sooner if it was.
ACCEPTED_DAYS = 14

#: People that one review can ask on each side.
MOST_RATERS = 30

#: Questions of one set.
MOST_QUESTIONS = 60

#: Comments that a person can send about one result.
MOST_COMMENTS = 20
