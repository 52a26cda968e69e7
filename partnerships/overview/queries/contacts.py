"""Everything that hangs on one person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.models import Event
from partnerships.agreements.lifecycle import Standing
from partnerships.agreements.models import Mou, Signature, Signer
from partnerships.engagement.models import FollowUp, Interaction, Meeting
from partnerships.exchange.models import Acceptance, Acknowledgement, WiifmAnswer
from partnerships.organizations.models import Contact, Position
from partnerships.outbox.lifecycle import RecipientKind
from partnerships.outbox.models import Delivery
from partnerships.overview.models import Attachment, Note
from partnerships.overview.queries.activity import Activity, Feed
from partnerships.overview.queries.organizations import (
    LATEST,
    SHOWN,
    last_contacts,
    notes_about,
)
from partnerships.overview.rules import mail_word
from partnerships.relationships.lifecycle import How, Side
from partnerships.relationships.models import KeyPlayer, Partnership, PurposeAgreement

#: How the address of a correction names each kind.
KINDS: dict[type, str] = {
    WiifmAnswer: "answer",
    Acknowledgement: "read",
    Acceptance: "accepted",
    PurposeAgreement: "purpose",
}


@dataclass(frozen=True)
class Given:
    """One thing a person said: about what, which answer, how and when; and for which partner."""

    question: str
    answer: str
    said: WiifmAnswer | Acknowledgement | Acceptance | PurposeAgreement
    on: date
    partnership: Partnership

    def kind(self) -> str:
        """Return how the address of its correction names it."""
        return KINDS[type(self.said)]

    def can_be_in_error(self) -> bool:
        """Whether one of us recorded it, and it counts."""
        return self.said.how != How.LINK and self.said.in_error_at is None


@dataclass(frozen=True)
class Signing:
    """One agreement a person is to sign or signed."""

    mou: Mou
    standing: Standing
    party: str
    signed_on: date | None


@dataclass(frozen=True)
class ContactPage:
    """What the page of a person shows beside how they are reached."""

    contact: Contact
    positions: list[Position]
    partnerships: list[tuple[Partnership, list[KeyPlayer]]]
    promises: list[FollowUp]
    activity: list[Activity]
    last_contact: date | None
    answers: list[Given]
    signing: list[Signing]
    mails: list[tuple[Delivery, str]]
    attachments: list[Attachment]
    notes: list[Note]
    events: list[Event]

    def sole(self) -> Partnership | None:
        """The partnership, where there is one that goes on: what is logged belongs to it."""
        going_on = [one for one, _seats in self.partnerships if one.is_open()]
        return going_on[0] if len(going_on) == 1 else None


def contact_page_of(contact: Contact, user: User, now: datetime) -> ContactPage:
    """Read the whole page in a fixed number of queries."""
    today = timezone.localdate(now)
    jobs = Position.objects.visible_to(user).filter(contact=contact)
    positions = list(jobs.select_related("organization").order_by("pk"))
    promises = FollowUp.objects.visible_to(user).filter(contact=contact)
    promises = promises.select_related("partnership__organization")
    return ContactPage(
        contact=contact,
        positions=positions,
        partnerships=_partnerships(contact, positions, user, today),
        promises=list(promises.order_by("-state", "due_on", "pk")[:SHOWN]),
        activity=feed_with(contact, user)[:SHOWN],
        last_contact=last_contacts([contact.pk]).get(contact.pk),
        answers=_answers(contact, user),
        signing=_signing(contact, user, today),
        mails=[(mail, mail_word(mail.kind)) for mail in _mails(contact, user)],
        attachments=list(contact.kept_files.visible_to(user).order_by("-pk")),
        notes=notes_about(contact, user),
        events=list(Event.objects.about("contact", contact.pk)[:LATEST]),
    )


def feed_with(contact: Contact, user: User) -> Feed:
    """Meetings a person was invited to, and calls and notes about them."""
    return Feed(
        Meeting.objects.visible_to(user).filter(participants__contact=contact),
        Interaction.objects.visible_to(user).filter(with_contact=contact),
    )


def _partnerships(
    contact: Contact, positions: Iterable[Position], user: User, today: date
) -> list[tuple[Partnership, list[KeyPlayer]]]:
    """Those of the organizations they work at, and those in which they have a seat."""
    seats: dict[int, list[KeyPlayer]] = {}
    rows = KeyPlayer.objects.visible_to(user).filter(contact=contact)
    for seat in rows.order_by("pk"):
        seats.setdefault(seat.partnership_id, []).append(seat)
    at = [one.organization_id for one in positions if one.until is None or one.until >= today]
    known = Partnership.objects.visible_to(user).with_names()
    known = known.filter(Q(organization__in=at) | Q(pk__in=seats)).order_by("-court_since", "pk")
    return [(one, seats.get(one.pk, [])) for one in known[:SHOWN]]


def _answers(contact: Contact, user: User) -> list[Given]:
    """The latest of what they said, whatever it was about."""
    rows: list[WiifmAnswer | Acknowledgement | Acceptance] = [
        *_latest(WiifmAnswer.everything.visible_to(user), contact, "list_version"),
        *_latest(Acknowledgement.everything.visible_to(user), contact, "list_version"),
        *_latest(Acceptance.everything.visible_to(user), contact, "line__list_version"),
    ]
    agreed = PurposeAgreement.everything.visible_to(user).filter(contact=contact)
    related = agreed.select_related("purpose__partnership__organization")
    said = [_given(row) for row in rows]
    said += [
        Given(_("Shared purpose"), _("Agrees"), yes, yes.agreed_on, yes.purpose.partnership)
        for yes in related.order_by("-agreed_on", "-pk")[:SHOWN]
    ]
    return sorted(said, key=lambda one: one.on, reverse=True)[:SHOWN]


def _latest(rows: QuerySet[Any], contact: Contact, version: str) -> list[Any]:
    related = rows.filter(contact=contact).select_related(f"{version}__partnership__organization")
    return list(related.order_by("-said_on", "-pk")[:SHOWN])


def _given(said: WiifmAnswer | Acknowledgement | Acceptance) -> Given:
    match said:
        case WiifmAnswer():
            question = _("Does this work for us?")
            if said.side == Side.THEIRS:
                question = _("Does this work for them?")
            answer = said.get_value_display()
        case Acknowledgement():
            question, answer = _("Has read both lists"), _("Yes")
        case _:
            question, answer = said.line.what, _("Accepted")
    version = said.line.list_version if isinstance(said, Acceptance) else said.list_version
    return Given(question, answer, said, said.said_on, version.partnership)


def _signing(contact: Contact, user: User, today: date) -> list[Signing]:
    rows = Signer.objects.visible_to(user).filter(contact=contact)
    rows = rows.select_related("party__mou__type", "party__organization").order_by("-pk")[:SHOWN]
    signed = Signature.objects.visible_to(user).counting().filter(contact=contact)
    on = dict(signed.values_list("signer_id", "signed_on"))
    return [
        Signing(one.party.mou, one.party.mou.standing(today), str(one.party), on.get(one.pk))
        for one in rows
    ]


def _mails(contact: Contact, user: User) -> Iterable[Delivery]:
    sent = Delivery.objects.visible_to(user).filter(
        recipient_kind=RecipientKind.CONTACT, recipient_id=contact.pk, sent_at__isnull=False
    )
    return sent.order_by("-sent_at", "-pk").defer("rendered")[:LATEST]
