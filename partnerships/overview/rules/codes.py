"""What the codes in events stand for."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Choices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit.models import Event
from partnerships.agreements.lifecycle import DocumentKind, LinkKind, MouState
from partnerships.engagement.lifecycle import InteractionKind, MeetingKind, Rsvp
from partnerships.exchange.lifecycle import Answer
from partnerships.outbox.lifecycle import BounceKind
from partnerships.relationships.lifecycle import How, Level, Side, Stage
from partnerships.reminders.lifecycle import SignalCode
from partnerships.reviews.lifecycle import Decision, Occasion

Words = Mapping[str, str | Promise]


def _words(choices: type[Choices]) -> Words:
    return {choice.value: choice.label for choice in choices}


#: Params that hold codes, each with the words of its own list; one word means different things in
#: different lists. All other params are people's own words and stay as they are.
CODED: dict[str, Words] = {
    "bounce": _words(BounceKind),
    "from_stage": _words(Stage),
    "to_stage": _words(Stage),
    "court": {Side.OURS.value: _("us"), Side.THEIRS.value: _("them")},
    "side": {Side.OURS.value: _("ours"), Side.THEIRS.value: _("theirs")},
    "how": _words(How),
    "answer": _words(Answer),
    "decision": _words(Decision),
    "level": _words(Level),
    "occasion": _words(Occasion),
    "rsvp": _words(Rsvp),
    "signal": _words(SignalCode),
    "to": _words(MouState),
}

#: What "kind" is in the events of a subject: the first part of their verbs.
KINDS: dict[str, Words] = {
    "meeting": _words(MeetingKind),
    "interaction": _words(InteractionKind),
    "document": _words(DocumentKind),
    "mou": _words(LinkKind),
}


def worded(event: Event, name: str, value: Any) -> Any:
    """A param of an event as a person reads it."""
    words = KINDS.get(event.verb.partition(".")[0], {}) if name == "kind" else CODED.get(name, {})
    return str(words.get(value, value)) if isinstance(value, str) else value
