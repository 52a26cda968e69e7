"""What a correction changed, in words."""

import re
from typing import Any

from django.db.models import Choices
from django.utils.functional import Promise
from django.utils.translation import gettext as _now, gettext_lazy as _

from audit.models import Event
from common.templatetags.lists import kept_day
from partnerships.engagement.lifecycle import Feel, InteractionKind
from partnerships.exchange.lifecycle import Answer
from partnerships.organizations.lifecycle import Kind, Prefers, Reach
from partnerships.relationships.lifecycle import Level
from partnerships.reviews.lifecycle import Decision

#: A day as an event keeps it.
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

#: What the fields in the history are called.
FIELDS: dict[str, str | Promise] = {
    "kind": _("Type"),
    "on": _("Date"),
    "with_contact": _("Contact"),
    "text": _("Summary"),
    "feel": _("Energy"),
    "what": _("What"),
    "due_on": _("Due date"),
    "contact": _("Assigned to"),
    "title": _("Job title"),
    "since": _("Since"),
    "until": _("Until"),
    "leads": _("Leads"),
    "manages": _("Manages"),
    "delivers": _("Delivers the service"),
    "on_board": _("Is on the board"),
    "parent": _("Part of"),
    "is_main": _("Main contact"),
    "name": _("Name"),
    "greeting": _("Name for greetings"),
    "email": _("Email"),
    "phone": _("Phone"),
    "prefers": _("Prefers"),
    "other_names": _("Also known as"),
    "reach": _("Reach"),
    "website": _("Website"),
    "mission": _("Mission"),
    "owner": _("Owner"),
    "level": _("Role"),
    "role": _("Responsibilities"),
    "speaks": _("Speaks for this side"),
    "happened_on": _("When"),
    "quantity": _("How many"),
    "unit": _("Of what"),
    "per": _("How often"),
    "starts_on": _("Counted from"),
    "rate_cents": _("Value of one, in cents"),
    "rate_source": _("Where the value comes from"),
    "rate_on": _("As of"),
    "decision": _("Decision"),
    "changes": _("What changes"),
    "notes": _("Discussion notes"),
    "still_works_for_us": _("Works for us?"),
    "still_works_for_them": _("Works for them?"),
}
#: Fields that hold codes, and what the codes mean.
CODES_OF: dict[tuple[str, str], type[Choices]] = {
    ("interaction", "kind"): InteractionKind,
    ("interaction", "feel"): Feel,
    ("organization", "kind"): Kind,
    ("organization", "reach"): Reach,
    ("contact", "prefers"): Prefers,
    ("partnership", "level"): Level,
    ("review", "decision"): Decision,
    ("review", "still_works_for_us"): Answer,
    ("review", "still_works_for_them"): Answer,
}


def changes_in(event: Event) -> list[tuple[str, str, str]]:
    """Return what a correction changed, in words."""
    what: dict[str, list[Any]] = event.params.get("changed", {})
    kind = event.subject_type
    return [
        (str(FIELDS.get(name, name)), _shown(kind, name, was), _shown(kind, name, now))
        for name, (was, now) in what.items()
    ]


def _shown(kind: str, name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _now("yes") if value else _now("no")
    if value is None or value == "":
        return _now("(blank)")
    if (kind, name) in CODES_OF:
        return str(dict(CODES_OF[kind, name].choices).get(value, value))
    return kept_day(value) if ISO_DAY.fullmatch(str(value)) else str(value)
