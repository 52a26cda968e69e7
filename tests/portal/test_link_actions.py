"""Sending links: who may get one, what is kept of it, and which mail still leaves."""

import re
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from accounts.models import User
from partnerships.links import actions as links
from partnerships.links.models import PersonalLink
from partnerships.links.rules import REMIND_AFTER, hash_of, token_of
from partnerships.organizations.models import Contact
from partnerships.outbox.lifecycle import State
from partnerships.outbox.models import Delivery
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from tests.portal.conftest import pump
from tests.refusals import refused
from tests.scenarios import leader_of, our_organization


def texts(folder: Path) -> list[str]:
    mails = [message_from_bytes(f.read_bytes(), policy=policy.default) for f in folder.glob("*")]
    bodies = [mail.get_body(("plain",)) for mail in mails]
    return [body.get_content() for body in bodies if body]


def test_the_mail_has_the_link_and_the_database_only_its_hash(
    link: PersonalLink, shared: Partnership, now: datetime, folder: Path
) -> None:
    pump(now)
    (text,) = texts(folder)
    token = token_of(link)
    assert f"/p/{token}/" in text
    assert "Opening the page changes nothing" in text
    assert link.token_hash == hash_of(token) != token
    row = Delivery.objects.get(kind="personal_link")
    assert (row.state, row.rendered) == (State.SENT, None)
    assert not re.search(token, str(list(PersonalLink.objects.values())))


def test_it_is_their_turn(link: PersonalLink, shared: Partnership) -> None:
    shared.refresh_from_db()
    assert shared.court == Side.THEIRS


def test_sending_again_keeps_the_link_and_prolongs_it(
    link: PersonalLink, shared: Partnership, coordinator: User, now: datetime
) -> None:
    later = now + timedelta(days=5)
    again = links.send_link(
        partnership=shared,
        contact=link.contact,
        words="Just asking",
        remind=False,
        by=coordinator,
        now=later,
    )
    assert (again.pk, again.token_hash) == (link.pk, link.token_hash)
    assert again.expires_at == link.expires_at + timedelta(days=5)


@pytest.mark.parametrize("prefers", ["phone", "paper"])
def test_nobody_gets_a_link_who_prefers_another_way(
    shared: Partnership, coordinator: User, now: datetime, prefers: str
) -> None:
    leader = leader_of(now, coordinator, shared.organization)
    Contact.objects.filter(pk=leader.pk).update(prefers=prefers)
    leader.refresh_from_db()
    with refused("not_by_link", match="another way"):
        send(shared, leader, coordinator, now)
    assert not PersonalLink.objects.exists()
    assert not Delivery.objects.exists()


def send(partnership: Partnership, contact: Contact, by: User, now: datetime) -> PersonalLink:
    return links.send_link(
        partnership=partnership, contact=contact, words="", remind=True, by=by, now=now
    )


def test_nobody_gets_a_link_without_an_address(
    shared: Partnership, coordinator: User, now: datetime
) -> None:
    leader = leader_of(now, coordinator, shared.organization)
    leader.email = ""
    with refused("not_by_link", match="no email address"):
        send(shared, leader, coordinator, now)


def test_nobody_of_ours_gets_a_link(shared: Partnership, coordinator: User, now: datetime) -> None:
    ours = leader_of(now, coordinator, our_organization(now, coordinator))
    with refused("not_of_that_side"):
        send(shared, ours, coordinator, now)


def test_a_revoked_link_is_not_mailed(
    link: PersonalLink, coordinator: User, now: datetime, folder: Path
) -> None:
    links.revoke(link=link, by=coordinator, now=now)
    pump(now)
    assert texts(folder) == []
    assert Delivery.objects.get(kind="personal_link").reason == "revoked"


def test_one_reminder_comes_two_weeks_later(
    link: PersonalLink, now: datetime, folder: Path
) -> None:
    pump(now)
    pump(now + REMIND_AFTER - timedelta(minutes=1))
    assert len(texts(folder)) == 1
    pump(now + REMIND_AFTER)
    assert len(texts(folder)) == 2
    pump(now + 3 * REMIND_AFTER)
    assert len(texts(folder)) == 2


def test_no_reminder_after_an_answer(link: PersonalLink, now: datetime, folder: Path) -> None:
    pump(now)
    links.mark_answered(link=link, now=now + timedelta(days=1))
    pump(now + REMIND_AFTER)
    assert len(texts(folder)) == 1
    assert Delivery.objects.get(kind="personal_link_again").reason == "answered"


def test_two_partnerships_remind_a_person_only_once(
    link: PersonalLink, coordinator: User, now: datetime, folder: Path
) -> None:
    second = relationships.open_partnership(
        organization=link.partnership.organization,
        owner=coordinator,
        program="Youth",
        by=coordinator,
        now=now,
    )
    send(second, link.contact, coordinator, now)
    pump(now)
    pump(now + REMIND_AFTER)
    reminders = Delivery.objects.filter(kind="personal_link_again")
    assert sorted(reminders.values_list("state", "reason")) == [
        ("cancelled", "reminded_lately"),
        ("sent", ""),
    ]
