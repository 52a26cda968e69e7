"""The gate: the seven checks that must hold before an MOU goes out (W3)."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from common.errors import DomainError
from partnerships.exchange.queries.exchange import Exchange, exchange_of
from partnerships.relationships.lifecycle import Side
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
    fix_to: str = ""

    def fix_url(self) -> str:
        """The address of the page with that button on it."""
        return self.fix_to or reverse(self.fix_name, args=[self.partnership_id])


class Fix(NamedTuple):
    """The button that brings a check about, as a Check takes it."""

    label: str
    name: str
    partnership_id: int
    to: str = ""


class NotYet(DomainError):
    """Something the step needs is missing; ``missing`` names each with its button."""

    def __init__(self, missing: list[Check]) -> None:
        names = "; ".join(check.text for check in missing)
        super().__init__(_("Still missing: %(names)s.") % {"names": names})
        self.missing = missing


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


def _record(exchange: Exchange, side: Side, label: str) -> Fix:
    """How an answer of a side comes about: before there is a version, by making one."""
    pk = exchange.partnership.pk
    if exchange.version:
        return Fix(
            label, "answer_record", pk, f"{reverse('answer_record', args=[pk])}?side={side}"
        )
    if any(not item.is_internal for item in exchange.benefits):
        return Fix(_("Save a version"), "lists_share", pk)
    return Fix(_("Add an item"), "benefit_create", pk)


def _both_lists(exchange: Exchange) -> tuple[Check, Check]:
    label = _("Record accepted items")
    by_them, by_us = _record(exchange, Side.THEIRS, label), _record(exchange, Side.OURS, label)
    ours = bool(exchange.accepted_checkable(Side.OURS))
    theirs = bool(exchange.accepted_checkable(Side.THEIRS))
    return (
        Check("our_line", ours, _("They accepted at least one measurable item from us"), *by_them),
        Check(
            "their_line", theirs, _("We accepted at least one measurable item from them"), *by_us
        ),
    )


def _both_yes(exchange: Exchange) -> tuple[Check, Check]:
    pk = exchange.partnership.pk
    us = _record(exchange, Side.OURS, _("Record answer"))
    them = Fix(_("Ask them"), "link_send", pk)
    if exchange.version is None:
        them = _record(exchange, Side.THEIRS, "")
    page = reverse("speaker_set", args=[pk])
    said = {
        Side.OURS: ("our_yes", _("We confirmed: what's in it for us"), us),
        Side.THEIRS: ("their_yes", _("They confirmed: what's in it for them"), them),
    }
    ours, theirs = (
        Check(
            code,
            exchange.said_yes(side),
            text,
            *(
                Fix(_("Name who speaks"), "speaker_set", pk, f"{page}?side={side.value}")
                if side in exchange.torn
                else fix
            ),
        )
        for side, (code, text, fix) in said.items()
    )
    return ours, theirs


def _both_read(exchange: Exchange) -> tuple[Check, Check]:
    us, them = (_record(exchange, side, _("Record as read")) for side in Side)
    return (
        Check("we_read", exchange.has_read(Side.OURS), _("We've read their list"), *us),
        Check("they_read", exchange.has_read(Side.THEIRS), _("They've read our list"), *them),
    )


def _page(page: SamePage, partnership: Partnership) -> Check:
    text = _("On each side, someone who leads and someone who delivers agree on the purpose")
    if page.purpose is None:
        fix = Fix(_("Write shared purpose"), "purpose_set", partnership.pk)
    else:
        fix = Fix(_("Record who agrees"), "purpose_agree", partnership.pk)
    holds = all(page.leader(side) and page.deliverer(side) for side in Side)
    return Check("same_page", holds, text, *fix)
