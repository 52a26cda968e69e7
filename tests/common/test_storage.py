"""Files are stored whole or not at all, and named after their content."""

import errno
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import TemporaryUploadedFile
from pytest_django import Settings

from common.storage import INCOMING, sha256_of, store
from tests.refusals import refused

CONTENT = b"The whole file. " * 10_000
SHA256 = sha256_of([CONTENT])
NAME = f"documents/{SHA256}"


class FullDisk(ContentFile[bytes]):
    """A file during whose storing the disk becomes full."""

    def chunks(self, _chunk_size: int | None = None) -> Iterator[bytes]:
        yield CONTENT[:5_000]
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class Unreachable(FileSystemStorage):
    """A storage elsewhere, with errors of its own."""

    def exists(self, name: str) -> bool:
        raise RuntimeError(name)


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def keep(content: bytes = CONTENT) -> str:
    return store(ContentFile(content), folder="documents", sha256=sha256_of([content]))


def test_a_file_is_named_after_its_content(media: Path) -> None:
    assert keep() == NAME
    assert files_in(media) == [NAME]
    assert (media / NAME).read_bytes() == CONTENT
    assert (media / NAME).stat().st_mode & 0o777 == 0o600


def test_a_full_disk_leaves_nothing_behind_and_is_told(media: Path) -> None:
    with refused("not_stored", match="no disk space left"):
        store(FullDisk(CONTENT), folder="documents", sha256=SHA256)
    assert files_in(media) == []
    keep()
    assert (media / NAME).read_bytes() == CONTENT


@pytest.mark.parametrize("damaged", [CONTENT[:5_000], CONTENT[:-1] + b"x", b""])
def test_a_damaged_file_of_the_name_is_replaced(media: Path, damaged: bytes) -> None:
    (media / "documents").mkdir()
    (media / NAME).write_bytes(damaged)
    assert keep() == NAME
    assert (media / NAME).read_bytes() == CONTENT


def test_the_same_content_is_not_written_again(media: Path) -> None:
    keep()
    written = (media / NAME).stat().st_ino
    keep()
    assert (media / NAME).stat().st_ino == written


def test_a_file_that_was_received_on_disk_is_moved(media: Path) -> None:
    received = TemporaryUploadedFile("a.pdf", "application/pdf", len(CONTENT), None)
    received.write(CONTENT)
    received.seek(0)
    assert store(received, folder="documents", sha256=SHA256) == NAME
    received.close()
    assert files_in(media) == [NAME]
    assert (media / NAME).read_bytes() == CONTENT


def test_what_a_killed_process_left_is_removed_after_a_day(media: Path) -> None:
    (media / INCOMING).mkdir()
    for name, age in (("old", 25), ("new", 1)):
        (media / INCOMING / name).write_bytes(CONTENT[:5_000])
        then = time.time() - age * 60 * 60
        os.utime(media / INCOMING / name, (then, then))
    keep()
    assert files_in(media) == [NAME, f"{INCOMING}/new"]


def test_another_storage_keeps_a_whole_file_beside_a_damaged_one(
    settings: Settings, media: Path
) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    }
    with refused("not_stored", match="no disk space left"):
        store(FullDisk(CONTENT), folder="documents", sha256=SHA256)
    name = keep()
    with default_storage.open(name) as stored:
        assert stored.read() == CONTENT


def test_a_storage_that_fails_in_its_own_way_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(default_storage, "_wrapped", Unreachable())
    with refused("not_stored", match="isn't working"):
        keep()
