"""Undo: every kind of act that offers it, and when it is refused."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from audit.models import Event
from partnerships.agreements import actions as agreements
from partnerships.agreements.models import MouParty, Signer
from partnerships.engagement import actions as engagement
from partnerships.exchange import actions as exchange
from partnerships.exchange.models import Inquiry, WiifmAnswer
from partnerships.links import actions as links
from partnerships.links.lifecycle import MessageKind
from partnerships.links.models import LinkMessage, PersonalLink
from partnerships.organizations import actions as organizations
from partnerships.organizations.lifecycle import Scheme
from partnerships.organizations.models import Contact, Identifier, Organization, Position
from partnerships.overview import actions as overview
from partnerships.overview.actions.undoing import REVERSALS
from partnerships.overview.models import Attachment, Note
from partnerships.pipeline import actions as pipeline
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import Side, Stage
from partnerships.relationships.models import KeyPlayer, Partnership
from partnerships.reminders import actions as reminders
from partnerships.reminders.lifecycle import SignalCode
from partnerships.reminders.models import Notice, Snooze
from partnerships.reviews import actions as reviews
from partnerships.reviews.lifecycle import Occasion
from partnerships.reviews.models import Question, QuestionSet, Rater, ReviewProposal
from tests.factories import ClosingReasonFactory
from tests.scenarios import (
    call_with_them,
    checkable_line,
    deliverer_of,
    drafted_mou,
    leader_of,
    partnership_idea,
    pdf,
    side_says,
)

ClientAs = Callable[[User], Client]
Act = tuple[str, dict[str, str]]
BUTTON = re.compile(r'action="(/undo/\d+/)"')


@pytest.fixture
def maria(client_as: ClientAs, coordinator: User, clock: time_machine.Traveller) -> Client:
    return client_as(coordinator)


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    return partnership_idea(now, coordinator)


@pytest.fixture
def acts(partnership: Partnership, coordinator: User, now: datetime) -> dict[str, Act]:
    """What can be undone: for each event the address that does it, and what is sent there."""
    given = engagement.Promise(side=Side.OURS, what="Send the handout", due_on=now.date())
    kept, dropped = (
        engagement.promise(partnership=partnership, given=given, by=coordinator, now=now)
        for _two in range(2)
    )
    reminders.plan(now=now)
    notice = Notice.objects.filter(user=coordinator)[0]
    line = checkable_line(partnership, Side.OURS, now, coordinator)
    seat = KeyPlayer(
        partnership=partnership,
        side=Side.THEIRS,
        level="leads",
        role="Signs",
        speaks=True,
        stance="for",
        contact=leader_of(now, coordinator, partnership.organization),
    )
    relationships.save_seat(seat=seat, today=now.date(), by=coordinator, now=now)
    organization = Organization.objects.get(name="Bright Path Training")
    seen = answered(partnership, coordinator, now)
    wish = asked_to_be_called(partnership, coordinator, now)
    call = call_with_them(partnership, now, coordinator)
    jo = leader_of(now, coordinator, organization)
    job = Position(contact=jo, organization=organization, title="Treasurer")
    organizations.add_position(position=job, by=coordinator, now=now)
    number = organizations.add_identifier(
        organization=organization, scheme=Scheme.UEI, value="A1", by=coordinator, now=now
    )
    proposal = ReviewProposal.objects.create(
        partnership=partnership,
        occasion=Occasion.PEOPLE,
        about_id=1,
        since=now.date(),
        proposed_at=now,
    )
    file = overview.attach(
        attachment=Attachment(organization=organization), upload=pdf(), by=coordinator, now=now
    )
    note = Note(organization=organization, text="Ring twice.")
    overview.write_note(note=note, by=coordinator, now=now)
    exchange.share_changes(partnership=partnership, by=coordinator, now=now)
    side_says(partnership, Side.THEIRS, now, coordinator)
    said = WiifmAnswer.objects.get()
    party, signer = two_on_an_mou(partnership, coordinator, now)
    rater = asked_in_a_review(partnership, coordinator, now)
    at = f"/partners/{partnership.pk}"
    inquiry = Inquiry(organization_name="Elm", person_name="Al", email="al@example.org")
    exchange.receive_inquiry(inquiry=inquiry, now=now)
    return {
        "answers.recorded_in_error": (f"/answers/answer/{said.pk}/error/", {"because": "Kim"}),
        "attachment.removed": (f"/files/{file.pk}/remove/", {}),
        "note.removed": (f"/notes/{note.pk}/remove/", {}),
        "mou.signer_taken_off": (f"/agreements/signers/{signer.pk}/remove/", {}),
        "mou.party_removed": (f"/agreements/parties/{party.pk}/remove/", {}),
        "review.rater_removed": (f"/raters/{rater.pk}/remove/", {}),
        "contact.archived": (f"/people/{jo.pk}/archive/", {}),
        "position.ended": (f"/positions/{job.pk}/end/", {"until": "2026-11-23"}),
        "organization.unidentified": (f"/numbers/{number.pk}/remove/", {}),
        "interaction.removed": (f"/activity/{call.pk}/remove/", {}),
        "inquiry.dismissed": (f"/inquiries/{inquiry.pk}/dismiss/", {}),
        "promise.kept": (f"/promises/{kept.pk}/done/", {"kept": "yes"}),
        "promise.dropped": (f"/promises/{dropped.pk}/done/", {"kept": "no"}),
        "benefit.withdrawn": (f"/lines/{line.pk}/withdraw/", {}),
        "seat.removed": (f"/key-people/{seat.pk}/remove/", {}),
        "partnership.court_set": (f"{at}/court/", {"court": "theirs"}),
        "organization.archived": (f"/directory/{organization.pk}/archive/", {}),
        "signal.put_off": (f"{at}/signals/quiet/", {"days": "7"}),
        "link.handled": (f"/wishes/{wish.pk}/done/", {}),
        "link.seen": (f"/links/{seen.pk}/seen/", {}),
        "review.proposal_dismissed": (f"/review-proposals/{proposal.pk}/dismiss/", {}),
        "reminders.put_off": (f"/reminders/{notice.pk}/later/", {"days": "3"}),
    }


def two_on_an_mou(partnership: Partnership, by: User, now: datetime) -> tuple[MouParty, Signer]:
    """A further party of a draft, and a signer of another one."""
    mou = drafted_mou(partnership, now, by)
    signer = Signer.objects.get(party__mou=mou, party__partnership=partnership)
    other = partnership_idea(now, by, "Elm Street")
    party = agreements.add_party(
        mou=mou,
        organization=other.organization,
        partnership=other,
        is_approving_official=False,
        by=by,
        now=now,
    )
    contact = leader_of(now, by, other.organization)
    agreements.add_signer(party=party, contact=contact, signs_as="Chair", by=by, now=now)
    return party, signer


def asked_in_a_review(partnership: Partnership, by: User, now: datetime) -> Rater:
    """Someone of theirs who is asked in a review under way."""
    questions = QuestionSet.objects.create(code="pulse", source="Ours", license="MIT", made_at=now)
    Question.objects.create(question_set=questions, position=1, dimension="trust", text="Trust?")
    review = reviews.plan_review(partnership=partnership, due_on=now.date(), by=by, now=now)
    theirs = leader_of(now, by, partnership.organization)
    opening = reviews.Opening(
        question_set=questions,
        raters={Side.OURS: [], Side.THEIRS: [theirs]},
        answers_until=now.date() + timedelta(days=7),
    )
    reviews.open_review(review=review, opening=opening, by=by, now=now)
    return Rater.objects.get()


def answered(partnership: Partnership, by: User, now: datetime) -> PersonalLink:
    """The link of one who answered by it."""
    contact = deliverer_of(now, by, partnership.organization)
    link = links.send_link(
        partnership=partnership, contact=contact, words="", remind=False, by=by, now=now
    )
    return links.mark_answered(link=link, now=now)


def asked_to_be_called(partnership: Partnership, by: User, now: datetime) -> LinkMessage:
    """What another one asked for behind their link."""
    contact = leader_of(now, by, partnership.organization)
    link = links.send_link(
        partnership=partnership, contact=contact, words="", remind=False, by=by, now=now
    )
    message = LinkMessage(link=link, kind=MessageKind.CALL_ME, phone="555 0100")
    return links.tell(message=message, now=now)


def state(partnership: Partnership, now: datetime) -> list[Any]:
    """Everything that the acts change."""
    partnership.refresh_from_db()
    seats = ("side", "level", "role", "speaks", "stance", "contact")
    return [
        sorted(partnership.follow_ups.values_list("pk", "state", "closing_note")),
        sorted(partnership.benefits.filter(withdrawn_at__isnull=True).values_list("pk")),
        list(partnership.key_players.values_list(*seats)),
        (partnership.court, partnership.court_since),
        Organization.objects.not_archived().count(),
        Contact.objects.not_archived().count(),
        Position.objects.filter(until__isnull=True).count(),
        list(Identifier.objects.values_list("scheme", "value")),
        list(Attachment.objects.values_list("pk", "name", "sha256")),
        list(Note.objects.values_list("pk", "text")),
        sorted(MouParty.objects.values_list("organization", "partnership")),
        sorted(Signer.objects.values_list("contact", "signs_as", "place")),
        WiifmAnswer.objects.count(),
        list(Rater.objects.values_list("contact", "side")),
        list(partnership.interactions.values_list("kind", "on", "with_contact", "text")),
        Snooze.objects.count(),
        Notice.objects.filter(snoozed_until__gt=now).count(),
        PersonalLink.objects.filter(seen_at__isnull=False).count(),
        LinkMessage.objects.open().count(),
        ReviewProposal.objects.filter(decided_at__isnull=True).count(),
        Inquiry.objects.open().count(),
    ]


@pytest.mark.parametrize("verb", REVERSALS)
def test_what_was_done_can_be_undone_once(
    maria: Client, partnership: Partnership, acts: dict[str, Act], now: datetime, verb: str
) -> None:
    before = state(partnership, now)
    address, sent = acts[verb]
    page = maria.post(address, sent, follow=True).content.decode()
    assert state(partnership, now) != before
    button = BUTTON.search(page)
    assert button, page
    done = maria.post(button[1], {"next": "/partners/"}, follow=True)
    assert done.redirect_chain == [("/partners/", 302)]
    assert "Undone." in done.content.decode()
    assert state(partnership, now) == before
    assert Event.objects.latest("pk").pk > int(button[1].split("/")[2])  # it has an event too
    again = maria.post(button[1], follow=True).content.decode()
    assert "Something has changed since." in again or "can't be undone" in again
    assert state(partnership, now) == before


def undo_kept(maria: Client, acts: dict[str, Act]) -> str:
    """Keep a promise; return the address that undoes it."""
    maria.post(*acts["promise.kept"])
    return f"/undo/{Event.objects.get(verb='promise.kept').pk}/"


def test_after_ten_minutes_it_is_too_late(
    maria: Client, acts: dict[str, Act], clock: time_machine.Traveller
) -> None:
    address = undo_kept(maria, acts)
    clock.shift(timedelta(minutes=10, seconds=1))
    assert "You can undo for 10 minutes." in maria.post(address, follow=True).content.decode()


def test_what_happened_since_is_not_overwritten(
    maria: Client, partnership: Partnership, acts: dict[str, Act], now: datetime
) -> None:
    maria.post(*acts["partnership.court_set"])
    event = Event.objects.get(verb="partnership.court_set")
    later = now + timedelta(minutes=1)
    relationships.pass_turn(partnership_id=partnership.pk, court=Side.OURS, now=later)
    page = maria.post(f"/undo/{event.pk}/", follow=True).content.decode()
    assert "Something has changed since." in page
    partnership.refresh_from_db()
    assert partnership.court_since == later


def test_only_ones_own_acts_and_those_that_can_be_reversed(
    maria: Client, client_as: ClientAs, leader: User, acts: dict[str, Act]
) -> None:
    address = undo_kept(maria, acts)
    assert client_as(leader).post(address).status_code == 404
    opened = Event.objects.filter(verb="partnership.opened")[0]
    page = maria.post(f"/undo/{opened.pk}/", follow=True).content.decode()
    assert "can&#x27;t be undone here" in page


@pytest.mark.parametrize("verb", REVERSALS)
def test_who_may_no_longer_do_it_may_not_undo_it(
    maria: Client, coordinator: User, acts: dict[str, Act], verb: str
) -> None:
    maria.post(*acts[verb])
    event = Event.objects.filter(verb=verb).latest("pk")
    User.objects.filter(pk=coordinator.pk).update(role=Role.VIEWER)
    page = maria.post(f"/undo/{event.pk}/", follow=True).content.decode()
    assert ("Undone." in page) == (verb == "reminders.put_off")
    assert ("Your role no longer allows this." in page) == (verb != "reminders.put_off")


def test_a_colleague_who_was_added_stays_added(
    maria: Client, partnership: Partnership, coordinator: User, now: datetime
) -> None:
    wish = asked_to_be_called(partnership, coordinator, now)
    message = LinkMessage(link=wish.link, kind=MessageKind.HAND_OVER, name="Al Reed")
    links.tell(message=message, now=now)
    address = f"/wishes/{message.pk}/colleague/"
    sent = {"name": "Al Reed", "email": "al@example.org", "title": "Director"}
    assert maria.post(address, sent).status_code == 302
    event = Event.objects.get(verb="link.handled")
    page = maria.post(f"/undo/{event.pk}/", follow=True).content.decode()
    assert "can&#x27;t be undone here" in page
    assert not LinkMessage.objects.open().filter(pk=message.pk).exists()
    sent["email"] = "al.reed@example.org"
    assert "already handled" in maria.post(address, sent).content.decode()
    assert Contact.objects.filter(name="Al Reed").count() == 1


def test_a_snooze_from_before_comes_back(
    maria: Client,
    partnership: Partnership,
    leader: User,
    clock: time_machine.Traveller,
    now: datetime,
) -> None:
    until = now.date() + timedelta(days=30)
    quiet = {"partnership": partnership, "signal": SignalCode.GONE_QUIET, "today": now.date()}
    reminders.put_off(**quiet, until=until, by=leader, now=now)  # type: ignore[arg-type]  # mixed
    clock.shift(timedelta(minutes=1))
    address = f"/partners/{partnership.pk}/signals/quiet/"
    button = BUTTON.search(maria.post(address, {"days": "7"}, follow=True).content.decode())
    assert button
    assert "Undone." in maria.post(button[1], follow=True).content.decode()
    snooze = Snooze.objects.get()
    assert (snooze.until, snooze.at, snooze.by) == (until, now, leader)


def test_a_commitment_of_a_partnership_closed_since_stays_closed(
    maria: Client, partnership: Partnership, acts: dict[str, Act], coordinator: User, now: datetime
) -> None:
    address = undo_kept(maria, acts)
    maria.post(*acts["promise.dropped"])
    terms = pipeline.Ending(reason=ClosingReasonFactory.create(), do_not_revisit=True)
    pipeline.move(partnership=partnership, to=Stage.CLOSED, terms=terms, by=coordinator, now=now)
    page = maria.post(address, follow=True).content.decode()
    assert "Something has changed since." in page
    assert not partnership.follow_ups.filter(state="open").exists()


def test_a_commitment_that_is_open_again_is_a_next_step(
    maria: Client, partnership: Partnership, acts: dict[str, Act]
) -> None:
    address = undo_kept(maria, acts)
    Partnership.objects.update(no_next_step_reason="They reorganize")
    maria.post(address)
    partnership.refresh_from_db()
    assert not partnership.no_next_step_reason


def test_what_someone_else_did_before_offers_nothing(
    maria: Client,
    partnership: Partnership,
    acts: dict[str, Act],
    leader: User,
    clock: time_machine.Traveller,
    now: datetime,
) -> None:
    relationships.set_court(partnership=partnership, court=Side.THEIRS, by=leader, now=now)
    clock.shift(timedelta(minutes=1))
    page = maria.post(*acts["partnership.court_set"], follow=True).content.decode()
    assert "Waiting on them now." in page
    assert not BUTTON.search(page)
