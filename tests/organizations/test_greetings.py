"""What emails call a contact: by their name, or as somebody set it."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from partnerships.agreements import emails as mou_emails
from partnerships.agreements.lifecycle import LinkKind
from partnerships.agreements.models import MouLink
from partnerships.links import emails as link_emails
from partnerships.links.models import PersonalLink
from partnerships.organizations.models import Contact
from tests.scenarios import drafted_mou, partnership_idea, person

As = Callable[[User], Client]


def greeted(name: str, greeting: str, by: User, now: datetime) -> list[str]:
    """The first line, and the subject where it names the person, of both kinds of link mail."""
    partnership = partnership_idea(now, by)
    mou = drafted_mou(partnership, now, by)
    contact = Contact(name=name, greeting=greeting, email="r@example.org")
    personal = PersonalLink(contact=contact, partnership=partnership, sent_by=by)
    link = MouLink(contact=contact, mou=mou, kind=LinkKind.READ, sent_by=by)
    lists = link_emails.letter_of(personal, address="https://example.org/")
    text = mou_emails.letter_of(link, address="https://example.org/")
    assert f"<p>Hi {contact.greeting_name()},</p>" in lists.html
    return [lists.subject, lists.text.splitlines()[0], text.text.splitlines()[0]]


@pytest.mark.parametrize(
    ("name", "greeting", "called"),
    [
        ("Dr. Robin Achterberg", "", "Robin"),
        ("Achterberg, Robin", "", "Robin"),
        ("Nguyễn Thị Hoa", "", "Nguyễn Thị Hoa"),
        ("Nguyễn Thị Hoa", "Hoa", "Hoa"),
        ("The Rev. Lee", "Pastor Lee", "Pastor Lee"),
    ],
)
def test_mail_calls_people_by_their_name_or_as_set(
    coordinator: User, now: datetime, name: str, greeting: str, called: str
) -> None:
    assert greeted(name, greeting, coordinator, now) == [
        f"{called}, do these two lists look right?",
        f"Hi {called},",
        f"Hi {called},",
    ]


def test_it_is_set_on_the_contact(client_as: As, coordinator: User, now: datetime) -> None:
    partner = partnership_idea(now, coordinator).organization
    contact = person(now, coordinator, "Dr. Robin Achterberg", partner)
    client = client_as(coordinator)
    page = client.get(contact.get_absolute_url()).content.decode()
    assert re.search(r"<dd>\s*Robin\s*</dd>", page)
    typed = {
        "name": contact.name,
        "greeting": "Dr. A",
        "prefers": contact.prefers,
        "version": str(contact.version),
    }
    response = client.post(f"/people/{contact.pk}/edit/", typed)
    assert response.status_code == 302
    contact.refresh_from_db()
    assert contact.greeting_name() == "Dr. A"
