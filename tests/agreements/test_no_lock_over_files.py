"""Files are inspected, hashed and stored before a transaction begins, so that nobody waits."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from accounts.models import User
from common import storage
from partnerships.agreements import actions as agreements, rules
from partnerships.agreements.lifecycle import DocumentKind, EndKnown, LinkKind
from partnerships.agreements.models import GoLive, Mou, MouLink, MouVersion, Signer
from partnerships.pipeline import actions as pipeline
from partnerships.relationships.lifecycle import How, Stage
from partnerships.relationships.models import Partnership
from tests.scenarios import drafted_mou, partnership_ready_for_mou

pytestmark = pytest.mark.django_db(transaction=True)


def paper(name: str = "a.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, f"%PDF-1.4 {name}".encode())


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    return partnership_ready_for_mou(now, coordinator, stage=Stage.AGREEING)


@pytest.fixture
def mou(partnership: Partnership, coordinator: User, now: datetime) -> Mou:
    return drafted_mou(partnership, now, coordinator)


@pytest.fixture
def long_work(monkeypatch: pytest.MonkeyPatch, mou: Mou) -> list[bool]:
    """For each long piece of work, whether a transaction was open."""
    open_meanwhile: list[bool] = []
    inspect, sha256_of = rules.inspect, storage.sha256_of

    def note_inspect(upload: File[bytes]) -> rules.FileFacts:
        open_meanwhile.append(connection.in_atomic_block)
        return inspect(upload)

    def note_hash(pieces: Iterable[bytes]) -> str:
        open_meanwhile.append(connection.in_atomic_block)
        return sha256_of(pieces)

    monkeypatch.setattr(rules, "inspect", note_inspect)
    monkeypatch.setattr(storage, "sha256_of", note_hash)
    return open_meanwhile


def attach(mou: Mou, by: User, now: datetime) -> None:
    for _twice in range(2):
        agreements.attach_document(
            mou=mou, partnership=None, kind=DocumentKind.SIGNED, upload=paper(), by=by, now=now
        )


def their_text(mou: Mou, by: User, now: datetime) -> None:
    agreements.upload_theirs(mou=mou, upload=paper(), remark="", by=by, now=now)


def signed_early(mou: Mou, by: User, now: datetime) -> None:
    agreements.keep_signed_early(mou=mou, signed_on=now.date(), scan=paper(), by=by, now=now)


def legacy(mou: Mou, by: User, now: datetime) -> None:
    GoLive.objects.create(pk=1, on=now.date())
    party = mou.parties.get(partnership__isnull=False)
    assert party.partnership is not None
    agreements.enter_legacy(
        mou=Mou(type=mou.type, title="Before", end_known=EndKnown.OPEN),
        partnership=party.partnership,
        signed_about=now.date() - timedelta(days=900),
        signers="Jo Ortiz",
        scan=paper(),
        by=by,
        now=now,
    )


def sign_on_paper(mou: Mou, by: User, now: datetime) -> None:
    agreements.send_out(mou=mou, by=by, now=now)
    mou.refresh_from_db()
    signers = list(Signer.objects.filter(party__mou=mou))
    for signer in signers:
        pipeline.record_signed_paper(
            mou=mou,
            signers=[signer],
            signed_on=now.date(),
            how=How.PAPER,
            paper=paper(f"{signer.pk}.pdf"),
            certificate=paper(f"certificate-{signer.pk}.pdf"),
            by=by,
            now=now,
        )


def ask_to_sign(mou: Mou, by: User, now: datetime) -> None:
    """A version that is out has no PDF yet, as after a change of signers."""
    agreements.send_out(mou=mou, by=by, now=now)
    MouVersion.objects.update(document=None)
    mou.refresh_from_db()
    signer = Signer.objects.filter(party__mou=mou, party__partnership__isnull=False)[0]
    link = MouLink(mou=mou, party=signer.party, contact=signer.contact, kind=LinkKind.SIGN)
    link = agreements.send_mou_link(link=link, by=by, now=now)
    assert link.mou.versions.all()[0].document


@pytest.mark.parametrize(
    "work", [attach, their_text, signed_early, legacy, sign_on_paper, ask_to_sign]
)
def test_no_transaction_is_open_over_a_file(
    work: Callable[[Mou, User, datetime], Any],
    mou: Mou,
    long_work: list[bool],
    coordinator: User,
    now: datetime,
) -> None:
    work(mou, coordinator, now)
    assert long_work
    assert not any(long_work)
