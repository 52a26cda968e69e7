"""Agreements behind links: reading, commenting, signing, declining, and the final copy."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.db.models import QuerySet
from django.test import Client
from pypdf import PdfReader

from accounts.models import User
from audit import actions as audit
from audit.models import Event
from audit.queries import chain_head
from partnerships.agreements import actions, rules
from partnerships.agreements.lifecycle import (
    DocumentKind,
    Exemption,
    LinkKind,
    MouState,
    SigningOrder,
)
from partnerships.agreements.models import (
    Document,
    Mou,
    MouLink,
    Section,
    SectionComment,
    Signature,
    Signer,
)
from partnerships.links.rules import token_of
from partnerships.organizations.models import Contact
from partnerships.outbox.models import Delivery
from partnerships.overview.queries.verify import problems
from partnerships.pipeline import actions as pipeline
from partnerships.relationships.lifecycle import How, Stage
from partnerships.relationships.models import Partnership
from tests.refusals import refused
from tests.scenarios import drafted_mou, partnership_ready_for_mou, sign

ClientAs = Callable[[User], Client]

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def mou(coordinator: User, now: datetime) -> Mou:
    """Out for signature; Dana Whitfield and Jo Ortiz are to sign."""
    partnership = partnership_ready_for_mou(now, coordinator, stage=Stage.AGREEING)
    mou = drafted_mou(partnership, now, coordinator)
    Section.objects.create(mou=mou, code="purpose", heading="Reason", body="We **both** gain.")
    pipeline.send_out(mou=mou, by=coordinator, now=now)
    mou.refresh_from_db()
    return mou


def asked(
    mou: Mou, name: str, by: User, now: datetime, kind: str = "sign", *, code: bool = False
) -> MouLink:
    """Somebody gets a link."""
    contact = Contact.objects.get(name=name)
    link = MouLink(
        mou=mou,
        party=actions.party_of(mou, contact),
        contact=contact,
        kind=LinkKind(kind),
        asks_code=code,
    )
    return actions.send_mou_link(link=link, by=by, now=now)


def page_of(link: MouLink) -> str:
    return f"/a/{token_of(link)}/"


def typed(name: str, **more: str) -> dict[str, str]:
    return {"typed_name": name, "intent": "on", "consent": "on", **more}


def test_two_sign_by_link_and_it_is_in_effect(
    mou: Mou, coordinator: User, now: datetime, client: Client
) -> None:
    for name in ("Dana Whitfield", "Jo Ortiz"):
        link = asked(mou, name, coordinator, now)
        page = client.get(page_of(link))
        assert page.status_code == 200
        document = mou.versions.all()[0].document
        assert document is not None
        assert document.sha256 in page.content.decode()
        assert client.post(page_of(link), typed(name.lower())).status_code == 302
    mou.refresh_from_db()
    assert mou.state == MouState.SIGNED
    assert Partnership.objects.get().stage == Stage.ACTIVE
    signature = Signature.objects.get(contact__name="Jo Ortiz")
    assert signature.how == How.LINK
    assert signature.typed_name == "jo ortiz"
    assert signature.consent == rules.CONSENT
    assert signature.address == "127.0.0.1"
    assert signature.recorded_by is None
    assert signature.version == mou.versions.all()[0]


def test_the_final_copy_has_both_lists_names_and_hash_and_reaches_both_sides(
    mou: Mou, coordinator: User, now: datetime, client: Client
) -> None:
    link = asked(mou, "Jo Ortiz", coordinator, now)
    client.get(page_of(link))
    client.post(page_of(link), typed("Jo Ortiz"))
    sign(mou, Signer.objects.get(contact__name="Dana Whitfield"), now, coordinator)
    audit.seal(now=now)
    head = chain_head()
    assert actions.finish_signed(now=now) == 1
    assert actions.finish_signed(now=now) == 0
    final = Document.objects.get(mou=mou, kind=DocumentKind.FINAL)
    text = Document.objects.get(mou=mou, kind=DocumentKind.TEXT)
    pdf = PdfReader(BytesIO(Path(final.file.path).read_bytes()))
    words = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert "/StructTreeRoot" in pdf.root_object
    for said in (
        "We both gain.",
        "Cross-training for their staff",
        "Training seats for the people we serve",
        "Jo Ortiz",
        "Dana Whitfield",
        "Certificate",
        "Opened",
    ):
        assert said in words
    assert text.sha256 in words.replace(" ", "")
    assert head.replace(" ", "") in words.replace(" ", "")
    told = Delivery.objects.filter(kind="mou_final").values_list("recipient_name", flat=True)
    assert set(told) == {"Jo Ortiz", "Dana Whitfield"}
    content = actions.KINDS["mou_final"].render(Delivery.objects.filter(kind="mou_final")[0])
    assert list(content.attachments.values()) == [Path(final.file.path).read_bytes()]
    download = client.get(f"{page_of(link)}document/")
    assert download.content == content.attachments[final.name]


@pytest.mark.parametrize(
    ("missing", "said"),
    [("intent", "intent"), ("consent", "consent"), ("typed_name", "typed_name")],
)
def test_nothing_is_signed_without_name_intent_and_consent(
    mou: Mou, coordinator: User, now: datetime, client: Client, missing: str, said: str
) -> None:
    link = asked(mou, "Jo Ortiz", coordinator, now)
    data = typed("Jo Ortiz")
    del data[missing]
    response = client.post(page_of(link), data)
    assert response.status_code == 422
    assert said in response.context["form"].errors
    assert not Signature.objects.exists()


def test_another_name_is_refused(
    mou: Mou, coordinator: User, now: datetime, client: Client
) -> None:
    link = asked(mou, "Jo Ortiz", coordinator, now)
    response = client.post(page_of(link), typed("J. Ortiz"))
    assert response.status_code == 422
    assert "Type your name exactly as shown" in response.content.decode()


def test_opening_signs_nothing_and_is_kept_as_evidence(
    mou: Mou, coordinator: User, now: datetime, client: Client
) -> None:
    link = asked(mou, "Jo Ortiz", coordinator, now)
    before = Mou.objects.values().get(pk=mou.pk)
    client.get(page_of(link), headers={"user-agent": "Mail scanner"})
    client.head(page_of(link))
    opened = Event.objects.get(verb="mou.link_opened")
    assert opened.params["user_agent"] == "Mail scanner"
    assert Mou.objects.values().get(pk=mou.pk) == before
    assert not Signature.objects.exists()


def test_a_code_is_asked_for_and_wrong_ones_are_counted(
    mou: Mou, coordinator: User, now: datetime, client: Client, client_as: ClientAs
) -> None:
    link = asked(mou, "Jo Ortiz", coordinator, now, code=True)
    code = rules.code_of(link)
    assert code in client_as(coordinator).get(f"/agreements/{mou.pk}/").content.decode()
    wrong = "000000" if code != "000000" else "000001"
    for _try in range(rules.MOST_TRIES):
        assert client.post(page_of(link), typed("Jo Ortiz", code=wrong)).status_code == 422
    assert client.post(page_of(link), typed("Jo Ortiz", code=code)).status_code == 422
    link = asked(mou, "Jo Ortiz", coordinator, now, code=True)
    data = typed("Jo Ortiz", code=rules.code_of(link))
    assert client.post(page_of(link), data).status_code == 302
    assert Signature.objects.count() == 1


def test_who_signed_is_told_of_a_decline_and_the_decliner_can_sign_later(
    mou: Mou, coordinator: User, now: datetime, client: Client
) -> None:
    first = asked(mou, "Dana Whitfield", coordinator, now)
    client.post(page_of(first), typed("Dana Whitfield"))
    link = asked(mou, "Jo Ortiz", coordinator, now)
    response = client.post(f"{page_of(link)}no/", {"reason": "Section 3 is wrong."})
    assert response.status_code == 302
    signer = Signer.objects.get(contact__name="Jo Ortiz")
    assert signer.decline_reason == "Section 3 is wrong."
    told = Delivery.objects.get(kind="mou_declined")
    assert told.recipient_name == "Dana Whitfield"
    link.refresh_from_db()
    assert link.answered_at == now
    again = asked(mou, "Jo Ortiz", coordinator, now + timedelta(minutes=1))
    assert client.post(page_of(again), typed("Jo Ortiz")).status_code == 302
    signer.refresh_from_db()
    assert signer.declined_at is None
    mou.refresh_from_db()
    assert mou.state == MouState.SIGNED


def test_in_order_the_second_waits_for_the_first(
    mou: Mou, coordinator: User, now: datetime, client: Client
) -> None:
    Mou.objects.filter(pk=mou.pk).update(signing_order=SigningOrder.IN_ORDER)
    mou.refresh_from_db()
    with refused("link_refused", match="Dana Whitfield is next"):
        asked(mou, "Jo Ortiz", coordinator, now)
    link = asked(mou, "Dana Whitfield", coordinator, now)
    client.post(page_of(link), typed("Dana Whitfield"))
    assert asked(mou, "Jo Ortiz", coordinator, now).kind == LinkKind.SIGN


def test_a_changed_byte_stops_the_next_signature(
    mou: Mou, coordinator: User, now: datetime, client: Client
) -> None:
    link = asked(mou, "Jo Ortiz", coordinator, now)
    document = Document.objects.get(mou=mou, kind=DocumentKind.TEXT)
    path = Path(document.file.path)
    right = path.read_bytes()
    path.write_bytes(right[:100] + bytes([right[100] ^ 1]) + right[101:])
    response = client.post(page_of(link), typed("Jo Ortiz"))
    found = list(problems(now=now))
    path.write_bytes(right)
    assert any(f"Document {document.pk}: its file was changed" in one for one in found)
    assert response.status_code == 422
    assert not Signature.objects.exists()


def test_a_call_back_makes_links_worthless_and_tells_who_signed(
    mou: Mou, coordinator: User, now: datetime, client: Client
) -> None:
    link = asked(mou, "Dana Whitfield", coordinator, now)
    client.post(page_of(link), typed("Dana Whitfield"))
    actions.recall(mou=mou, reason="A wrong date.", by=coordinator, now=now)
    assert client.get(page_of(link)).status_code == 404
    assert Delivery.objects.get(kind="mou_void").recipient_name == "Dana Whitfield"
    signature = Signature.objects.get()
    assert signature.voided_at == now


def test_the_evidence_page_finds_a_changed_entry(
    mou: Mou, coordinator: User, now: datetime, client: Client, client_as: ClientAs
) -> None:
    link = asked(mou, "Jo Ortiz", coordinator, now)
    client.post(page_of(link), typed("Jo Ortiz"))
    audit.seal(now=now)
    url = f"/agreements/{mou.pk}/evidence/"
    page = client_as(coordinator).get(url).content.decode()
    assert "All sealed entries are intact." in page
    event = Event.objects.get(verb="mou.signed")
    forged = {**event.params, "address": "203.0.113.9"}
    QuerySet(Event).filter(pk=event.pk).update(params=forged)
    page = client_as(coordinator).get(url).content.decode()
    assert "1 entry has changed since it was sealed" in page


def test_a_reader_comments_and_it_is_our_turn(
    coordinator: User, now: datetime, client: Client, client_as: ClientAs
) -> None:
    partnership = partnership_ready_for_mou(now, coordinator, stage=Stage.AGREEING)
    mou = drafted_mou(partnership, now, coordinator)
    Section.objects.create(mou=mou, code="purpose", heading="Reason", body="We both gain.")
    actions.hand_round(mou=mou, to=MouState.PARTNER_REVIEW, by=coordinator, now=now)
    mou.refresh_from_db()
    link = asked(mou, "Jo Ortiz", coordinator, now, "review")
    assert "We both gain." in client.get(page_of(link)).content.decode()
    assert client.post(page_of(link), {}).status_code == 422
    data = {"text_purpose": "Who gains first?", "proposal_purpose": "All of us gain."}
    assert client.post(page_of(link), data).status_code == 302
    mou.refresh_from_db()
    partnership.refresh_from_db()
    assert mou.state == MouState.NEGOTIATING
    assert partnership.court == "ours"
    comment = SectionComment.objects.get()
    assert comment.proposal == "All of us gain."
    staff = client_as(coordinator)
    assert "All of us gain." in staff.get(f"/agreements/{mou.pk}/").content.decode()
    url = f"/agreements/comments/{comment.pk}/"
    assert staff.post(url, {"outcome": "Taken over."}).status_code == 302
    comment.refresh_from_db()
    assert comment.handled_by == coordinator


def test_a_lawyer_sees_the_text_and_no_box(
    mou: Mou, coordinator: User, now: datetime, client: Client
) -> None:
    link = asked(mou, "Jo Ortiz", coordinator, now, "read")
    page = client.get(page_of(link)).content.decode()
    assert "<strong>both</strong>" in page
    assert not re.search(r"<(form|textarea)", page)


def test_a_link_of_another_kind_signs_nothing(
    mou: Mou, coordinator: User, now: datetime, client: Client
) -> None:
    link = asked(mou, "Jo Ortiz", coordinator, now, "read")
    client.post(page_of(link), typed("Jo Ortiz"))
    assert client.post(f"{page_of(link)}no/", {"reason": "no"}).status_code == 404
    assert not Signature.objects.exists()


def test_an_expired_or_replaced_link_opens_nothing(
    mou: Mou, coordinator: User, now: datetime, client: Client
) -> None:
    old = page_of(asked(mou, "Jo Ortiz", coordinator, now))
    link = asked(mou, "Jo Ortiz", coordinator, now + timedelta(minutes=1))
    assert client.get(old).status_code == 404
    MouLink.objects.filter(pk=link.pk).update(expires_at=now)
    assert client.get(page_of(link)).status_code == 404


def test_a_kind_that_is_not_gated_signs_by_link_too(
    coordinator: User, now: datetime, client: Client
) -> None:
    partnership = partnership_ready_for_mou(now, coordinator, stage=Stage.AGREEING)
    mou = drafted_mou(partnership, now, coordinator, code="letter-of-intent")
    pipeline.send_out(mou=mou, by=coordinator, now=now)
    mou.refresh_from_db()
    link = asked(mou, "Jo Ortiz", coordinator, now)
    client.post(page_of(link), typed("Jo Ortiz"))
    assert Signature.objects.get().exemption == Exemption.NOT_GATED


def test_staff_send_it_from_the_page(mou: Mou, coordinator: User, client_as: ClientAs) -> None:
    client = client_as(coordinator)
    contact = Contact.objects.get(name="Jo Ortiz")
    url = f"/agreements/{mou.pk}/ask/?contact={contact.pk}&kind=sign"
    assert client.get(url).status_code == 200
    assert client.post(url, {"contact": contact.pk, "kind": "sign"}).status_code == 302
    delivery = Delivery.objects.get(kind="mou_link")
    content = actions.KINDS["mou_link"].render(delivery)
    assert page_of(MouLink.objects.get()) in content.text
    assert "please sign" in content.subject
