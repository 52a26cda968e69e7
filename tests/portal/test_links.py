"""Our own pages about personal links: sending one, looking at an answer, a colleague."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from partnerships.exchange.models import Suggestion
from partnerships.links import actions as links
from partnerships.links.lifecycle import MessageKind
from partnerships.links.models import LinkMessage, PersonalLink
from partnerships.organizations.models import Contact, Position
from partnerships.outbox.models import Delivery
from partnerships.relationships.lifecycle import How, Side
from partnerships.relationships.models import Partnership
from tests.scenarios import checkable_line, leader_of, partnership_idea

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def maria(client_as: Callable[[User], Client], coordinator: User) -> Client:
    """Maria, who does the daily work."""
    return client_as(coordinator)


def ask(partnership: Partnership, contact: Contact) -> str:
    return f"/partners/{partnership.pk}/ask/?contact={contact.pk}"


def test_the_mail_is_shown_before_it_is_sent(
    maria: Client, shared: Partnership, coordinator: User, now: datetime
) -> None:
    leader = leader_of(now, coordinator, shared.organization)
    page = maria.get(ask(shared, leader)).content.decode()
    assert "Jo, do these two lists look right?" in page
    assert "jo@example.org" in page
    assert not PersonalLink.objects.exists()


def test_only_send_sends(
    maria: Client, shared: Partnership, coordinator: User, now: datetime
) -> None:
    leader = leader_of(now, coordinator, shared.organization)
    shown = maria.post(ask(shared, leader), {"words": "Good to meet you", "preview": "yes"})
    assert "Good to meet you" in shown.content.decode()
    assert not Delivery.objects.exists()
    assert maria.post(ask(shared, leader), {"words": "Good to meet you"}).status_code == 302
    link = PersonalLink.objects.get()
    assert (link.words, link.remind) == ("Good to meet you", False)
    assert Delivery.objects.get().address_norm == "jo@example.org"


def test_nothing_is_sent_before_the_lists_are_shared(
    maria: Client, coordinator: User, now: datetime
) -> None:
    partnership = partnership_idea(now, coordinator)
    leader = leader_of(now, coordinator, partnership.organization)
    assert "have no version yet" in maria.get(ask(partnership, leader)).content.decode()
    assert maria.post(ask(partnership, leader), {"words": ""}).status_code == 422
    assert not PersonalLink.objects.exists()


def test_lists_are_shared_right_there_and_the_same_mail_comes_back(
    maria: Client, coordinator: User, now: datetime
) -> None:
    partnership = partnership_idea(now, coordinator)
    checkable_line(partnership, Side.OURS, now, coordinator)
    mail = ask(partnership, leader_of(now, coordinator, partnership.organization))
    page = maria.get(mail).content.decode()
    assert "Cross-training for their staff" in page
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen
    sent = {"seen": seen[1], "next": mail}
    shared = maria.post(f"/partners/{partnership.pk}/share/", sent, follow=True)
    assert shared.redirect_chain == [(mail, 302)]
    assert "Send</button>" in shared.content.decode()


def test_who_prefers_the_phone_is_called(
    maria: Client, shared: Partnership, coordinator: User, now: datetime
) -> None:
    leader = leader_of(now, coordinator, shared.organization)
    Contact.objects.filter(pk=leader.pk).update(prefers="phone", phone="555 0100")
    page = maria.get(ask(shared, leader)).content.decode()
    assert "Call Jo Ortiz at 555 0100" in page
    assert "Send</button>" not in page
    assert maria.post(ask(shared, leader), {"words": ""}).status_code == 422
    assert not PersonalLink.objects.exists()


def test_one_of_ours_is_not_on_the_list(
    maria: Client, shared: Partnership, coordinator: User, now: datetime
) -> None:
    ours = Contact.objects.get(name="Dana Whitfield")
    assert maria.get(ask(shared, ours)).status_code == 422


def test_an_answer_is_looked_at_once_nothing_waits(
    maria: Client, link: PersonalLink, now: datetime
) -> None:
    Suggestion.objects.create(
        line=link.partnership.list_versions.get().lines.all()[0],
        text="15 seats",
        side=Side.THEIRS,
        contact=link.contact,
        how=How.LINK,
        said_on=now.date(),
        recorded_at=now,
    )
    links.mark_answered(link=link, now=now)
    assert "Mark resolved" not in maria.get(f"/links/{link.pk}/").content.decode()
    maria.post(f"/links/{link.pk}/seen/")
    link.refresh_from_db()
    assert link.seen_at is None
    Suggestion.objects.all().delete()
    assert "Mark resolved" in maria.get(f"/links/{link.pk}/").content.decode()
    page = maria.post(f"/links/{link.pk}/seen/", follow=True).content.decode()
    assert "Done. Reminders about it stop." in page
    link.refresh_from_db()
    assert link.seen_at == now


def test_a_link_is_revoked(maria: Client, link: PersonalLink, now: datetime) -> None:
    assert "Revoke link" in maria.get(f"/links/{link.pk}/").content.decode()
    maria.post(f"/links/{link.pk}/revoke/")
    link.refresh_from_db()
    assert link.revoked_at == now
    assert "Revoked:" in maria.get(f"/links/{link.pk}/").content.decode()


@pytest.fixture
def colleague(link: PersonalLink, now: datetime) -> LinkMessage:
    """Jo Ortiz wants Al Reed to answer."""
    wish = LinkMessage(
        link=link, kind=MessageKind.HAND_OVER, name="Al Reed", email="al@example.org"
    )
    return links.tell(message=wish, now=now)


def test_a_colleague_becomes_a_person_of_theirs_with_a_link(
    maria: Client, colleague: LinkMessage
) -> None:
    address = f"/wishes/{colleague.pk}/colleague/"
    assert 'value="Al Reed"' in maria.get(address).content.decode()
    data = {"name": "Al Reed", "email": "al@example.org", "title": "Director", "leads": "on"}
    assert maria.post(address, data).status_code == 302
    position = Position.objects.get(contact__name="Al Reed")
    assert (position.organization, position.leads) == (
        colleague.link.partnership.organization,
        True,
    )
    assert Delivery.objects.filter(address_norm="al@example.org").exists()
    colleague.refresh_from_db()
    assert colleague.handled_by is not None


def test_a_wish_is_done(maria: Client, colleague: LinkMessage) -> None:
    assert (
        "Wants a colleague to answer" in maria.get(f"/links/{colleague.link_id}/").content.decode()
    )
    assert (
        "Request marked done."
        in maria.post(f"/wishes/{colleague.pk}/done/", follow=True).content.decode()
    )
    colleague.refresh_from_db()
    assert colleague.handled_at is not None
