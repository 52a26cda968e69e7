"""Words of the pages that show everything together: greetings, verbs, questions, stages."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.paths import PathStep, path_of
from partnerships.relationships.lifecycle import OPEN_STAGES, Stage
from partnerships.relationships.models import Partnership
from partnerships.reminders.lifecycle import SignalCode


def greeting(hour: int) -> str | Promise:
    """A greeting for the hour of the viewer's day."""
    if hour < 12:  # noqa: PLR2004 -- noon
        return _("Good morning")
    return _("Good afternoon") if hour < 18 else _("Good evening")  # noqa: PLR2004 -- six


#: The verb that fixes what a signal says.
SIGNAL_VERBS: dict[SignalCode, str | Promise] = {
    SignalCode.CHECK_AGAIN: _("Check again"),
    SignalCode.NO_NEXT_STEP: _("Schedule a call"),
    SignalCode.GONE_QUIET: _("Log a call"),
    SignalCode.EVIDENCE_OVERDUE: _("Log what happened"),
    SignalCode.WIIFM_CHANGED: _("Ask them"),
    SignalCode.WIIFM_MISSING: _("Ask them"),
    SignalCode.ONE_SIDED: _("Add an item"),
    SignalCode.NOT_SAME_PAGE: _("Record who agrees"),
    SignalCode.NO_ONE_NAMED: _("Name someone"),
    SignalCode.ONE_KNOWS: _("Add a contact"),
    SignalCode.EXECUTIVE_CHANGED: _("Review key people"),
    SignalCode.ONE_WAY: _("Log a call"),
}

#: Each of the seven checks while it does not hold, as a sentence.
OPEN_CHECKS: dict[str, str | Promise] = {
    "our_line": _("They haven't accepted a measurable item from us."),
    "their_line": _("We haven't accepted a measurable item from them."),
    "our_yes": _("We haven't said that this works for us."),
    "their_yes": _("They haven't said that this works for them."),
    "we_read": _("We haven't read their list."),
    "they_read": _("They haven't read our list."),
    "same_page": _("On one side, whoever leads or delivers hasn't agreed on the purpose."),
}

#: What to ask in a meeting for each of the seven checks that does not hold yet.
QUESTIONS: dict[str, str | Promise] = {
    "our_line": _("Which of our items helps you most, and how will we both know it happened?"),
    "their_line": _("What could you bring that we can both measure: how much, by when?"),
    "our_yes": _("For us: what do we still need before we say yes?"),
    "their_yes": _("Does this work for you? What's missing for a yes?"),
    "we_read": _("Would you go through your list with us?"),
    "they_read": _("Have you read our list? What's unclear?"),
    "same_page": _(
        "In your words, why are we doing this together? Who leads it, and who delivers it?"
    ),
}


def stage_path(partnership: Partnership) -> list[PathStep]:
    """Return the open stages in order; a partnership on hold stands where it was before."""
    stage = partnership.paused_from or partnership.stage
    here = OPEN_STAGES.index(Stage(stage)) if stage in OPEN_STAGES else None
    return path_of([one.label for one in OPEN_STAGES], here)
