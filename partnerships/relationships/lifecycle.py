"""Which stages a partnership can be in, what may follow what, and the words for the two sides."""

from collections.abc import Mapping

from django.db.models import IntegerChoices, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.badges import show_as


class Side(TextChoices):
    """The two sides of every partnership: ours left and teal, theirs right and amber."""

    OURS = "ours", _("We")
    THEIRS = "theirs", _("They")

    @property
    def other(self) -> "Side":
        return Side.THEIRS if self is Side.OURS else Side.OURS


class How(TextChoices):
    """How an answer reached us; each way counts fully."""

    MEETING = "meeting", _("In a meeting")
    PHONE = "phone", _("By phone")
    PAPER = "paper", _("On paper")
    LINK = "link", _("By personal link")
    ACCORD = "accord", _("In Accord")


def told_ways() -> list[tuple[str, str | Promise]]:
    """The ways in which someone of ours hears an answer and writes it down, as choices (W7)."""
    return [(how.value, how.label) for how in (How.MEETING, How.PHONE, How.PAPER)]


def our_ways() -> list[tuple[str, str | Promise]]:
    """The same for an answer of our side, which may also be given right here."""
    return [(How.ACCORD.value, How.ACCORD.label), *told_ways()]


class Level(TextChoices):
    """What a person does in a partnership; the values are the names of a position's marks."""

    LEADS = "leads", _("leads")
    MANAGES = "manages", _("manages")
    DELIVERS = "delivers", _("delivers the service")
    ON_BOARD = "on_board", _("board")
    OTHER = "other", _("other")


class Weight(IntegerChoices):
    """How much of something; for us only."""

    LOW = 1, _("low")
    SOME = 2, _("medium")
    HIGH = 3, _("high")


class Stance(TextChoices):
    """How a person stands to the partnership; for us only."""

    FOR = "for", _("supportive")
    OPEN = "open", _("open")
    UNSURE = "unsure", _("unsure")
    AGAINST = "against", _("opposed")


class Stage(TextChoices):
    """How far two organizations have come with each other."""

    IDENTIFIED = "identified", _("Prospect")
    REACHING_OUT = "reaching_out", _("Outreach")
    EXPLORING = "exploring", _("Exploring")
    VALUE_MAPPED = "value_mapped", _("Value agreed")
    AGREEING = "agreeing", _("MOU in progress")
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("On hold")
    CLOSED = "closed", _("Closed")


show_as(
    "stage",
    {
        Stage.IDENTIFIED: ("lightbulb", "calm"),
        Stage.REACHING_OUT: ("telephone-outbound", "calm"),
        Stage.EXPLORING: ("chat-dots", "going"),
        Stage.VALUE_MAPPED: ("arrow-left-right", "going"),
        Stage.AGREEING: ("pencil-square", "going"),
        Stage.ACTIVE: ("people-fill", "good"),
        Stage.PAUSED: ("pause-circle", "wait"),
        Stage.CLOSED: ("flag", "done"),
    },
)


OPEN_STAGES = (
    Stage.IDENTIFIED,
    Stage.REACHING_OUT,
    Stage.EXPLORING,
    Stage.VALUE_MAPPED,
    Stage.AGREEING,
    Stage.ACTIVE,
)


def _moves() -> Mapping[Stage, frozenset[Stage]]:
    moves: dict[Stage, frozenset[Stage]] = {
        Stage.PAUSED: frozenset({*OPEN_STAGES, Stage.CLOSED}),
        Stage.CLOSED: frozenset({Stage.EXPLORING}),
    }
    for place, stage in enumerate(OPEN_STAGES):
        earlier, following = OPEN_STAGES[:place], OPEN_STAGES[place + 1 : place + 2]
        moves[stage] = frozenset({*earlier, *following, Stage.PAUSED, Stage.CLOSED})
    return moves


#: One step forward, any step back, on hold, ended; back from a hold to the stage before it
#: (which one is the row's own memory); from ended to getting to know each other again.
MOVES = _moves()


def can_move(from_stage: Stage, to_stage: Stage) -> bool:
    """Whether the table allows the step at all; what must hold for it is asked elsewhere."""
    return to_stage in MOVES[from_stage]


def is_step_back(from_stage: Stage, to_stage: Stage) -> bool:
    """A later open stage to an earlier one: always possible, with a note."""
    if from_stage not in OPEN_STAGES or to_stage not in OPEN_STAGES:
        return False
    return OPEN_STAGES.index(to_stage) < OPEN_STAGES.index(from_stage)


#: Key people of one partnership, on both sides.
MOST_SEATS = 100

#: Partnerships with one organization, a program each.
MOST_PROGRAMS = 50
