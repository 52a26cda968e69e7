"""Their own document: where things stand in it, both lists as they go out, the way back (M8)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from pypdf import PdfReader

from accounts.models import User
from partnerships.agreements import actions
from partnerships.agreements.lifecycle import DocumentKind, MouState, VersionKind
from partnerships.agreements.models import Document, Mou, MouLink, Section
from partnerships.exchange import actions as exchange
from partnerships.links.rules import token_of
from partnerships.organizations.models import Contact
from partnerships.pipeline import actions as pipeline
from partnerships.relationships.lifecycle import Side, Stage
from tests.refusals import refused
from tests.scenarios import drafted_mou, partnership_ready_for_mou, pdf, side_says, sign_all

ClientAs = Callable[[User], Client]
HOUR = timedelta(hours=1)
OURS = "We call within three days."

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def mou(coordinator: User, now: datetime) -> Mou:
    """Their PDF is uploaded; one section stands in it, the other is left out."""
    partnership = partnership_ready_for_mou(now, coordinator, stage=Stage.AGREEING)
    mou = drafted_mou(partnership, now, coordinator)
    for code, values in (
        ("referrals", {"heading": "Referrals", "body": OURS, "where": "Clause 4, page 2"}),
        ("costs", {"heading": "Costs", "left_out_because": "nothing is *shared*"}),
    ):
        Section.objects.create(mou=mou, code=code, is_required=True, **values)
    actions.upload_theirs(mou=mou, upload=pdf(), remark="", by=coordinator, now=now)
    mou.refresh_from_db()
    return mou


def more_seats(mou: Mou, by: User, now: datetime) -> None:
    """Both sides agree to other lists."""
    partnership = mou.parties.get(partnership__isnull=False).partnership
    assert partnership is not None
    benefit = partnership.benefits.filter(side=Side.THEIRS)[0]
    type(benefit).objects.filter(pk=benefit.pk).update(how_much="35 seats")
    exchange.share_changes(partnership=partnership, by=by, now=now)
    for side in Side:
        side_says(partnership, side, now, by)


def words_of(content: bytes) -> str:
    return " ".join(" ".join(p.extract_text() for p in PdfReader(BytesIO(content)).pages).split())


def test_the_lists_are_taken_as_they_stand_when_it_goes_out(
    mou: Mou, coordinator: User, now: datetime
) -> None:
    first = mou.versions.get()
    more_seats(mou, coordinator, now + HOUR)
    pipeline.send_out(mou=mou, by=coordinator, now=now + HOUR)
    version = mou.versions.all()[0]
    assert (version.kind, version.document, version.sha256) == (
        VersionKind.THEIRS,
        first.document,
        first.sha256,
    )
    assert version.number == 2
    sign_all(mou, now + HOUR, coordinator)
    actions.finish_signed(now=now + HOUR)
    final = Document.objects.get(kind=DocumentKind.FINAL)
    words = words_of(Path(final.file.path).read_bytes())
    assert "35 seats" in words
    assert "20 seats" not in words


@pytest.mark.parametrize("kind", ["sign", "read", "review"])
def test_readers_see_where_things_stand_and_none_of_our_words(
    mou: Mou, coordinator: User, now: datetime, client: Client, kind: str
) -> None:
    if kind != "review":  # which is over once the text is final
        pipeline.send_out(mou=mou, by=coordinator, now=now)
    contact = Contact.objects.get(name="Jo Ortiz")
    link = MouLink(mou=mou, party=actions.party_of(mou, contact), contact=contact, kind=kind)
    link = actions.send_mou_link(link=link, by=coordinator, now=now)
    page = client.get(f"/a/{token_of(link)}/").content.decode()
    assert OURS not in page
    assert "Clause 4, page 2" in page
    assert "Not included, because nothing is *shared*" in page
    assert "Download document" in page


def test_no_paper_prints_our_words_for_theirs(
    mou: Mou, coordinator: User, client_as: ClientAs
) -> None:
    client = client_as(coordinator)
    made = words_of(client.get(f"/agreements/{mou.pk}/pdf/").content)
    assert OURS not in made
    assert "Clause 4, page 2" in made
    assert "Signs as" not in made


def test_there_is_a_way_back_to_our_text(
    mou: Mou, coordinator: User, client_as: ClientAs, now: datetime
) -> None:
    client = client_as(coordinator)
    page = client.get(f"/agreements/{mou.pk}/edit/")
    typed = {**page.context["form"].initial, "version": mou.version, "text_by": "ours"}
    typed = {name: value for name, value in typed.items() if value is not None}
    assert client.post(f"/agreements/{mou.pk}/edit/", typed).status_code == 302
    mou.refresh_from_db()
    assert mou.text_by == VersionKind.OURS
    actions.hand_round(mou=mou, to=MouState.PARTNER_REVIEW, by=coordinator, now=now)
    newest = mou.versions.all()[0]
    assert newest.kind == VersionKind.OURS
    assert newest.text["sections"][0]["text"] == OURS


def test_a_renewal_of_theirs_stays_theirs_and_waits_for_their_text(
    mou: Mou, coordinator: User, now: datetime
) -> None:
    signed = sign_all(mou, now, coordinator)
    renewal = actions.renew(mou=signed, by=coordinator, now=now)
    assert renewal.text_by == VersionKind.THEIRS
    section = renewal.sections.get(code="referrals")
    assert section.where == "Clause 4, page 2"
    assert renewal.sections.get(code="costs").left_out_because
    with refused("no_text_yet"):
        actions.hand_round(mou=renewal, to=MouState.PARTNER_REVIEW, by=coordinator, now=now)
