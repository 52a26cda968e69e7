"""The text of an agreement: sections, lists, versions, their document, paper."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document as WordFile
from pypdf import PdfReader

from accounts.models import User
from partnerships.agreements import actions, queries, rules
from partnerships.agreements.lifecycle import EndKnown, Follows, MouState
from partnerships.agreements.models import Mou, MouType, Section, TypeSection
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from tests.refusals import refused
from tests.scenarios import all_seven_checks, partnership_idea

ClientAs = Callable[[User], Client]

PDF = b"%PDF-1.4 their lawyers' text"


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    partnership = partnership_idea(now, coordinator)
    all_seven_checks(partnership, now, coordinator)
    return partnership


@pytest.fixture
def mou(partnership: Partnership, coordinator: User, now: datetime) -> Mou:
    kind = MouType.objects.create(code="general", label="General MOU")
    for place, (code, follows, required) in enumerate(
        [
            ("purpose", Follows.PURPOSE, True),
            ("brings", Follows.BRINGS, True),
            ("gains", Follows.GAINS, True),
            ("referrals", "", True),
            ("ending-early", "", False),
        ]
    ):
        TypeSection.objects.create(
            mou_type=kind,
            code=code,
            heading=code.title(),
            follows=follows,
            is_required=required,
            position=place,
        )
    return actions.draft_mou(
        mou=Mou(type=kind, title="Working together", end_known=EndKnown.OPEN),
        partnerships=[partnership],
        by=coordinator,
        now=now,
    )


def write(mou: Mou, code: str, body: str, by: User, now: datetime) -> Section:
    section = mou.sections.get(code=code)
    section.body = body
    return actions.save_section(section=section, seen_version=section.version, by=by, now=now)


def test_a_draft_begins_with_the_sections_of_its_kind_and_both_lists(mou: Mou) -> None:
    text = {section["code"]: section["text"] for section in queries.text_of(mou)["sections"]}
    assert "get trained and stay in work" in text["purpose"]
    assert "Cross-training for their staff, 2 sessions" in text["brings"]
    assert "Training seats for the people we serve, 20 seats" in text["brings"]
    assert "fewer people drop out" in text["gains"]
    assert text["referrals"] == ""


def test_a_required_section_that_is_empty_blocks_and_is_named(
    mou: Mou, coordinator: User, now: datetime
) -> None:
    with refused("not_ready", match="Referrals"):
        actions.mark_ready(mou=mou, by=coordinator, now=now)
    mou.refresh_from_db()
    assert mou.state == MouState.DRAFT


def test_two_editors_never_overwrite_each_other(
    client_as: ClientAs, coordinator: User, mou: Mou
) -> None:
    client = client_as(coordinator)
    section = mou.sections.get(code="referrals")
    url = f"/agreements/sections/{section.pk}/"
    typed = {"heading": "Referrals", "version": "1"}
    assert client.post(url, {**typed, "body": "Theirs first."}).status_code == 302
    response = client.post(url, {**typed, "body": "Mine too."})
    assert response.status_code == 409
    page = response.content.decode()
    assert "Theirs first." in page
    assert "Mine too." in page
    section.refresh_from_db()
    assert section.body == "Theirs first."


def test_it_saves_itself_and_says_so(client_as: ClientAs, coordinator: User, mou: Mou) -> None:
    client = client_as(coordinator)
    section = mou.sections.get(code="referrals")
    url = f"/agreements/sections/{section.pk}/"
    typed = {"heading": "Referrals", "version": "1", "body": "We call."}
    response = client.post(url, typed, headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert "Saved at" in response.content.decode()
    assert 'value="2"' in response.content.decode()
    stale = client.post(url, {**typed, "body": "Again."}, headers={"HX-Request": "true"})
    assert stale.status_code == 409
    assert "Not saved" in stale.content.decode()
    section.refresh_from_db()
    assert section.body == "We call."


def test_what_saved_itself_can_be_saved_by_hand(
    client_as: ClientAs, coordinator: User, mou: Mou
) -> None:
    """The same form twice, but the second time somebody waits for a whole page."""
    client = client_as(coordinator)
    section = mou.sections.get(code="referrals")
    url = f"/agreements/sections/{section.pk}/"
    for version, status in (("1", 200), ("9", 409)):
        typed = {"heading": "Referrals", "body": "Mine.", "version": version}
        typed["csrfmiddlewaretoken"] = "m" * 64
        piece = client.post(url, typed, headers={"HX-Request": "true"})
        page = client.post(url, typed)
        assert (piece.status_code, page.status_code) == (status, 409)
        assert b"<form" not in piece.content
        assert b"<form" in page.content


def test_versions_tell_what_changed(
    client_as: ClientAs, mou: Mou, coordinator: User, now: datetime
) -> None:
    write(mou, "referrals", "We call within three days.", coordinator, now)
    actions.hand_round(mou=mou, to=MouState.PARTNER_REVIEW, by=coordinator, now=now)
    mou.refresh_from_db()
    partnership = Partnership.objects.get()
    assert partnership.court == Side.OURS  # no one of theirs was asked to read it yet
    write(mou, "referrals", "We call within two days.", coordinator, now)
    page = client_as(coordinator).get(f"/agreements/{mou.pk}/versions/").content.decode()
    assert "Version 1" in page
    differences = queries.changes_of(mou.versions.get(), queries.text_of(mou))
    assert [change.heading for change in differences] == ["Referrals"]
    kinds = {d.kind: d.words.strip() for d in differences[0].differences}
    assert kinds["gone"] == "three"
    assert kinds["new"] == "two"


def test_the_same_text_is_kept_once(mou: Mou, coordinator: User, now: datetime) -> None:
    for to in (MouState.INTERNAL_REVIEW, MouState.PARTNER_REVIEW, MouState.NEGOTIATING):
        actions.hand_round(mou=mou, to=to, by=coordinator, now=now)
    assert mou.versions.count() == 1


def test_words_that_bind_are_named_and_never_block(
    mou: Mou, coordinator: User, now: datetime
) -> None:
    write(mou, "referrals", "You must call.", coordinator, now)
    assert "must" in rules.warnings_about(mou)[0]
    mou.is_binding = True
    assert "terminated early" in rules.warnings_about(mou)[0]
    write(mou, "ending-early", "With 30 days of notice.", coordinator, now)
    assert rules.warnings_about(mou) == []


def test_their_document_needs_a_place_for_each_section(
    client_as: ClientAs, mou: Mou, coordinator: User, now: datetime
) -> None:
    client = client_as(coordinator)
    upload = SimpleUploadedFile("theirs.pdf", PDF, "application/pdf")
    response = client.post(f"/agreements/{mou.pk}/text/", {"upload": upload, "remark": "Round 1"})
    assert response.status_code == 302
    mou.refresh_from_db()
    missing = rules.missing_for_signing(mou)
    assert sum("is in their text" in text for text in missing) == 4
    for section in mou.sections.filter(is_required=True):
        url = f"/agreements/sections/{section.pk}/"
        typed = {"heading": section.heading, "version": "1", "where": "page 2"}
        assert client.post(url, typed).status_code == 302
    assert not any("is in their text" in text for text in rules.missing_for_signing(mou))
    version = mou.versions.get()
    assert version.document is not None
    assert version.sha256 == version.document.sha256


def test_the_pdf_is_tagged_and_the_same_for_the_same_version(
    client_as: ClientAs, mou: Mou, coordinator: User, now: datetime
) -> None:
    write(mou, "referrals", "## How\n\nWe **call** first.\n\n- then mail", coordinator, now)
    client = client_as(coordinator)
    first = client.get(f"/agreements/{mou.pk}/pdf/").content
    assert first == client.get(f"/agreements/{mou.pk}/pdf/").content
    pdf = PdfReader(BytesIO(first))
    root = pdf.root_object
    assert "/StructTreeRoot" in root
    assert str(root["/Lang"]).startswith("en")
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Working together"
    words = " ".join(page.extract_text() for page in pdf.pages)
    assert "Cross-training for their staff" in words
    assert "Training seats for the people we serve" in words
    assert pdf.pages[0].mediabox.width == 612
    a4 = PdfReader(BytesIO(client.get(f"/agreements/{mou.pk}/pdf/?paper=a4").content))
    assert round(a4.pages[0].mediabox.width) == 595


def test_a_word_document_has_real_headings_and_tables(
    client_as: ClientAs, mou: Mou, coordinator: User
) -> None:
    made = client_as(coordinator).get(f"/agreements/{mou.pk}/docx/").content
    word = WordFile(BytesIO(made))
    headings = [p.text for p in word.paragraphs if p.style and p.style.name == "Heading 1"]
    assert headings[:2] == ["Purpose", "Brings"]
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert "20 seats" in cells
