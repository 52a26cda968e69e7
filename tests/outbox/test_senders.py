"""Whom an email comes from: the person who sent it, or our organization."""

from datetime import datetime

import pytest

from accounts.models import User
from partnerships.agreements import emails as mou_emails
from partnerships.agreements.lifecycle import LinkKind
from partnerships.agreements.models import MouLink
from partnerships.links import emails as link_emails
from partnerships.links.models import PersonalLink
from partnerships.organizations.models import Contact, Organization
from partnerships.organizations.queries import house_name
from partnerships.outbox.emails.message import message_bytes
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import Content
from tests.scenarios import drafted_mou, partnership_idea


@pytest.fixture
def letters(coordinator: User, now: datetime) -> list[Content]:
    """A personal link and an MOU link, as the coordinator sends them."""
    partnership = partnership_idea(now, coordinator)
    contact = Contact(name="Robin Achterberg", email="r@example.org")
    personal = PersonalLink(contact=contact, partnership=partnership, sent_by=coordinator)
    mou = drafted_mou(partnership, now, coordinator)
    link = MouLink(contact=contact, mou=mou, kind=LinkKind.SIGN, sent_by=coordinator)
    address = "https://example.org/"
    return [
        link_emails.letter_of(personal, address=address),
        mou_emails.letter_of(link, address=address),
    ]


def test_a_person_and_our_organization(letters: list[Content], coordinator: User) -> None:
    assert Organization.objects.filter(is_ours=True).exists()
    assert {letter.sender for letter in letters} == {f"{coordinator.name}, {house_name()}"}
    assert {letter.headers["Reply-To"] for letter in letters} == {coordinator.email}


def test_it_is_the_name_before_our_address(now: datetime) -> None:
    delivery = Delivery(address_norm="r@example.org", message_id="<1@accord.test>")
    content = Content(subject="Hi", text="Hi", sender="Maria Santos, Harbor Employment Network")
    head = message_bytes(delivery, content, date=now).partition(b"\r\n\r\n")[0].decode()
    assert 'From: "Maria Santos, Harbor Employment Network" <accord@accord.test>' in head


def test_every_letter_has_one_frame(letters: list[Content]) -> None:
    for letter in letters:
        assert letter.html.count("<h1") <= 1
        assert letter.html.count('class="m-button"') == 1
        assert house_name() in letter.html
