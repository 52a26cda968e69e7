"""What a person sees on their page: both lists from their side, and what is open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from audit.models import Event
from partnerships.exchange.models import (
    Acceptance,
    Acknowledgement,
    Benefit,
    Evidence,
    EvidenceAcceptance,
    ItemRequest,
    ListLine,
    Suggestion,
    WiifmAnswer,
)
from partnerships.exchange.queries import (
    Exchange,
    LineChange,
    changes_between,
    exchange_of,
    items_to_accept,
)
from partnerships.links.models import LinkMessage, PersonalLink
from partnerships.links.queries import HelpLine, help_line
from partnerships.organizations.models import Contact
from partnerships.outcomes.models import MeasureFigure
from partnerships.portal.queries.measures import (
    ReceivedFigure,
    SharedMeasures,
    measures_for_partner,
    received_figures,
)
from partnerships.relationships.lifecycle import How, Side
from partnerships.relationships.models import Purpose, PurposeAgreement
from partnerships.relationships.queries import people_of

#: So many of their requests stand on a person's page.
SHOWN = 10


@dataclass(frozen=True)
class LineToAnswer:
    """One shared line, who of each side accepted it, and what this person suggested.

    ``is_own`` if this person added it, and it reads as they typed it.
    """

    line: ListLine
    is_own: bool
    by_them: Acceptance | None
    by_us: Acceptance | None
    suggestions: list[Suggestion]


@dataclass(frozen=True)
class Brought:
    """An item that someone added by link, in the words they typed; ours about it stay ours."""

    at: datetime | None
    what: str


@dataclass(frozen=True)
class Receipt:
    """What came in with a person's last message, row by row, to be checked by both sides."""

    at: datetime
    answer: WiifmAnswer | None
    has_read: bool
    agreed: bool
    accepted: list[Acceptance]
    suggestions: list[Suggestion]
    brought: list[Brought]
    asked_for: list[ItemRequest]
    happened: list[EvidenceAcceptance]
    figures: list[ReceivedFigure]
    messages: list[LinkMessage]


@dataclass(frozen=True)
class PersonalPage:
    """Everything behind one personal link. They bring is "You bring", we bring "You get"."""

    link: PersonalLink
    help: HelpLine
    exchange: Exchange
    lines: dict[Side, list[LineToAnswer]]
    happened: list[Evidence]
    purpose: Purpose | None
    agreed: PurposeAgreement | None
    answer: WiifmAnswer | None
    changes: list[LineChange]
    receipt: Receipt | None
    brought: list[Brought]
    asked_for: list[ItemRequest]
    measures: SharedMeasures

    def get(self) -> list[LineToAnswer]:
        return self.lines[Side.OURS]

    def bring(self) -> list[LineToAnswer]:
        return self.lines[Side.THEIRS]

    def is_answered(self) -> bool:
        """The person has answered for the lists as they read now."""
        return bool(self.answer) and not self.changes

    def is_open(self) -> bool:
        """Something waits for this person."""
        return not self.is_answered() or self.asks_more()

    def wants_answer(self) -> bool:
        """There are lists, and the person hasn't answered for them or earlier ones."""
        return self.exchange.version is not None and self.answer is None

    def asks_more(self) -> bool:
        """Besides the lists, something waits for this person."""
        asks_purpose = self.purpose is not None and self.agreed is None
        return asks_purpose or bool(self.happened or self.measures.wanted)

    def given(self) -> dict[str, object]:
        """Return what this person said, as a form begins with it.

        An answer for earlier lists is theirs to give again; only their words stay.
        """
        if self.answer is None:
            return {}
        if self.changes:
            return {"comment": self.answer.comment}
        read = self.exchange.acknowledgements.get(Side.THEIRS)
        mine = read is not None and read.contact_id == self.link.contact_id
        return {
            "answer": self.answer.value,
            "comment": self.answer.comment,
            "has_read": mine and self.exchange.has_read(Side.THEIRS),
        }


def personal_page_of(link: PersonalLink, today: date) -> PersonalPage:
    """Read the whole page; a constant number of queries."""
    partnership, contact = link.partnership, link.contact
    exchange = exchange_of(partnership, people_of(partnership, today))
    answer = _own_answer(link)
    purpose = Purpose.objects.filter(partnership=partnership).current().first()
    agreed = PurposeAgreement.objects.filter(purpose=purpose, contact=contact)
    return PersonalPage(
        link=link,
        help=help_line(link.sent_by),
        exchange=exchange,
        lines=_lines(exchange, contact),
        happened=list(_happened(link)),
        purpose=purpose,
        agreed=agreed.first() if purpose else None,
        answer=answer,
        changes=changes_between(answer.list_version, exchange.version)
        if answer and exchange.version
        else [],
        receipt=receipt_of(link),
        brought=_brought_and_not_shared(exchange, contact),
        asked_for=list(
            ItemRequest.objects.filter(partnership=partnership, contact=contact).order_by("-pk")[
                :SHOWN
            ]
        ),
        measures=measures_for_partner(partnership.pk, today),
    )


def _brought_and_not_shared(exchange: Exchange, contact: Contact) -> list[Brought]:
    """Items this person added that aren't in the version they see yet."""
    shared = {line.benefit_id for line in exchange.lines}
    return _as_typed(
        item
        for item in exchange.benefits
        if item.brought_by_id == contact.pk and item.pk not in shared
    )


def _as_typed(items: Iterable[Benefit]) -> list[Brought]:
    """Read from the log what was typed; the rows themselves are our working copy."""
    at = {item.pk: item.brought_at for item in items}
    typed = Event.objects.filter(
        verb="benefit.brought", subject_type="benefit", subject_id__in=at
    ).order_by("pk")
    return [Brought(at[event.subject_id], event.params["what"]) for event in typed]


def receipt_of(link: PersonalLink) -> Receipt | None:
    """Everything that was kept with a person's last message; None before the first."""
    if link.answered_at is None:
        return None
    said = {"contact": link.contact, "how": How.LINK, "recorded_at": link.answered_at}
    about_lists = {"list_version__partnership": link.partnership, **said}
    about_lines = {"line__list_version__partnership": link.partnership, **said}
    about_purpose = {"purpose__partnership": link.partnership, **said}
    about_evidence = {"evidence__benefit__partnership": link.partnership, **said}
    return Receipt(
        at=link.answered_at,
        answer=WiifmAnswer.objects.filter(**about_lists).first(),
        has_read=Acknowledgement.objects.filter(**about_lists).exists(),
        agreed=PurposeAgreement.objects.filter(**about_purpose).exists(),
        accepted=list(Acceptance.objects.filter(**about_lines).select_related("line")),
        suggestions=list(Suggestion.objects.filter(**about_lines).select_related("line")),
        brought=_as_typed(
            Benefit.objects.filter(
                partnership=link.partnership,
                brought_by=link.contact,
                brought_at=link.answered_at,
            )
        ),
        asked_for=list(ItemRequest.objects.filter(partnership=link.partnership, **said)),
        happened=list(
            EvidenceAcceptance.objects.filter(**about_evidence).select_related("evidence")
        ),
        figures=_figures(link, link.answered_at),
        messages=list(LinkMessage.objects.filter(link=link, at=link.answered_at)),
    )


def _figures(link: PersonalLink, at: datetime) -> list[ReceivedFigure]:
    rows = MeasureFigure.objects.filter(
        share__partnership=link.partnership,
        contact=link.contact,
        how=How.LINK,
        recorded_at=at,
    )
    found = list(rows.select_related("share__measure").order_by("pk"))
    return received_figures(found, link.partnership_id)


def _own_answer(link: PersonalLink) -> WiifmAnswer | None:
    said = WiifmAnswer.objects.filter(
        list_version__partnership=link.partnership, contact=link.contact, side=Side.THEIRS
    )
    reopened_at = link.partnership.reopened_at
    since = said.filter(recorded_at__gte=reopened_at) if reopened_at else said
    return since.select_related("list_version").order_by("-recorded_at", "-pk").first()


def _happened(link: PersonalLink) -> Iterable[Evidence]:
    """What we say we did for them, and no one of theirs has said so yet."""
    ours = Evidence.objects.filter(
        benefit__partnership=link.partnership, benefit__side=Side.OURS, acceptance__isnull=True
    )
    return ours.filter(benefit__is_internal=False).select_related("benefit")[:20]


def _lines(exchange: Exchange, contact: Contact) -> dict[Side, list[LineToAnswer]]:
    mine: dict[int, list[Suggestion]] = {}
    suggested = Suggestion.objects.filter(
        line__benefit__in=[line.benefit_id for line in exchange.lines], contact=contact
    )
    for suggestion in suggested.select_related("line"):
        mine.setdefault(suggestion.line.benefit_id, []).append(suggestion)
    added = (item for item in exchange.benefits if item.brought_by_id == contact.pk)
    own = {item.pk for item in added if item.version == 1}
    said = (exchange.accepted, exchange.confirmed)  # what a side gets, and what it brings
    return {
        side: [
            LineToAnswer(
                line=line,
                is_own=line.benefit_id in own,
                by_them=said[side == Side.THEIRS].get(line.pk),
                by_us=said[side == Side.OURS].get(line.pk),
                suggestions=mine.get(line.benefit_id, []),
            )
            for line in exchange.shared(side)
        ]
        for side in Side
    }


@dataclass(frozen=True)
class Told:
    """What one person told us by their link, for whoever of us looks at it."""

    link: PersonalLink
    answer: WiifmAnswer | None
    suggestions: list[Suggestion]
    messages: list[LinkMessage]
    asked_for: list[ItemRequest]
    brought: list[Benefit]
    receipt: Receipt | None

    def waits_for_us(self) -> bool:
        """Whether a suggestion, an item or a wish is still without our answer."""
        return bool(self.suggestions or self.messages or self.asked_for or self.brought)


def told_by(link: PersonalLink) -> Told:
    """The last answer of a link's person, and what of it is still open with us."""
    suggestions = Suggestion.objects.open().filter(
        line__list_version__partnership=link.partnership, contact=link.contact
    )
    return Told(
        link=link,
        answer=_own_answer(link),
        suggestions=list(suggestions.select_related("line__benefit")),
        messages=list(LinkMessage.objects.filter(link=link).open()),
        asked_for=list(
            ItemRequest.objects.open().filter(partnership=link.partnership, contact=link.contact)
        ),
        brought=list(items_to_accept(link.partnership, link.contact)),
        receipt=receipt_of(link),
    )
