"""An MOU runs until its notice is over; a refused signature or file leaves nothing behind."""

import io
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from pytest_django import Settings

from accounts.models import User
from common.errors import DomainError
from partnerships.agreements import actions as agreements, rules
from partnerships.agreements.lifecycle import MouState
from partnerships.agreements.models import Mou, Signature, Signer
from partnerships.agreements.queries import in_force_for
from partnerships.pipeline import actions as pipeline
from partnerships.relationships.lifecycle import How
from partnerships.relationships.models import Partnership
from tests.refusals import refused
from tests.scenarios import drafted_mou, partnership_idea, partnership_ready_for_mou, pdf, sign_all


@pytest.fixture
def ready(coordinator: User, now: datetime) -> Partnership:
    return partnership_ready_for_mou(now, coordinator)


def ended_in(mou: Mou, days: int, by: User, now: datetime) -> Mou:
    return agreements.terminate(
        mou=mou,
        notice_on=now.date(),
        ends_on=now.date() + timedelta(days=days),
        both_agree=False,
        reason="Funding",
        by=by,
        now=now,
    )


def test_a_successor_waits_until_the_notice_is_over(
    ready: Partnership, coordinator: User, now: datetime
) -> None:
    first = sign_all(drafted_mou(ready, now, coordinator), now, coordinator)
    ended_in(first, 40, coordinator, now)
    twin = drafted_mou(ready, now, coordinator)
    with refused("overlaps"), transaction.atomic():
        sign_all(twin, now, coordinator)
    Mou.objects.filter(pk=twin.pk).update(starts_on=now.date() + timedelta(days=40))
    for signer in Signer.objects.waiting().filter(party__mou=twin):
        pipeline.record_signed_paper(
            mou=twin,
            signers=[signer],
            signed_on=now.date(),
            how=How.PAPER,
            paper=pdf(),
            by=coordinator,
            now=now,
        )
    twin.refresh_from_db()
    assert twin.state == MouState.SIGNED


def test_an_early_end_is_among_those_ending(
    ready: Partnership, coordinator: User, now: datetime, today: date
) -> None:
    mou = sign_all(drafted_mou(ready, now, coordinator), now, coordinator)
    ended_in(mou, 40, coordinator, now)
    assert list(Mou.objects.ending_by(today + timedelta(days=90), today)) == [mou]


def test_the_longest_lasting_is_the_one_without_an_end(
    ready: Partnership, coordinator: User, now: datetime, today: date
) -> None:
    first = sign_all(drafted_mou(ready, now, coordinator), now, coordinator)
    Mou.objects.filter(pk=first.pk).update(end_known="date", ends_on=today + timedelta(days=9))
    other = sign_all(drafted_mou(ready, now, coordinator, code="other"), now, coordinator)
    assert in_force_for(ready, today) == other


def test_a_refused_signature_leaves_no_file(
    ready: Partnership, coordinator: User, now: datetime, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    mou = drafted_mou(ready, now, coordinator)
    signer = Signer.objects.filter(party__mou=mou)[0]
    with refused("signer_refused"):
        pipeline.record_signed_paper(
            mou=mou,
            signers=[signer],
            signed_on=now.date() + timedelta(days=1),
            how=How.PAPER,
            paper=pdf(),
            by=coordinator,
            now=now,
        )
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_forged_way_past_the_gate_counts_for_nothing(coordinator: User, now: datetime) -> None:
    mou = drafted_mou(partnership_idea(now, coordinator), now, coordinator)
    Mou.objects.filter(pk=mou.pk).update(state=MouState.OUT_FOR_SIGNATURE, gate_passed_at=now)
    with pytest.raises(DomainError):
        sign_all(mou, now, coordinator)
    assert not Signature.objects.exists()


@pytest.mark.parametrize(("place", "byte"), [("version", 0xFF), ("name", 0xFF)])
def test_a_damaged_word_file_is_refused_with_words(place: str, byte: int) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/é.xml", "x")
        archive.writestr("[Content_Types].xml", "x")
    content = bytearray(packed.getvalue())
    entry = content.index(b"PK\x01\x02")
    content[entry + (6 if place == "version" else 46)] = byte
    with refused("bad_document"):
        rules.inspect(SimpleUploadedFile("a.docx", bytes(content)))
