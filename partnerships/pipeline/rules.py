"""What each stage needs before a partnership may move there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from partnerships.agreements.lifecycle import Standing
from partnerships.agreements.models import Mou
from partnerships.agreements.queries import binding
from partnerships.engagement.queries import last_two_way
from partnerships.exchange.queries import Check, Gate, gate_of
from partnerships.relationships.lifecycle import MOVES, Stage, can_move, is_step_back
from partnerships.relationships.models import Partnership


@dataclass(frozen=True)
class Facts:
    """What a page has read already, to spare reading it again; None where it has not."""

    gate: Gate | None = None
    mous: list[Mou] | None = None


def checks_for(
    partnership: Partnership, to: Stage, today: date, facts: Facts | None = None
) -> list[Check]:
    """What the step to ``to`` needs, held or missing; empty for a step that needs nothing."""
    facts = facts or Facts()
    if to in OF_THE_GATE:
        return list((facts.gate or gate_of(partnership, today)).checks[: OF_THE_GATE[to]])
    asked = FORWARD.get(to)
    return asked(partnership, today, facts) if asked else []


def _before_reaching_out(partnership: Partnership, _today: date, _facts: Facts) -> list[Check]:
    owner = _fix(partnership, "partnership_edit", _("Choose an owner"))
    goal = _fix(partnership, "partnership_edit", _("Choose a goal"))
    return [
        Check("owner", partnership.owner_id is not None, _("It has an owner"), *owner),
        Check("motive", partnership.motives.exists(), _("It has a goal"), *goal),
    ]


def _before_exploring(partnership: Partnership, _today: date, _facts: Facts) -> list[Check]:
    fix = _fix(partnership, "interaction_create", _("Log activity"))
    talked = last_two_way(partnership) is not None
    return [Check("two_way", talked, _("We've talked with someone there"), *fix)]


def _before_active(partnership: Partnership, today: date, facts: Facts) -> list[Check]:
    """One that was drafted leads to it, and one that is signed says from when it counts."""
    mous = facts.mous
    if mous is None:
        mous = list(binding(partnership))
    gated = [mou for mou in mous if mou.gated]
    holds = partnership.no_mou_approved_at is not None or any(m.is_in_force(today) for m in gated)
    signed = next((m for m in gated if m.standing(today) == Standing.NOT_YET), None)
    started = signed or next((m for m in gated if m.is_unsigned()), None)
    text = _("An MOU is in effect, or none is needed")
    starts_on = signed.effective_on() if signed else None
    if starts_on and not holds:
        text = _("The MOU is signed and takes effect on %(day)s") % {
            "day": date_format(starts_on, "M j, Y")
        }
    if started is None:
        fix = _fix(partnership, "mou_create", _("Draft an MOU"))
        return [Check("mou", holds, text, *fix)]
    fix = _fix(partnership, "mou_detail", _("Open the MOU"))
    return [Check("mou", holds, text, *fix, fix_to=started.get_absolute_url())]


#: How many of the seven checks a step needs: the first four, or all.
OF_THE_GATE = {Stage.VALUE_MAPPED: 4, Stage.AGREEING: 7}

#: What each other forward step needs (the table of the life of a partnership).
FORWARD: dict[Stage, Callable[[Partnership, date, Facts], list[Check]]] = {
    Stage.REACHING_OUT: _before_reaching_out,
    Stage.EXPLORING: _before_exploring,
    Stage.ACTIVE: _before_active,
}


@dataclass(frozen=True)
class PossibleMove:
    """A stage that may follow, what it needs, and where to take the step.

    ``page`` is the address of a page of its own for a step that asks for more than a note.
    """

    stage: Stage
    checks: list[Check]
    is_back: bool = False
    page: str = ""

    @property
    def is_ready(self) -> bool:
        return all(check.holds for check in self.checks)

    @property
    def asks_for_facts(self) -> bool:
        """Whether an owner or a motive is missing: filled in on the spot."""
        return any(
            check.fix_name == "partnership_edit" and not check.holds for check in self.checks
        )


#: Steps with a page of their own, because they ask for terms.
PAGES = {Stage.PAUSED: "partnership_pause", Stage.CLOSED: "partnership_close"}


def possible_moves(partnership: Partnership, today: date) -> list[PossibleMove]:
    """Every stage that may follow: forward first, then back, then on hold and the end."""
    here = Stage(partnership.stage)
    return [
        _possible(partnership, here, to, today)
        for to in sorted(MOVES[here], key=lambda to: _place(here, to))
        if here != Stage.PAUSED or to in {Stage.CLOSED, partnership.paused_from}
    ]


def why_impossible(here: Stage, to: Stage) -> str:
    """Return why no step leads from one stage to another; "" where one does."""
    if here != to and can_move(here, to):
        return ""
    return _("It's at %(from)s, so it can't move to %(to)s. Choose another stage.") % {
        "from": here.label,
        "to": to.label,
    }


def _place(here: Stage, to: Stage) -> tuple[int, int]:
    """Where a step stands on the page: the way forward first, the nearest step back next."""
    group = 2 if to in PAGES else int(is_step_back(here, to))
    return group, -list(Stage).index(to) if group == 1 else list(Stage).index(to)


def _possible(partnership: Partnership, here: Stage, to: Stage, today: date) -> PossibleMove:
    """One step; the way out of a hold or an end has a page too."""
    ways_out = {Stage.PAUSED: "partnership_resume", Stage.CLOSED: "partnership_reopen"}
    name = PAGES.get(to) or ways_out.get(here)
    if name:
        return PossibleMove(stage=to, checks=[], page=reverse(name, args=[partnership.pk]))
    is_back = is_step_back(here, to)
    checks = [] if is_back else checks_for(partnership, to, today)
    return PossibleMove(stage=to, checks=checks, is_back=is_back)


def _fix(partnership: Partnership, name: str, label: str) -> tuple[str, str, int]:
    return label, name, partnership.pk
