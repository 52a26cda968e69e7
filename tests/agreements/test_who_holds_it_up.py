"""What an agreement waits for names who really does."""

from datetime import datetime, timedelta

import pytest

from accounts.models import User
from partnerships.agreements import actions
from partnerships.agreements.lifecycle import EndKnown, LinkKind, MouState, SigningOrder
from partnerships.agreements.models import Mou, MouLink, Section, Signer
from partnerships.agreements.queries import held_up_by, with_progress
from partnerships.organizations.models import Contact
from partnerships.pipeline import actions as pipeline
from partnerships.relationships.lifecycle import How, Side, Stage
from partnerships.relationships.models import Partnership
from tests.scenarios import drafted_mou, partnership_ready_for_mou, sign, sign_all

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def mou(coordinator: User, now: datetime) -> Mou:
    partnership = partnership_ready_for_mou(now, coordinator, stage=Stage.AGREEING)
    mou = drafted_mou(partnership, now, coordinator)
    Section.objects.create(mou=mou, code="why", heading="Reason", body="We both gain.")
    return mou


def waits(mou: Mou, now: datetime) -> tuple[str, str] | None:
    found = held_up_by(with_progress(Mou.objects.all()).get(pk=mou.pk), now.date())
    return (found.text, found.side) if found else None


def ask(mou: Mou, name: str, kind: LinkKind, by: User, now: datetime) -> MouLink:
    contact = Contact.objects.get(name=name)
    link = MouLink(mou=mou, party=actions.party_of(mou, contact), contact=contact, kind=kind)
    return actions.send_mou_link(link=link, by=by, now=now)


def test_a_draft_waits_for_us_until_they_were_asked_and_for_our_answers(
    mou: Mou, coordinator: User, now: datetime
) -> None:
    actions.hand_round(mou=mou, to=MouState.PARTNER_REVIEW, by=coordinator, now=now)
    assert waits(mou, now) == ("No one there has been asked to read it yet.", Side.OURS)
    link = ask(mou, "Jo Ortiz", LinkKind.REVIEW, coordinator, now)
    assert waits(mou, now) == ("Not answered yet: Jo Ortiz", Side.THEIRS)
    assert Partnership.objects.get().court == Side.THEIRS
    reading = actions.Reading(
        version=mou.versions.shown()[0],
        contact=link.contact,
        how=How.LINK,
        remarks=[actions.Remark("why", "Who first?", "")],
        accepts=False,
    )
    actions.comment(reading=reading, by=None, now=now, link=link)
    assert waits(mou, now) == ("1 comment to answer", Side.OURS)


def test_signing_waits_for_the_next_in_order_and_for_us_to_ask_them(
    mou: Mou, coordinator: User, now: datetime
) -> None:
    Mou.objects.filter(pk=mou.pk).update(signing_order=SigningOrder.IN_ORDER)
    Signer.objects.filter(contact__name="Dana Whitfield").update(place=9)
    mou.refresh_from_db()
    pipeline.send_out(mou=mou, by=coordinator, now=now)
    found = waits(mou, now)
    assert found
    assert found[0].startswith("Not asked to sign by email: Jo Ortiz.")
    assert found[1] == Side.OURS
    ask(mou, "Jo Ortiz", LinkKind.SIGN, coordinator, now)
    assert waits(mou, now) == ("Not signed yet: Jo Ortiz", Side.THEIRS)
    sign(mou, Signer.objects.get(contact__name="Jo Ortiz"), now, coordinator)
    ask(mou, "Dana Whitfield", LinkKind.SIGN, coordinator, now)
    assert waits(mou, now) == ("Not signed yet: Dana Whitfield", Side.OURS)


def test_an_end_waits_for_us_to_start_the_renewal(
    mou: Mou, coordinator: User, now: datetime
) -> None:
    ends_on = now.date() + timedelta(days=40)
    Mou.objects.filter(pk=mou.pk).update(end_known=EndKnown.DATE, ends_on=ends_on)
    mou.refresh_from_db()
    signed = sign_all(mou, now, coordinator)
    assert waits(signed, now) == ("Renewal not started", Side.OURS)
    actions.renew(mou=signed, by=coordinator, now=now)
    assert waits(signed, now) == (
        "Renewal: When the text is final, mark it ready to sign.",
        Side.OURS,
    )


@pytest.mark.parametrize(
    ("months", "words"), [(1, "1 month after it starts"), (12, "12 months after it starts")]
)
def test_an_end_without_a_day_says_how_long_after_the_start(months: int, words: str) -> None:
    assert Mou(end_known=EndKnown.TERM, term_months=months).end_in_words() == words
