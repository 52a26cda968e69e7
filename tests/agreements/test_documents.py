"""Files kept with an MOU: checked by content, stored once, handed out after asking."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from partnerships.agreements import rules
from partnerships.agreements.models import Document, Mou
from partnerships.agreements.rules import files
from tests.refusals import refused
from tests.scenarios import drafted_mou, partnership_idea, pdf

ClientAs = Callable[[User], Client]
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 32


@pytest.fixture
def mou(coordinator: User, now: datetime) -> Mou:
    return drafted_mou(partnership_idea(now, coordinator), now, coordinator)


def archive(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        for name in names:
            packed.writestr(name, "x")
    return content.getvalue()


DOCX = archive("[Content_Types].xml", "word/document.xml")


def upload(client: Client, mou: Mou, name: str, content: bytes) -> int:
    data = {"kind": "signed", "upload": SimpleUploadedFile(name, content)}
    return client.post(f"/agreements/{mou.pk}/papers/new/", data).status_code


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"%PDF-1.4\n"),
        ("A.PDF", b"%PDF-1.4\n"),
        ("a.docx", DOCX),
        ("a.png", PNG),
        ("a.jpg", b"\xff\xd8\xff\xe0" + b"\x00" * 32),
        ("../../etc/passwd.pdf", b"%PDF-1.4\n"),
        ("<b>&amp;.pdf", b"%PDF-1.4\n"),
        ("x" * 300 + ".pdf", b"%PDF-1.4\n"),
    ],
)
def test_good_files_are_kept_by_content_under_their_name(
    client_as: ClientAs, coordinator: User, mou: Mou, name: str, content: bytes
) -> None:
    assert upload(client_as(coordinator), mou, name, content) == 302
    document = Document.objects.get()
    assert "/" not in document.name
    assert len(document.name) <= 200
    assert document.file.name == f"documents/{document.sha256[:2]}/{document.sha256}"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b""),
        ("a.pdf", b"<html><script>alert(1)</script></html>"),
        ("a.pdf", PNG),
        ("a.png", b"\xff\xd8\xff\xe0" + b"\x00" * 32),
        ("a.docx", archive("x.txt")),
        ("a.docx", archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")),
        ("a.docx", b"PK\x03\x04broken"),
        ("a.svg", b"<svg onload='alert(1)'/>"),
        ("a.pdf.exe", b"%PDF-1.4\n"),
        ("a.zip", archive("x")),
        ("pdf", b"%PDF-1.4\n"),
    ],
)
def test_bad_files_are_refused_with_words_and_nothing_is_kept(
    client_as: ClientAs, coordinator: User, mou: Mou, name: str, content: bytes
) -> None:
    assert upload(client_as(coordinator), mou, name, content) == 422
    assert not Document.objects.exists()


def big_docx(*, parts: int, size: int) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "x")
        packed.writestr("word/document.xml", b"0" * size)
        for number in range(parts):
            packed.writestr(str(number), "")
    return content.getvalue()


@pytest.mark.parametrize(("parts", "size"), [(5_000, 1), (25_000, 1), (1, 2_000_001)])
def test_a_word_document_with_too_much_inside_is_refused(
    monkeypatch: pytest.MonkeyPatch, parts: int, size: int
) -> None:
    monkeypatch.setattr(files, "MOST_UNPACKED", 2_000_000)
    upload = SimpleUploadedFile("a.docx", big_docx(parts=parts, size=size))
    with refused("bad_document", match="5,000 parts"):
        rules.inspect(upload)


def test_a_long_directory_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    upload = SimpleUploadedFile("a.docx", big_docx(parts=3, size=1))
    monkeypatch.setattr(files, "LONGEST_DIRECTORY", 100)
    monkeypatch.setattr(zipfile.ZipFile, "infolist", lambda _self: pytest.fail("It was read."))
    with refused("bad_document", match="5,000 parts"):
        rules.inspect(upload)


def test_a_file_that_is_too_large_is_refused(
    client_as: ClientAs, coordinator: User, mou: Mou, settings: Settings
) -> None:
    settings.MAX_UPLOAD_MB = 0
    assert upload(client_as(coordinator), mou, "a.pdf", b"%PDF-1.4\n") == 422
    assert not Document.objects.exists()


def test_the_same_content_is_stored_once(client_as: ClientAs, coordinator: User, mou: Mou) -> None:
    client = client_as(coordinator)
    for name in ("a.pdf", "b.pdf"):
        upload(client, mou, name, b"%PDF-1.4\nsame")
    first, second = Document.objects.all()
    assert first.file.name == second.file.name
    assert {first.name, second.name} == {"a.pdf", "b.pdf"}


def test_a_download_is_never_opened_in_place(
    client_as: ClientAs, viewer: User, coordinator: User, mou: Mou
) -> None:
    client_as(coordinator).post(
        f"/agreements/{mou.pk}/papers/new/", {"kind": "signed", "upload": pdf("mine.pdf")}
    )
    response = client_as(viewer).get(f"/papers/{Document.objects.get().pk}/")
    assert response.getvalue().startswith(b"%PDF")
    assert response.headers["Content-Disposition"] == 'attachment; filename="mine.pdf"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert "no-store" in response.headers["Cache-Control"]


def test_strangers_are_sent_to_the_log_in(
    client: Client, client_as: ClientAs, coordinator: User, mou: Mou
) -> None:
    upload(client_as(coordinator), mou, "a.pdf", b"%PDF-1.4\n")
    response = client.get(f"/papers/{Document.objects.get().pk}/")
    assert response.status_code == 302
    assert "/accounts/login/" in response.headers["Location"]


def test_a_lost_file_is_not_found(client_as: ClientAs, coordinator: User, mou: Mou) -> None:
    client = client_as(coordinator)
    upload(client, mou, "a.pdf", b"%PDF-1.4\nlost")
    document = Document.objects.get()
    default_storage.delete(document.file.name)
    assert client.get(f"/papers/{document.pk}/").status_code == 404


def test_a_newer_version_says_what_it_replaces(
    client_as: ClientAs, coordinator: User, mou: Mou
) -> None:
    client = client_as(coordinator)
    assert upload(client, mou, "first.pdf", b"%PDF-1.4 first") == 302
    first = Document.objects.get()
    data = {
        "kind": "signed",
        "upload": SimpleUploadedFile("second.pdf", b"%PDF-1.4 second"),
        "replaces": first.pk,
    }
    assert client.post(f"/agreements/{mou.pk}/papers/new/", data).status_code == 302
    assert Document.objects.newest().get().name == "second.pdf"
    assert "Replaced by second.pdf" in " ".join(
        client.get(f"/agreements/{mou.pk}/").content.decode().split()
    )
    data["upload"] = SimpleUploadedFile("third.pdf", b"%PDF-1.4 third")
    assert client.post(f"/agreements/{mou.pk}/papers/new/", data).status_code == 422
