"""What a file must be to be kept."""

import zipfile
from dataclasses import dataclass
from pathlib import PurePath

import filetype
from django.conf import settings
from django.core.files.base import File
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.storage import sha256_of
from common.text import clean_line

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

#: File endings that are kept, and the one content each may hold.
CONTENT_TYPES = {
    ".pdf": "application/pdf",
    ".docx": DOCX,
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}

NAME_LENGTH = 200

#: What a Word document may hold at most; one with hundreds of pictures has a few hundred parts.
MOST_PARTS = 5_000
MOST_UNPACKED = 500 * 1024**2  # bytes

#: Bytes of the list of its parts, which zipfile reads into memory at once.
LONGEST_DIRECTORY = MOST_PARTS * 200


@dataclass(frozen=True)
class FileFacts:
    """What is known of a file after looking into it. ``size`` in bytes."""

    name: str
    content_type: str
    size: int
    sha256: str


def inspect(upload: File[bytes]) -> FileFacts:
    """Look into a file: name, content by its first bytes, size, SHA-256.

    Raises `bad_document` for an empty or too large file and for any content but the allowed kinds;
    the ending and the content have to agree. The file is read in pieces and rewound.
    """
    name = clean_line(PurePath(str(upload.name).replace("\\", "/")).name)[-NAME_LENGTH:]
    expected = CONTENT_TYPES.get(PurePath(name).suffix.lower())
    if expected is None:
        raise DomainError(
            _("Upload a PDF, a Word document (.docx), or a PNG or JPEG image."),
            field="upload",
            code="bad_document",
        )
    if not upload.size:
        raise DomainError(
            _("This file is empty. Choose another one."), field="upload", code="bad_document"
        )
    if upload.size > settings.MAX_UPLOAD_MB * 1024 * 1024:
        raise DomainError(
            _("That file is too large. The limit is %(limit)s MB. Try scanning in gray.")
            % {"limit": settings.MAX_UPLOAD_MB},
            field="upload",
            code="bad_document",
        )
    if _content_type(upload) != expected:
        raise DomainError(
            _("This file's content doesn't match its name. Save it as a PDF and try again."),
            field="upload",
            code="bad_document",
        )
    sha256 = sha256_of(upload.chunks())
    upload.seek(0)
    return FileFacts(name=name, content_type=expected, size=upload.size, sha256=sha256)


def _content_type(upload: File[bytes]) -> str | None:
    upload.seek(0)
    kind = filetype.guess(upload.read(8192))
    upload.seek(0)
    if kind is None:
        return None
    if kind.mime in {DOCX, "application/zip"}:
        return DOCX if _is_docx(upload) else None
    return str(kind.mime)


def _is_docx(upload: File[bytes]) -> bool:
    """Return whether it is a Word document without macros; nothing is unpacked.

    Raises `bad_document` for an archive with more in it than any document has.
    """
    try:
        with zipfile.ZipFile(_DirectoryReader(upload)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError):
        return False  # what zipfile raises for damaged archives
    finally:
        upload.seek(0)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise _too_much_inside()
    names = {part.filename for part in parts}
    has_macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    return {"[Content_Types].xml", "word/document.xml"} <= names and not has_macros


class _DirectoryReader:
    """A file that zipfile may read, but not a directory longer than any document has."""

    def __init__(self, upload: File[bytes]) -> None:
        self._upload = upload

    def seek(self, offset: int, whence: int = 0) -> int:
        return int(self._upload.seek(offset, whence))

    def tell(self) -> int:
        return int(self._upload.tell())

    def read(self, size: int = -1) -> bytes:
        if size > LONGEST_DIRECTORY:
            raise _too_much_inside()
        return bytes(self._upload.read(size))


def _too_much_inside() -> DomainError:
    return DomainError(
        _(
            "This Word document has more than %(parts)s parts or %(size)s MB "
            "unpacked. Save it as a PDF and upload that."
        )
        % {"parts": f"{MOST_PARTS:,}", "size": MOST_UNPACKED // 1024**2},
        field="upload",
        code="bad_document",
    )
