"""Who asks for a new link gets one, loses none by it, or one of us hears of it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from audit.models import Event
from partnerships.agreements import actions, rules
from partnerships.agreements.lifecycle import LinkKind, MouState
from partnerships.agreements.models import Mou, MouLink, Signature
from partnerships.links import actions as links
from partnerships.links.models import PersonalLink
from partnerships.links.rules import VALID, token_of
from partnerships.organizations import actions as organizations
from partnerships.organizations.models import Contact, Position
from partnerships.outbox import actions as outbox
from partnerships.outbox.models import Delivery
from partnerships.pipeline import actions as pipeline
from partnerships.relationships.lifecycle import Stage
from partnerships.relationships.models import Partnership
from partnerships.reminders import actions as reminders
from partnerships.reminders.models import Notice
from tests.factories import ClosingReasonFactory
from tests.refusals import refused
from tests.scenarios import drafted_mou, partnership_ready_for_mou

pytestmark = pytest.mark.usefixtures("clock")

EMAIL = "jo@example.org"
SIGNED = {"typed_name": "Jo Ortiz", "intent": "on", "consent": "on"}
AFTER = VALID + timedelta(days=1)


@pytest.fixture
def mou(coordinator: User, now: datetime) -> Mou:
    partnership = partnership_ready_for_mou(now, coordinator, stage=Stage.AGREEING)
    return drafted_mou(partnership, now, coordinator)


def sent(mou: Mou, by: User, now: datetime, kind: LinkKind, *, code: bool = False) -> MouLink:
    if kind == LinkKind.SIGN:
        pipeline.send_out(mou=mou, by=by, now=now)
        mou.refresh_from_db()
    partners = mou.parties.values("organization")
    contact = Contact.objects.get(name="Jo Ortiz", positions__organization__in=partners)
    party = actions.party_of(mou, contact)
    link = MouLink(mou=mou, party=party, contact=contact, kind=kind, asks_code=code)
    return actions.send_mou_link(link=link, by=by, now=now)


def ask(at: datetime, email: str = EMAIL) -> None:
    cache.clear()
    with time_machine.travel(at, tick=False):
        page = Client().post("/p/new/", {"email": email})
    assert "tell the person who wrote to you that you asked" in page.content.decode()


def status(url: str, at: datetime) -> int:
    with time_machine.travel(at, tick=False):
        return Client().get(url).status_code


def why_not(delivery: Delivery, at: datetime) -> str:
    kinds = {**links.KINDS, **actions.KINDS}
    return kinds[delivery.kind].why_untrue(delivery, at)


def leave(at: datetime) -> None:
    position = Position.objects.get(contact__name="Jo Ortiz")
    position.until = (at - timedelta(days=1)).date()
    position.save()


@pytest.mark.parametrize("kind", LinkKind)
def test_an_expired_link_to_an_mou_is_sent_anew(
    mou: Mou, coordinator: User, now: datetime, kind: LinkKind
) -> None:
    link = sent(mou, coordinator, now, kind)
    old, later = f"/a/{token_of(link)}/", now + AFTER
    assert status(old, later) == 404
    ask(later)
    link.refresh_from_db()
    new = f"/a/{token_of(link)}/"
    assert new != old
    assert (status(old, later), status(new, later)) == (404, 200)
    delivery = Delivery.objects.filter(kind="mou_link").latest("pk")
    assert why_not(delivery, later) == ""
    assert new in actions.KINDS["mou_link"].render(delivery).text


def test_a_signer_signs_by_the_new_link(mou: Mou, coordinator: User, now: datetime) -> None:
    link = sent(mou, coordinator, now, LinkKind.SIGN)
    ask(now + AFTER)
    link.refresh_from_db()
    with time_machine.travel(now + AFTER, tick=False):
        assert Client().post(f"/a/{token_of(link)}/", SIGNED).status_code == 302
    assert Signature.objects.count() == 1


def test_a_stranger_who_asks_takes_nothing_away(
    mou: Mou, link: PersonalLink, coordinator: User, now: datetime
) -> None:
    """Whoever knows the address may ask; what works goes on working until it expires."""
    signing = sent(mou, coordinator, now, LinkKind.SIGN)
    urls = [f"/p/{token_of(link)}/", f"/a/{token_of(signing)}/"]
    later = now + timedelta(days=3)
    ask(later, email="JO@example.org")
    assert [status(url, later) for url in urls] == [200, 200]
    for kind, url in zip(("personal_link", "mou_link"), urls, strict=True):
        delivery = Delivery.objects.filter(kind=kind).latest("pk")
        assert why_not(delivery, later) == ""
        assert url in {**links.KINDS, **actions.KINDS}[kind].render(delivery).text


def told(kind: str, at: datetime) -> list[User]:
    with time_machine.travel(at, tick=False):
        reminders.plan_due(now=at)
    return [notice.user for notice in Notice.objects.filter(kind=kind)]


def test_of_somebody_who_left_one_of_us_hears(
    link: PersonalLink, coordinator: User, now: datetime, client_as: Callable[[User], Client]
) -> None:
    later = now + timedelta(days=3)
    leave(later)
    ask(later)
    assert Delivery.objects.filter(kind="personal_link").count() == 1
    assert told("link_wanted", later + timedelta(minutes=1)) == [coordinator]
    page = client_as(coordinator).get(f"/links/{link.pk}/").content.decode()
    assert "asked for a new link" in page
    ask(later + timedelta(hours=1))
    assert Event.objects.filter(verb="link.wanted").count() == 1


def test_of_a_signer_who_needs_a_code_one_of_us_hears(
    mou: Mou, coordinator: User, now: datetime, client_as: Callable[[User], Client]
) -> None:
    """A new token has another code; whoever could ask for both would need no phone."""
    link = sent(mou, coordinator, now, LinkKind.SIGN, code=True)
    MouLink.objects.update(tries=rules.MOST_TRIES)
    later = now + timedelta(days=1)
    ask(later)
    link.refresh_from_db()
    assert (link.tries, link.sent_at) == (rules.MOST_TRIES, now)
    assert told("mou_link_wanted", later + timedelta(minutes=1)) == [coordinator]
    page = client_as(coordinator).get(f"/agreements/{mou.pk}/").content.decode()
    assert "asked for a new link that only you can send" in page
    again = MouLink(mou=mou, party=link.party, contact=link.contact, kind=LinkKind.SIGN)
    actions.send_mou_link(link=again, by=coordinator, now=later + timedelta(hours=1))
    assert not MouLink.objects.wanted().exists()


def test_a_link_that_asks_for_nothing_any_more_is_not_sent(
    mou: Mou, coordinator: User, now: datetime
) -> None:
    sent(mou, coordinator, now, LinkKind.READ)
    actions.withdraw(mou=mou, reason="No need.", by=coordinator, now=now)
    ask(now + AFTER)
    assert Delivery.objects.filter(kind="mou_link").count() == 1
    assert not MouLink.objects.wanted().exists()


@pytest.mark.parametrize("kind", LinkKind)
def test_no_mail_with_a_link_to_an_mou_leaves_for_somebody_who_left(
    mou: Mou, coordinator: User, now: datetime, kind: LinkKind
) -> None:
    sent(mou, coordinator, now, kind)
    delivery = Delivery.objects.get(kind="mou_link")
    assert why_not(delivery, now) == ""
    leave(now)
    assert why_not(delivery, now) == "revoked"


def test_a_mail_is_untrue_once_the_text_is_final_or_signed(
    mou: Mou, coordinator: User, now: datetime
) -> None:
    sent(mou, coordinator, now, LinkKind.REVIEW)
    review = Delivery.objects.get(kind="mou_link")
    Mou.objects.filter(pk=mou.pk).update(state=MouState.READY_TO_SIGN)
    assert why_not(review, now) == "text_final"


def test_no_personal_link_is_sent_for_a_closed_partnership(
    link: PersonalLink, coordinator: User, now: datetime
) -> None:
    Partnership.objects.update(
        stage=Stage.CLOSED, closing_reason=ClosingReasonFactory.create(), do_not_revisit=True
    )
    ask(now + timedelta(days=1))
    assert Delivery.objects.filter(kind="personal_link").count() == 1
    with refused("not_by_link", match="Reopen it first"):
        links.send_link(
            partnership=link.partnership,
            contact=link.contact,
            words="",
            remind=False,
            by=coordinator,
            now=now,
        )


def test_waiting_mail_follows_a_changed_address(
    mou: Mou, link: PersonalLink, coordinator: User, now: datetime
) -> None:
    sent(mou, coordinator, now, LinkKind.SIGN)
    contact = Contact.objects.get(pk=link.contact_id)
    contact.email = "jo.new@example.org"
    organizations.edit_contact(
        contact=contact, seen_version=contact.version, by=coordinator, now=now
    )
    waiting = Delivery.objects.filter(recipient_kind="contact", recipient_id=contact.pk)
    assert set(waiting.values_list("address_norm", flat=True)) == {"jo.new@example.org"}
    assert why_not(waiting.get(kind="personal_link"), now) == ""
    stale = waiting.get(kind="personal_link")
    stale.address_norm = EMAIL
    assert why_not(stale, now) == "other_address"


@pytest.mark.usefixtures("link")
def test_a_suppressed_address_gets_none_and_we_hear(now: datetime, coordinator: User) -> None:
    outbox.suppress(address=EMAIL, scope="all", reason="bounced", now=now)
    later = now + timedelta(days=1)
    ask(later)
    assert Delivery.objects.filter(kind="personal_link").count() == 1
    assert told("link_wanted", later + timedelta(minutes=1)) == [coordinator]


def tries(number: int, source: str) -> list[int]:
    headers = {"x-forwarded-for": source}
    return [Client().get(f"/p/guess-{n}/", headers=headers).status_code for n in range(number)]


def test_one_source_shuts_out_itself_only(link: PersonalLink, settings: object) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1  # type: ignore[attr-defined]  # a fixture's type
    cache.clear()
    for source in range(8):
        assert tries(9, f"203.0.113.{source}") == [404] * 9
    assert tries(12, "2001:db8::1")[-1] == 429
    assert tries(1, "2001:db8::2") == [429]  # the same line
    assert tries(1, "198.51.100.7") == [404]
    asked = Client().post("/p/new/", {"email": EMAIL}, headers={"x-forwarded-for": "198.51.100.8"})
    assert asked.status_code == 200


@pytest.mark.usefixtures("db")
def test_one_address_is_asked_for_only_so_often(settings: object) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1  # type: ignore[attr-defined]  # a fixture's type
    cache.clear()

    def asks(source: str, email: str) -> int:
        headers = {"x-forwarded-for": source}
        return Client().post("/p/new/", {"email": email}, headers=headers).status_code

    assert [asks(f"203.0.113.{n}", EMAIL) for n in range(11)] == [200] * 10 + [429]
    assert asks("203.0.113.99", "someone@example.org") == 200
