"""Who is to sign: somebody else, nobody, and what that does to a text that is out already (M3)."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from partnerships.agreements import actions
from partnerships.agreements.lifecycle import Follows, LinkKind, MouState
from partnerships.agreements.models import Mou, MouLink, Section, Signature, Signer
from partnerships.outbox.models import Delivery
from partnerships.overview.queries.verify import problems
from partnerships.pipeline import actions as pipeline
from partnerships.relationships.lifecycle import Stage
from tests.refusals import refused
from tests.scenarios import drafted_mou, partnership_ready_for_mou, pdf, person, sign, sign_all

ClientAs = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def mou(coordinator: User, now: datetime) -> Mou:
    """A draft that names its signers; Dana Whitfield signs first, Jo Ortiz second."""
    partnership = partnership_ready_for_mou(now, coordinator, stage=Stage.AGREEING)
    mou = drafted_mou(partnership, now, coordinator)
    Section.objects.create(mou=mou, code="who", heading="Signatures", follows=Follows.SIGNERS)
    person(now, coordinator, "Ann Bell", partnership.organization, manages=True)
    return mou


def out(mou: Mou, by: User, now: datetime) -> Mou:
    pipeline.send_out(mou=mou, by=by, now=now)
    return Mou.objects.get(pk=mou.pk)


def of(name: str) -> Signer:
    return Signer.objects.select_related("party__mou", "contact").get(contact__name=name)


def ask_to_sign(mou: Mou, name: str, by: User, now: datetime) -> MouLink:
    signer = of(name)
    link = MouLink(mou=mou, party=signer.party, contact=signer.contact, kind=LinkKind.SIGN)
    return actions.send_mou_link(link=link, by=by, now=now)


def swap(client: Client, old: str, new: str, signs_as: str = "") -> int:
    contact = of(old).party.organization.positions.get(contact__name=new).contact_id
    typed = {"contact": contact, "signs_as": signs_as}
    return client.post(f"/agreements/signers/{of(old).pk}/", typed).status_code


def test_somebody_else_signs_in_the_same_place_and_as_typed(
    mou: Mou, coordinator: User, now: datetime, client_as: ClientAs
) -> None:
    sam = person(now, coordinator, "Sam Reyes", of("Dana Whitfield").party.organization)
    assert swap(client_as(coordinator), "Dana Whitfield", sam.name, "Deputy Director") == 302
    assert [signer.place for signer in (of("Sam Reyes"), of("Jo Ortiz"))] == [1, 2]
    assert of("Sam Reyes").signs_as == "Deputy Director"


def test_the_mail_on_its_way_to_the_old_signer_is_called_off(
    mou: Mou, coordinator: User, now: datetime
) -> None:
    link = ask_to_sign(out(mou, coordinator, now), "Jo Ortiz", coordinator, now)
    old = of("Jo Ortiz")
    new = old.party.organization.positions.get(contact__name="Ann Bell").contact
    actions.replace_signer(signer=old, contact=new, by=coordinator, now=now)
    link.refresh_from_db()
    assert link.revoked_at == now
    delivery = Delivery.objects.get(kind="mou_link")
    assert actions.KINDS["mou_link"].why_untrue(delivery, now) == "revoked"


def test_the_mail_about_a_party_that_was_taken_off_is_called_off(
    mou: Mou, coordinator: User, now: datetime
) -> None:
    elm = partnership_ready_for_mou(now, coordinator, name="Elm Street Neighbors")
    party = actions.add_party(
        mou=mou,
        organization=elm.organization,
        partnership=elm,
        is_approving_official=False,
        by=coordinator,
        now=now,
    )
    contact = elm.organization.positions.get(contact__name="Jo Ortiz").contact
    link = MouLink(mou=mou, party=party, contact=contact, kind=LinkKind.READ)
    actions.send_mou_link(link=link, by=coordinator, now=now)
    actions.remove_party(party=party, by=coordinator, now=now)
    delivery = Delivery.objects.get(kind="mou_link")
    assert actions.KINDS["mou_link"].why_untrue(delivery, now) == "revoked"


def test_after_a_signature_another_name_makes_a_new_text_and_the_signature_void(
    mou: Mou, coordinator: User, now: datetime, client_as: ClientAs
) -> None:
    mou = out(mou, coordinator, now)
    sign(mou, of("Dana Whitfield"), now, coordinator)
    before = mou.versions.all()[0]
    url = f"/agreements/signers/{of('Jo Ortiz').pk}/"
    assert "become void" in client_as(coordinator).get(url).content.decode()
    assert swap(client_as(coordinator), "Jo Ortiz", "Ann Bell") == 302
    newest = mou.versions.all()[0]
    assert newest.number == before.number + 1
    assert newest.text["lists"] == before.text["lists"]
    words = newest.text["sections"][0]["text"]
    assert "Ann Bell" in words
    assert "Jo Ortiz" not in words
    signature = Signature.objects.get()
    assert signature.voided_at == now
    assert Delivery.objects.get(kind="mou_void").recipient_name == "Dana Whitfield"
    mou.refresh_from_db()
    assert mou.state == MouState.OUT_FOR_SIGNATURE
    for name in ("Dana Whitfield", "Ann Bell"):
        sign(mou, of(name), now, coordinator)
    mou.refresh_from_db()
    assert mou.state == MouState.SIGNED


def test_one_more_signer_is_another_text_too(mou: Mou, coordinator: User, now: datetime) -> None:
    mou = out(mou, coordinator, now)
    sign(mou, of("Dana Whitfield"), now, coordinator)
    party = of("Jo Ortiz").party
    ann = party.organization.positions.get(contact__name="Ann Bell").contact
    actions.add_signer(party=party, contact=ann, by=coordinator, now=now)
    assert "Ann Bell" in mou.versions.all()[0].text["sections"][0]["text"]
    assert Signature.objects.get().voided_at == now


def test_their_document_is_the_same_whoever_signs(
    mou: Mou, coordinator: User, now: datetime
) -> None:
    Section.objects.all().delete()
    actions.upload_theirs(mou=mou, upload=pdf(), remark="", by=coordinator, now=now)
    mou = out(mou, coordinator, now)
    sign(mou, of("Dana Whitfield"), now, coordinator)
    old = of("Jo Ortiz")
    ann = old.party.organization.positions.get(contact__name="Ann Bell").contact
    actions.replace_signer(signer=old, contact=ann, by=coordinator, now=now)
    assert Signature.objects.get().voided_at is None


def test_a_signer_is_taken_off_while_the_text_is_worked_on(
    mou: Mou, coordinator: User, now: datetime, client_as: ClientAs
) -> None:
    client = client_as(coordinator)
    url = f"/agreements/signers/{of('Jo Ortiz').pk}/remove/"
    assert url in client.get(f"/agreements/{mou.pk}/").content.decode()
    assert client.get(url).status_code == 200
    assert Signer.objects.filter(contact__name="Jo Ortiz").exists()
    assert client.post(url).status_code == 302
    assert not Signer.objects.filter(contact__name="Jo Ortiz").exists()


def test_only_the_one_whom_the_page_named_is_replaced_or_removed(
    mou: Mou, coordinator: User, now: datetime, client_as: ClientAs
) -> None:
    client, jo = client_as(coordinator), of("Jo Ortiz")
    url, named = f"/agreements/signers/{jo.pk}/", {"instead": jo.contact_id}
    for page in (url, f"{url}remove/"):
        shown = " ".join(client.get(page).text.split())
        assert f'name="instead" value="{jo.contact_id}"' in shown
    assert swap(client, "Jo Ortiz", "Ann Bell") == 302
    gone = client.post(f"{url}remove/", named, follow=True)
    assert "Ann Bell is to sign now instead." in gone.text
    late = client.post(url, {"contact": jo.contact_id, **named})
    assert late.status_code == 422
    assert "Ann Bell is to sign now instead." in late.text
    assert of("Ann Bell").pk == jo.pk


def test_nobody_is_taken_off_what_is_out(
    mou: Mou, coordinator: User, now: datetime, client_as: ClientAs
) -> None:
    out(mou, coordinator, now)
    url = f"/agreements/signers/{of('Jo Ortiz').pk}/remove/"
    client_as(coordinator).post(url)
    assert Signer.objects.filter(contact__name="Jo Ortiz").exists()


def test_whose_signatures_are_all_void_can_be_replaced(
    mou: Mou, coordinator: User, now: datetime, client_as: ClientAs
) -> None:
    mou = out(mou, coordinator, now)
    sign(mou, of("Jo Ortiz"), now, coordinator)
    assert swap(client_as(coordinator), "Jo Ortiz", "Ann Bell") == 422
    mou = actions.recall(mou=mou, reason="A word is wrong.", by=coordinator, now=now)
    client, old = client_as(coordinator), of("Jo Ortiz")
    url = f"/agreements/signers/{old.pk}/"
    page = client.get(f"/agreements/{mou.pk}/").content.decode()
    assert f'"{url}"' in page
    assert f'"{url}remove/"' not in page
    assert swap(client, "Jo Ortiz", "Ann Bell") == 302
    assert not Signer.objects.filter(contact__name="Jo Ortiz").exists()
    kept = Signature.objects.get()
    assert (kept.contact.name, kept.signer.contact.name) == ("Jo Ortiz", "Ann Bell")
    assert "Void: Jo Ortiz" in client.get(f"/agreements/{mou.pk}/").content.decode()
    assert not [line for line in problems(now=now) if line.startswith("Signature")]
    mou = sign_all(out(mou, coordinator, now), now, coordinator)
    assert mou.state == MouState.SIGNED


def test_a_void_signature_keeps_its_place(mou: Mou, coordinator: User, now: datetime) -> None:
    sign(out(mou, coordinator, now), of("Jo Ortiz"), now, coordinator)
    mou = actions.recall(mou=mou, reason="A word is wrong.", by=coordinator, now=now)
    with refused("signer_refused", match="Choose who signs"):
        actions.remove_signer(signer=of("Jo Ortiz"), by=coordinator, now=now)
    assert Signature.objects.get().signer == of("Jo Ortiz")
