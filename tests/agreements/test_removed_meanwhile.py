"""Somebody acts on a party or a signer that a colleague has removed or replaced meanwhile."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest

from accounts.models import User
from audit.models import Event
from partnerships.agreements import actions
from partnerships.agreements.lifecycle import LinkKind
from partnerships.agreements.models import Mou, MouLink, MouParty, Signature, Signer
from partnerships.pipeline import actions as pipeline
from partnerships.relationships.lifecycle import How, Stage
from tests.refusals import refused
from tests.scenarios import drafted_mou, partnership_idea, partnership_ready_for_mou, pdf, person

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def mou(coordinator: User, now: datetime) -> Mou:
    """A draft with us, Bright Path Training, and Elm Street as a second partner."""
    partnership = partnership_ready_for_mou(now, coordinator, stage=Stage.AGREEING)
    mou = drafted_mou(partnership, now, coordinator)
    other = partnership_idea(now, coordinator, "Elm Street")
    actions.add_party(
        mou=mou,
        organization=other.organization,
        partnership=other,
        is_approving_official=False,
        by=coordinator,
        now=now,
    )
    return mou


def elm(mou: Mou) -> MouParty:
    return mou.parties.select_related("organization", "mou").get(organization__name="Elm Street")


def test_a_party_is_removed_once_and_nothing_is_added_to_it(
    mou: Mou, coordinator: User, now: datetime
) -> None:
    ann = person(now, coordinator, "Ann Bell", elm(mou).organization, manages=True)
    read = [elm(mou) for _ in range(5)]
    for party in read[:2]:
        actions.remove_party(party=party, by=coordinator, now=now)
    assert Event.objects.filter(verb="mou.party_removed").count() == 1
    link = MouLink(mou=mou, party=read[4], contact=ann, kind=LinkKind.REVIEW)
    late: list[Callable[[], object]] = [
        lambda: actions.set_share(
            party=read[2], share=Decimal(10), share_note="", by=coordinator, now=now
        ),
        lambda: actions.add_signer(party=read[3], contact=ann, by=coordinator, now=now),
        lambda: actions.send_mou_link(link=link, by=coordinator, now=now),
    ]
    for act in late:
        with refused("party_refused", match="Someone else removed Elm Street"):
            act()


def test_the_link_of_whoever_is_to_sign_now_is_revoked(coordinator: User, now: datetime) -> None:
    partnership = partnership_ready_for_mou(now, coordinator, stage=Stage.AGREEING)
    mou = drafted_mou(partnership, now, coordinator)
    pipeline.send_out(mou=mou, by=coordinator, now=now)
    ann, bo = (
        person(now, coordinator, name, partnership.organization, manages=True)
        for name in ("Ann Bell", "Bo Bell")
    )
    rows = Signer.objects.select_related("party__mou", "contact")
    read = [rows.get(contact__name="Jo Ortiz") for _ in range(2)]
    named = actions.replace_signer(signer=read[0], contact=ann, by=coordinator, now=now)
    link = MouLink(mou=mou, party=read[0].party, contact=ann, kind=LinkKind.SIGN)
    actions.send_mou_link(link=link, by=coordinator, now=now)
    with refused("signer_refused", match="Ann Bell is to sign now instead"):
        actions.replace_signer(signer=read[1], contact=bo, by=coordinator, now=now)
    assert named
    actions.replace_signer(signer=named, contact=bo, by=coordinator, now=now)
    assert MouLink.objects.get(contact=ann).revoked_at == now
    taken_off = Event.objects.filter(verb="mou.signer_taken_off").order_by("pk")
    assert [event.params["name"] for event in taken_off] == ["Jo Ortiz", "Ann Bell"]


def test_no_signature_is_kept_in_the_name_of_whom_someone_else_replaced(
    coordinator: User, now: datetime
) -> None:
    """The scan of a paper takes seconds to check, and a colleague names another signer."""
    partnership = partnership_ready_for_mou(now, coordinator, stage=Stage.AGREEING)
    mou = drafted_mou(partnership, now, coordinator)
    ann = person(now, coordinator, "Ann Bell", partnership.organization, manages=True)
    rows = Signer.objects.select_related("party__mou", "contact")
    read = [rows.get(contact__name="Jo Ortiz") for _ in range(2)]
    stored = actions.store_signed_paper(
        mou=mou,
        signers=read[:1],
        signed_on=now.date(),
        how=How.PAPER,
        paper=pdf(),
        now=now,
    )
    actions.replace_signer(signer=read[1], contact=ann, by=coordinator, now=now)
    with refused("signer_refused", match="Ann Bell is now the signer"):
        actions.record_signed_paper(stored, by=coordinator, now=now)
    assert not Signature.objects.exists()


def test_someone_else_named_meanwhile_is_not_removed(
    mou: Mou, coordinator: User, now: datetime
) -> None:
    rows = Signer.objects.select_related("party__mou", "contact")
    read = [rows.get(contact__name="Jo Ortiz") for _ in range(2)]
    ann = person(now, coordinator, "Ann Bell", read[0].party.organization, manages=True)
    actions.replace_signer(signer=read[0], contact=ann, by=coordinator, now=now)
    with refused("signer_refused", match="Ann Bell is to sign now instead"):
        actions.remove_signer(signer=read[1], by=coordinator, now=now)
    assert rows.get(pk=read[0].pk).contact == ann


def test_a_signer_who_was_removed_is_replaced_by_nobody(
    mou: Mou, coordinator: User, now: datetime
) -> None:
    rows = Signer.objects.select_related("party__mou", "contact")
    read = [rows.get(contact__name="Jo Ortiz") for _ in range(2)]
    actions.remove_signer(signer=read[0], by=coordinator, now=now)
    with refused("signer_refused", match="Someone else removed this signer"):
        actions.remove_signer(signer=read[1], by=coordinator, now=now)
