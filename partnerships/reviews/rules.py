"""The questions of a review: a conversation aid, not a validated test (V2, V3)."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class Dimension(NamedTuple):
    """One side of a partnership to talk about, with its three questions."""

    name: Words
    questions: tuple[Words, ...]


PULSE: tuple[Words, ...] = (
    _("It is worth our time."),
    _("They keep their word."),
    _("We can be open with each other."),
    _("We want the same thing."),
)

DIMENSIONS = (
    Dimension(
        _("Direction"),
        (
            _("Our goals for this partnership still point the same way."),
            _("What we do together serves the people we both care for."),
            _("We would start this partnership again today."),
        ),
    ),
    Dimension(
        _("Resources"),
        (
            _("The time and people needed are really there on our side."),
            _("The time and people needed are really there on their side."),
            _("What it costs us is in proportion to what it brings."),
        ),
    ),
    Dimension(
        _("Value for us"),
        (
            _("We receive what was promised."),
            _("It changes something we can show."),
            _("Our own staff would miss it."),
        ),
    ),
    Dimension(
        _("Value for them, as we see it"),
        (
            _("They receive what we promised."),
            _("They told us lately what it is worth to them."),
            _("They gain something they could not easily get elsewhere."),
        ),
    ),
    Dimension(
        _("Reliability"),
        (
            _("Agreed things happen when agreed."),
            _("Bad news reaches us early."),
            _("A replacement is ready when a person is away."),
        ),
    ),
    Dimension(
        _("Openness"),
        (
            _("We can say an uncomfortable thing."),
            _("Decisions are explained."),
            _("Disagreements get settled."),
        ),
    ),
    Dimension(
        _("People"),
        (
            _("Leaders on both sides stand behind it in public."),
            _("Those who deliver the service know the agreement."),
            _("Everyone would describe the purpose in the same words."),
        ),
    ),
    Dimension(
        _("Contact"),
        (
            _("We talk often enough."),
            _("We know whom to call."),
            _("Meetings end with clear next steps."),
        ),
    ),
    Dimension(
        _("Shared results"),
        (
            _("We use the same definition of success."),
            _("Both sides report their figures on time."),
            _("We look at the figures together and change something."),
        ),
    ),
    Dimension(
        _("Energy"),
        (
            _("People look forward to the next meeting."),
            _("New ideas come from both sides."),
            _("It gives more energy than it takes."),
        ),
    ),
)

OPEN_QUESTIONS: tuple[Words, ...] = (
    _("What should we start, stop, keep?"),
    _("What did you learn about the other organization since last time?"),
)
