"""Files that people send: bounded, and a full disk is said at the form."""

import errno
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from partnerships.agreements.models import Document, Mou
from tests.architecture import python_sources
from tests.scenarios import drafted_mou, partnership_idea

ClientAs = Callable[[User], Client]
LARGE = b"%PDF-1.4\n" + b"x" * 3_000_000  # received in a temporary file


@pytest.fixture
def mou(coordinator: User, now: datetime) -> Mou:
    return drafted_mou(partnership_idea(now, coordinator), now, coordinator)


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Temporary files can take 100,000 bytes more."""

    def receive(self: TemporaryFileUploadHandler, data: bytes, start: int) -> None:
        if start > 100_000:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.file.write(data)

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", receive)


@pytest.mark.usefixtures("full_disk")
@pytest.mark.parametrize(
    ("view", "field", "more"),
    [
        ("document_upload", "upload", {"kind": "signed"}),
        ("partnership_document_upload", "upload", {"kind": "sheet"}),
        ("their_text", "upload", {}),
        ("mou_signed_early", "upload", {"signed_on": "2026-11-20"}),
        ("mou_sign", "certificate", {}),
        ("mou_legacy", "scan", {}),
        ("import_organizations", "upload", {}),
    ],
)
def test_a_full_disk_while_receiving_is_said_at_the_field(
    client_as: ClientAs, coordinator: User, mou: Mou, view: str, field: str, more: dict[str, str]
) -> None:
    about_partnership = {"partnership_document_upload", "mou_legacy"}
    partnership = mou.parties.get(partnership__isnull=False).partnership_id
    number = partnership if view in about_partnership else mou.pk
    address = reverse(view, args=[] if view == "import_organizations" else [number])
    sent = {**more, field: SimpleUploadedFile("a.pdf", LARGE)}
    response = client_as(coordinator).post(address, sent)
    assert response.status_code == 422
    assert "no disk space left" in str(response.context["form"].errors[field])
    assert not Document.objects.exists()


def test_a_file_above_the_limit_is_dropped_while_it_is_received(
    client_as: ClientAs,
    coordinator: User,
    mou: Mou,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.MAX_UPLOAD_MB = 1
    sizes: list[int] = []
    close = TemporaryUploadedFile.close

    def measure(self: TemporaryUploadedFile) -> None:
        sizes.append(Path(self.temporary_file_path()).stat().st_size)
        close(self)

    monkeypatch.setattr(TemporaryUploadedFile, "close", measure)
    sent = {"kind": "signed", "upload": SimpleUploadedFile("a.pdf", LARGE)}
    response = client_as(coordinator).post(reverse("document_upload", args=[mou.pk]), sent)
    assert response.status_code == 422
    assert "The limit is 1 MB" in str(response.context["form"].errors["upload"])
    assert sizes
    assert max(sizes) < 1_300_000


def test_a_full_disk_while_storing_is_said_at_the_form(
    client_as: ClientAs, coordinator: User, mou: Mou, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fsync(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fsync)
    sent = {"kind": "signed", "upload": SimpleUploadedFile("a.pdf", b"%PDF-1.4\nstored nowhere")}
    response = client_as(coordinator).post(reverse("document_upload", args=[mou.pk]), sent)
    assert response.status_code == 422
    assert "no disk space left" in response.content.decode()
    assert not Document.objects.exists()


def test_every_upload_uses_the_bounded_field() -> None:
    assert [
        source.path
        for source in python_sources()
        if "= forms.FileField(" in source.text or "= forms.ImageField(" in source.text
    ] == []
