"""What must hold before a partnership moves on: written once, used for stages and MOUs alike."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from partnerships.agreements.queries import in_force_for
from partnerships.engagement.queries import last_two_way
from partnerships.exchange.queries import Exchange, exchange_of
from partnerships.relationships.lifecycle import Side, Stage
from partnerships.relationships.models import Partnership
from partnerships.relationships.queries import SamePage, same_page


@dataclass(frozen=True)
class Check:
    """One thing that must hold: in plain words, and the button that brings it about."""

    code: str
    holds: bool
    text: str
    fix_label: str
    fix_url: str


@dataclass(frozen=True)
class Gate:
    """The seven checks of W3 for one partnership, and the facts they were read from."""

    checks: tuple[Check, ...]
    exchange: Exchange
    page: SamePage

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
    exchange = exchange_of(partnership)
    page = same_page(partnership, today)
    return Gate(
        checks=(
            *_both_lists(exchange),
            *_both_yes(exchange),
            *_both_read(exchange),
            _page(page, partnership),
        ),
        exchange=exchange,
        page=page,
    )


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
            *fix,
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


def checks_for(partnership: Partnership, to: Stage, today: date) -> list[Check]:
    """What the step to ``to`` needs, held or missing; empty for a step that needs nothing."""
    asked = FORWARD.get(to)
    return asked(partnership, today) if asked else []


def _before_reaching_out(partnership: Partnership, _today: date) -> list[Check]:
    fix = _fix(partnership, "partnership_edit", _("Fill it in"))
    return [
        Check("owner", partnership.owner_id is not None, _("Somebody of ours owns it"), *fix),
        Check("motive", partnership.motives.exists(), _("It says why we would partner"), *fix),
    ]


def _before_exploring(partnership: Partnership, _today: date) -> list[Check]:
    fix = _fix(partnership, "interaction_create", _("Add call or note"))
    talked = last_two_way(partnership) is not None
    return [Check("two_way", talked, _("We talked with somebody of theirs"), *fix)]


def _before_value_mapped(partnership: Partnership, today: date) -> list[Check]:
    return list(gate_of(partnership, today).checks[:4])


def _before_agreeing(partnership: Partnership, today: date) -> list[Check]:
    return list(gate_of(partnership, today).checks)


def _before_active(partnership: Partnership, today: date) -> list[Check]:
    fix = _fix(partnership, "mou_create", _("Draft an MOU"))
    holds = partnership.no_mou_approved_at is not None or in_force_for(partnership, today)
    return [Check("mou", bool(holds), _("An MOU is in effect, or none is needed"), *fix)]


#: What each forward step needs (the table of the life of a partnership).
FORWARD: dict[Stage, Callable[[Partnership, date], list[Check]]] = {
    Stage.REACHING_OUT: _before_reaching_out,
    Stage.EXPLORING: _before_exploring,
    Stage.VALUE_MAPPED: _before_value_mapped,
    Stage.AGREEING: _before_agreeing,
    Stage.ACTIVE: _before_active,
}


def _fix(partnership: Partnership, name: str, label: str) -> tuple[str, str]:
    return label, reverse(name, args=[partnership.pk])
