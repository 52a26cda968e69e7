"""The gate: the seven checks that must hold before an MOU goes out (W3)."""

from dataclasses import dataclass
from datetime import date

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


def _both_lists(exchange: Exchange) -> tuple[Check, Check]:
    fix = _fix(exchange.partnership, "answer_record", _("Record accepted items"))
    ours = bool(exchange.accepted_checkable(Side.OURS))
    theirs = bool(exchange.accepted_checkable(Side.THEIRS))
    return (
        Check("our_line", ours, _("They accepted at least one measurable item from us"), *fix),
        Check("their_line", theirs, _("We accepted at least one measurable item from them"), *fix),
    )


def _both_yes(exchange: Exchange) -> tuple[Check, Check]:
    us = _fix(exchange.partnership, "answer_record", _("Record answer"))
    them = _fix(exchange.partnership, "link_send", _("Ask them"))
    who = _fix(exchange.partnership, "speaker_set", _("Name who speaks"))
    page = reverse("speaker_set", args=[exchange.partnership.pk])
    said = {
        Side.OURS: ("our_yes", _("We confirmed: what's in it for us"), us),
        Side.THEIRS: ("their_yes", _("They confirmed: what's in it for them"), them),
    }
    ours, theirs = (
        Check(
            code,
            exchange.said_yes(side),
            text,
            *(who if side in exchange.torn else fix),
            fix_to=f"{page}?side={side.value}" if side in exchange.torn else "",
        )
        for side, (code, text, fix) in said.items()
    )
    return ours, theirs


def _both_read(exchange: Exchange) -> tuple[Check, Check]:
    fix = _fix(exchange.partnership, "answer_record", _("Record as read"))
    return (
        Check("we_read", exchange.has_read(Side.OURS), _("We've read their list"), *fix),
        Check("they_read", exchange.has_read(Side.THEIRS), _("They've read our list"), *fix),
    )


def _page(page: SamePage, partnership: Partnership) -> Check:
    text = _("On each side, someone who leads and someone who delivers agree on the purpose")
    if page.purpose is None:
        fix = _fix(partnership, "purpose_set", _("Write shared purpose"))
    else:
        fix = _fix(partnership, "answer_record", _("Record who agrees"))
    holds = all(page.leader(side) and page.deliverer(side) for side in Side)
    return Check("same_page", holds, text, *fix)


def _fix(partnership: Partnership, name: str, label: str) -> tuple[str, str, int]:
    return label, name, partnership.pk
