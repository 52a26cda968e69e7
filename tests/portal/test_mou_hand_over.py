"""Someone else should sign; and what people said by link, seen on the page of the agreement."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from audit.models import Event
from partnerships.agreements import actions
from partnerships.agreements.lifecycle import DocumentKind, LinkKind
from partnerships.agreements.models import Mou, MouLink, Section, Signer
from partnerships.links.rules import token_of
from partnerships.organizations.models import Contact
from partnerships.pipeline import actions as pipeline
from partnerships.relationships.lifecycle import Side, Stage
from partnerships.relationships.models import Partnership
from tests.scenarios import drafted_mou, partnership_ready_for_mou, sign_all

ClientAs = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock")

TYPED = {"name": "Ann Bell", "email": "ann@example.org"}


@pytest.fixture
def mou(coordinator: User, now: datetime) -> Mou:
    partnership = partnership_ready_for_mou(now, coordinator, stage=Stage.AGREEING)
    mou = drafted_mou(partnership, now, coordinator)
    Section.objects.create(mou=mou, code="why", heading="Reason", body="We both gain.")
    return mou


def sent(mou: Mou, kind: LinkKind, by: User, now: datetime) -> str:
    contact = Contact.objects.get(name="Jo Ortiz")
    link = MouLink(mou=mou, party=actions.party_of(mou, contact), contact=contact, kind=kind)
    return f"/a/{token_of(actions.send_mou_link(link=link, by=by, now=now))}/"


def court() -> str:
    return Partnership.objects.get().court


def test_a_colleague_is_named_and_nobody_has_declined(
    mou: Mou, coordinator: User, now: datetime, client: Client, client_as: ClientAs
) -> None:
    pipeline.send_out(mou=mou, by=coordinator, now=now)
    assert court() == Side.OURS  # no one of theirs was asked yet
    url = sent(mou, LinkKind.SIGN, coordinator, now)
    assert court() == Side.THEIRS
    assert f"{url}colleague/" in client.get(url).content.decode()
    assert client.post(f"{url}colleague/", {"name": "Ann Bell"}).status_code == 422
    assert client.post(f"{url}colleague/", TYPED).status_code == 302
    signer = Signer.objects.get(contact__name="Jo Ortiz")
    assert signer.declined_at is None
    assert signer in Signer.objects.waiting()
    assert not Event.objects.filter(verb="mou.declined").exists()
    assert Event.objects.get(verb="mou.delegated").params["email"] == "ann@example.org"
    assert MouLink.objects.get().answered_at == now
    assert court() == Side.OURS
    assert "You named a colleague" in client.get(url).content.decode()
    page = " ".join(client_as(coordinator).get(f"/agreements/{mou.pk}/").content.decode().split())
    assert "asks that Ann Bell (ann@example.org) sign instead" in page
    assert "declined" not in page


def test_the_signer_can_still_sign_after_that(
    mou: Mou, coordinator: User, now: datetime, client: Client
) -> None:
    pipeline.send_out(mou=mou, by=coordinator, now=now)
    url = sent(mou, LinkKind.SIGN, coordinator, now)
    client.post(f"{url}colleague/", TYPED)
    signed = {"typed_name": "Jo Ortiz", "intent": "on", "consent": "on"}
    assert client.post(url, signed).status_code == 302
    assert client.post(f"{url}colleague/", TYPED).status_code == 422


@pytest.mark.parametrize("kind", [LinkKind.READ, LinkKind.REVIEW])
def test_no_other_link_hands_over(
    mou: Mou, coordinator: User, now: datetime, client: Client, kind: LinkKind
) -> None:
    url = sent(mou, kind, coordinator, now)
    assert client.post(f"{url}colleague/", TYPED).status_code == 404


def test_that_the_text_works_for_somebody_stands_on_the_page(
    mou: Mou, coordinator: User, now: datetime, client: Client, client_as: ClientAs
) -> None:
    url = sent(mou, LinkKind.REVIEW, coordinator, now)
    assert client.post(url, {"accepts": "on"}).status_code == 302
    page = " ".join(client_as(coordinator).get(f"/agreements/{mou.pk}/").content.decode().split())
    assert "says version 1 works for them" in page


def test_one_on_hold_before_the_next_tick_gets_its_final_copy(
    mou: Mou, coordinator: User, now: datetime
) -> None:
    mou = sign_all(mou, now, coordinator)
    assert court() == Side.OURS
    actions.suspend(mou=mou, reason="Their center moves.", by=coordinator, now=now)
    assert actions.finish_signed(now=now) == 1
    assert mou.documents.filter(kind=DocumentKind.FINAL).exists()
