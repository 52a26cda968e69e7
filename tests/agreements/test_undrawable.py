"""Characters that no font of the PDF has: named before anything goes out, never drawn as boxes."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from pypdf import PdfReader

from accounts.models import User
from common.pdf import UndrawableText
from partnerships.agreements import actions
from partnerships.agreements.lifecycle import DocumentKind, MouState
from partnerships.agreements.models import Mou, Section
from partnerships.organizations.models import Contact
from partnerships.pipeline import actions as pipeline
from partnerships.relationships.lifecycle import Stage
from tests.scenarios import drafted_mou, partnership_ready_for_mou, sign_all

As = Callable[[User], Client]

CUNEIFORM = "\U00012000"


@pytest.fixture
def mou(coordinator: User, now: datetime) -> Mou:
    partnership = partnership_ready_for_mou(now, coordinator, stage=Stage.AGREEING)
    mou = drafted_mou(partnership, now, coordinator)
    body = f"We gain {CUNEIFORM} together, and so on."
    Section.objects.create(mou=mou, code="purpose", heading="Reason", body=body)
    return mou


def test_an_mou_does_not_go_out_with_them(mou: Mou, coordinator: User, now: datetime) -> None:
    with pytest.raises(UndrawableText, match=r"U\+12000 Cuneiform sign a in “We gain . together,"):
        pipeline.send_out(mou=mou, by=coordinator, now=now)
    mou.refresh_from_db()
    assert mou.state == MouState.DRAFT
    assert not mou.documents.exists()


def test_the_page_of_the_mou_says_so_on_sending_and_on_preview(
    client_as: As, coordinator: User, mou: Mou
) -> None:
    client = client_as(coordinator)
    for response in (
        client.post(f"/agreements/{mou.pk}/send/", follow=True),
        client.get(f"/agreements/{mou.pk}/pdf/", follow=True),
    ):
        assert "U+12000 Cuneiform sign a in" in response.content.decode()


def test_the_final_copy_of_what_was_signed_spells_them_out(
    mou: Mou, coordinator: User, now: datetime
) -> None:
    mou.sections.update(body="We both gain.")
    Contact.objects.filter(name="Jo Ortiz").update(name=f"Jo {CUNEIFORM} Ortiz")
    sign_all(mou, now, coordinator)
    assert actions.finish_signed(now=now) == 1
    final = mou.documents.get(kind=DocumentKind.FINAL)
    pages = PdfReader(BytesIO(Path(final.file.path).read_bytes())).pages
    assert "Jo [U+12000]" in " ".join(page.extract_text() for page in pages)
