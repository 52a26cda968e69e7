"""What is kept as evidence of sending, declining and signing, and what stops a signature."""

from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from audit.models import Event
from partnerships.agreements import actions
from partnerships.agreements.lifecycle import DocumentKind, LinkKind
from partnerships.agreements.models import Document, Mou, MouLink, Signature, Signer
from partnerships.links.rules import token_of
from partnerships.organizations.models import Contact
from partnerships.pipeline import actions as pipeline
from partnerships.relationships.lifecycle import Stage
from tests.refusals import refused
from tests.scenarios import drafted_mou, partnership_ready_for_mou, sign

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def mou(coordinator: User, now: datetime) -> Mou:
    partnership = partnership_ready_for_mou(now, coordinator, stage=Stage.AGREEING)
    return drafted_mou(partnership, now, coordinator)


@pytest.fixture
def url(mou: Mou, coordinator: User, now: datetime) -> str:
    """The page on which Jo Ortiz may sign."""
    pipeline.send_out(mou=mou, by=coordinator, now=now)
    contact = Contact.objects.get(name="Jo Ortiz")
    link = MouLink(
        mou=mou, party=actions.party_of(mou, contact), contact=contact, kind=LinkKind.SIGN
    )
    return f"/a/{token_of(actions.send_mou_link(link=link, by=coordinator, now=now))}/"


def test_every_event_names_the_document(url: str, mou: Mou, client: Client) -> None:
    client.post(f"{url}no/", {"reason": "Not yet."}, headers={"user-agent": "A phone"})
    document = mou.versions.all()[0].document
    assert document is not None
    for verb in ("mou.sent_out", "mou.link_sent", "mou.declined"):
        assert Event.objects.get(verb=verb).params["sha256"] == document.sha256
    assert Event.objects.get(verb="mou.declined").params["user_agent"] == "A phone"


@pytest.mark.parametrize("path", ["", "no/"])
def test_behind_a_proxy_the_address_is_that_of_the_person(
    url: str, client: Client, settings: Settings, path: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    typed = {"reason": "No.", "typed_name": "Jo Ortiz", "intent": "on", "consent": "on"}
    forwarded = {"x-forwarded-for": "203.0.113.7"}
    client.get(f"{url}{path}", headers=forwarded)
    client.post(f"{url}{path}", typed, headers=forwarded)
    event = Event.objects.get(verb="mou.declined" if path else "mou.signed")
    assert event.params["address"] == "203.0.113.7"
    for opened in Event.objects.filter(verb="mou.link_opened"):
        assert opened.params["address"] == "203.0.113.7"


def test_nobody_signs_on_paper_what_was_tampered_with(
    url: str, mou: Mou, coordinator: User, now: datetime
) -> None:
    assert url
    document = Document.objects.get(mou=mou, kind=DocumentKind.TEXT)
    path = Path(document.file.path)
    right = path.read_bytes()
    path.write_bytes(right[:100] + bytes([right[100] ^ 1]) + right[101:])
    kept = Document.objects.count()
    with refused("changed_file"):
        sign(mou, Signer.objects.get(contact__name="Dana Whitfield"), now, coordinator)
    path.write_bytes(right)
    assert not Signature.objects.exists()
    assert Document.objects.count() == kept
