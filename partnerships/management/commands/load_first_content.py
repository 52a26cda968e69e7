"""The first motives, closing reasons, offering categories, MOU types and review questions.

Each row is known by its code. Running it again adds what is missing and never touches what
leadership has edited since.
"""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import models, transaction
from django.utils import timezone

from partnerships.agreements import actions as agreements
from partnerships.agreements.models import ComplianceType, MouType, TypeSection
from partnerships.exchange.models import OfferingCategory
from partnerships.outcomes.models import MeasureDefinition
from partnerships.relationships.models import ClosingReason, Motive
from partnerships.reminders.models import ReminderRule
from partnerships.reminders.rules import REMINDERS
from partnerships.reviews.models import Question, QuestionSet

MOTIVES = {
    "widen": "Widen a service we already give",
    "add": "Add a service we lack",
    "improve": "Make a service better",
    "referrals": "Reach more people through referrals",
}

OFFERING_CATEGORIES = {
    "local-resources": "Finding and contacting local resources",
    "cross-training": "Cross-training about the people we serve",
    "accommodation": "Advice on accommodation, accessibility and staying in work",
    "outreach": "Help with outreach and marketing",
    "shared-results": "Shared responsibility for results with common clients",
    "candidates": "Introducing qualified candidates",
    "employers": "Opening doors to employers ready to hire people with disabilities",
    "follow-along": "Long-term follow-up before and after placement",
    "training-seats": "Training seats",
    "space": "Space",
    "benefits-counseling": "Benefits counseling",
    "transport": "Transport",
    "interpreters": "Interpreters",
    "data": "Data and evaluation",
    "funding": "Funding",
    "volunteers": "Volunteer time",
    "referrals": "Referrals",
}

CLOSING_REASONS = {
    "end-goal-differs": "End goal differs",
    "resources-ours": "Resources do not match: ours",
    "resources-theirs": "Resources do not match: theirs",
    "resources-both": "Resources do not match: both",
    "timing": "Timing",
    "area-or-people": "Area or people served differ",
    "ways-of-working": "Ways of working",
    "not-working-well": "Not working well together",
    "no-answer": "No answer after repeated outreach",
    "key-people-left": "Key people left",
    "value-not-delivered": "Promised value not delivered",
    "legal": "Legal obstacle",
    "funding-ended": "Funding ended",
    "goal-reached": "Goal reached",
    "term-ended": "Agreed term ended",
    "merged": "Merged into another",
}

#: Documents with dates: name, and the kinds of organizations that need one.
COMPLIANCE_TYPES = {
    "insurance": ("Certificate of insurance", "training_provider"),
    "license": ("License or accreditation", "health,training_provider"),
    "data-sharing": ("Data-sharing agreement", ""),
    "w9": ("W-9", ""),
    "logo": ("Logo permission", ""),
    "background-checks": ("Background check policy", ""),
}

GOOD_ENDINGS = {"goal-reached", "term-ended", "merged"}

RULE_PACKS = Path(__file__).parent.parent / "rule_packs.toml"
MEASURES = Path(__file__).parent.parent / "measures.toml"
QUESTION_SETS = Path(__file__).parent.parent / "question_sets.toml"


class Command(BaseCommand):
    """Load the first content; safe to run at every start."""

    help = "Adds the first motives, reasons, categories, measures, MOU types and questions."

    @transaction.atomic
    def handle(self, *_args: Any, **_options: Any) -> None:
        now = timezone.now()
        added = _add(Motive, {code: {"label": label} for code, label in MOTIVES.items()})
        added += _add(
            OfferingCategory,
            {code: {"label": label} for code, label in OFFERING_CATEGORIES.items()},
        )
        added += _add(
            ClosingReason,
            {
                code: {"label": label, "is_good_ending": code in GOOD_ENDINGS}
                for code, label in CLOSING_REASONS.items()
            },
        )
        added += _add(
            ComplianceType,
            {
                code: {"label": label, "required_for": kinds}
                for code, (label, kinds) in COMPLIANCE_TYPES.items()
            },
        )
        measures = tomllib.loads(MEASURES.read_text())["measures"]
        added += _add(MeasureDefinition, {one.pop("code"): one for one in measures})
        added += _add_rule_packs(tomllib.loads(RULE_PACKS.read_text()))
        added += _add_reminder_rules()
        added += _add_question_sets(tomllib.loads(QUESTION_SETS.read_text()), now)
        agreements.go_live(on=timezone.localdate(now), by=None, now=now)
        self.stdout.write(f"First content: {added} rows added.")


def _add(
    model: type[
        Motive | OfferingCategory | ClosingReason | MouType | ComplianceType | MeasureDefinition
    ],
    rows: dict[str, dict[str, Any]],
) -> int:
    manager: models.Manager[Any] = model.objects
    known = set(manager.values_list("code", flat=True))
    new = [
        model(code=code, position=place, **fields)
        for place, (code, fields) in enumerate(rows.items(), 1)
        if code not in known
    ]
    manager.bulk_create(new)
    return len(new)


def _add_rule_packs(packs: dict[str, Any]) -> int:
    """New kinds of agreements, each with its sections; "!" marks one that must not be empty."""
    types = {pack["code"]: dict(pack) for pack in packs["types"]}
    codes = {code: pack.pop("sections") for code, pack in types.items()}
    empty = MouType.objects.filter(code__in=types, sections__isnull=True)
    for pack in types.values():
        del pack["code"]
    added = _add(MouType, types)
    sections = [
        TypeSection(
            mou_type=mou_type,
            code=name.rstrip("!"),
            is_required=name.endswith("!"),
            position=place,
            **packs["sections"][name.rstrip("!")],
        )
        for mou_type in empty.all()
        for place, name in enumerate(codes[mou_type.code], 1)
    ]
    TypeSection.objects.bulk_create(sections)
    return added + len(sections)


def _add_reminder_rules() -> int:
    """A row for every kind of reminder, with nothing changed, so that the panel can change it."""
    known = set(ReminderRule.objects.values_list("code", flat=True))
    new = [ReminderRule(code=code) for code in REMINDERS if code not in known]
    ReminderRule.objects.bulk_create(new)
    return len(new)


def _add_question_sets(data: dict[str, Any], now: datetime) -> int:
    """Add the question sets whose code is new; later versions are made by people."""
    known = set(QuestionSet.objects.values_list("code", flat=True))
    new = [one for one in data["sets"] if one["code"] not in known]
    for place, fields in enumerate(new, 1):
        questions, guess = fields.pop("questions"), fields.pop("guess")
        made = QuestionSet.objects.create(position=place, made_at=now, **fields)
        Question.objects.bulk_create(
            Question(
                question_set=made,
                position=number,
                dimension=dimension,
                text=text,
                asks_guess=guess and bool(dimension),
            )
            for number, (dimension, text) in enumerate(questions, 1)
        )
    return len(new)
