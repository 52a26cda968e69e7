"""What must hold before a partnership moves on: written once, used for stages and MOUs alike."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from partnerships.agreements.models import Mou, MouParty
from partnerships.agreements.queries import in_force_for
from partnerships.engagement.queries import last_two_way
from partnerships.exchange.queries import Exchange, exchange_of
from partnerships.relationships.lifecycle import MOVES, Side, Stage, is_step_back
from partnerships.relationships.models import Partnership
from partnerships.relationships.queries import People, SamePage, people_of, same_page


@dataclass(frozen=True)
class Check:
    """One thing that must hold: in plain words, and the button that brings it about."""

    code: str
    holds: bool
    text: str
    fix_label: str
    fix_name: str
    partnership_id: int

    def fix_url(self) -> str:
        """The address of the page with that button on it."""
        return reverse(self.fix_name, args=[self.partnership_id])


@dataclass(frozen=True)
class Gate:
    """The seven checks of W3 for one partnership, and the facts they were read from."""

    checks: tuple[Check, ...]
    exchange: Exchange
    page: SamePage
    people: People

    @property
    def holds(self) -> bool:
        return all(check.holds for check in self.checks)

    @property
    def held(self) -> int:
        """How many of the seven hold: "Ready for an MOU? 4 of 7"."""
        return sum(check.holds for check in self.checks)

    def missing(self) -> list[Check]:
        return [check for check in self.checks if not check.holds]


def gate_of(partnership: Partnership, today: date) -> Gate:
    """Ask all seven checks of W3."""
    people = people_of(partnership, today)
    exchange = exchange_of(partnership, people)
    page = same_page(partnership, people)
    return Gate(
        checks=(
            *_both_lists(exchange),
            *_both_yes(exchange),
            *_both_read(exchange),
            _page(page, partnership),
        ),
        exchange=exchange,
        page=page,
        people=people,
    )


def gates_of(mou: Mou, today: date) -> list[tuple[MouParty, Gate]]:
    """The seven checks for each partner an agreement needs them of; none for one not gated."""
    if not mou.gated:
        return []
    parties = mou.parties.filter(partnership__isnull=False, is_approving_official=False)
    found = parties.select_related("organization", "partnership__organization")
    return [(party, gate_of(party.partnership, today)) for party in found if party.partnership]


def _both_lists(exchange: Exchange) -> tuple[Check, Check]:
    fix = _fix(exchange.partnership, "answer_record", _("Record what they accept"))
    ours = bool(exchange.accepted_checkable(Side.OURS))
    theirs = bool(exchange.accepted_checkable(Side.THEIRS))
    return (
        Check("our_line", ours, _("They accepted a line of ours that both can check"), *fix),
        Check("their_line", theirs, _("We accepted a line of theirs that both can check"), *fix),
    )


def _both_yes(exchange: Exchange) -> tuple[Check, Check]:
    fix = _fix(exchange.partnership, "answer_record", _("Record the answer"))
    return (
        Check("our_yes", exchange.said_yes(Side.OURS), _("We said yes: it works for us"), *fix),
        Check(
            "their_yes",
            exchange.said_yes(Side.THEIRS),
            _("They said yes: it works for them"),
            *_fix(exchange.partnership, "link_send", _("Ask them")),
        ),
    )


def _both_read(exchange: Exchange) -> tuple[Check, Check]:
    fix = _fix(exchange.partnership, "answer_record", _("Record that it was read"))
    return (
        Check("we_read", exchange.has_read(Side.OURS), _("We have read their list"), *fix),
        Check("they_read", exchange.has_read(Side.THEIRS), _("They have read our list"), *fix),
    )


def _page(page: SamePage, partnership: Partnership) -> Check:
    text = _("Same page: on each side, one who leads and one who delivers agree on the purpose")
    if page.purpose is None:
        fix = _fix(partnership, "purpose_set", _("Write the purpose"))
    else:
        fix = _fix(partnership, "answer_record", _("Record who agrees"))
    holds = all(page.leader(side) and page.deliverer(side) for side in Side)
    return Check("same_page", holds, text, *fix)


@dataclass(frozen=True)
class Facts:
    """What a page has read already, to spare reading it again; None where it has not.

    ``in_force`` is whether a gated MOU with them is in effect today.
    """

    gate: Gate | None = None
    in_force: bool | None = None


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
    fix = _fix(partnership, "partnership_edit", _("Fill it in"))
    return [
        Check("owner", partnership.owner_id is not None, _("Somebody of ours owns it"), *fix),
        Check("motive", partnership.motives.exists(), _("It says why we would partner"), *fix),
    ]


def _before_exploring(partnership: Partnership, _today: date, _facts: Facts) -> list[Check]:
    fix = _fix(partnership, "interaction_create", _("Add call or note"))
    talked = last_two_way(partnership) is not None
    return [Check("two_way", talked, _("We talked with somebody of theirs"), *fix)]


def _before_active(partnership: Partnership, today: date, facts: Facts) -> list[Check]:
    fix = _fix(partnership, "mou_create", _("Draft an MOU"))
    holds: object = partnership.no_mou_approved_at is not None or facts.in_force
    if not holds and facts.in_force is None:
        holds = in_force_for(partnership, today)
    return [Check("mou", bool(holds), _("An MOU is in effect, or none is needed"), *fix)]


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
