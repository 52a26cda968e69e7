"""Reading back what the folder holds: our own messages, and those Django's backend wrote."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path

from django.conf import settings

DJANGO_RULE = b"\n" + b"-" * 79 + b"\n"  # what Django writes after each message of a file
NEWEST = 100  # messages shown


@dataclass(frozen=True, kw_only=True)
class FolderMail:
    """One message of the folder, as a person reads it."""

    name: str
    written_at: datetime
    subject: str
    to: str
    text: str
    html: str

    def links(self) -> list[str]:
        """Return the addresses the HTML version links to, each once, in order."""
        found = _Links()
        found.feed(self.html)
        return list(dict.fromkeys(found.addresses))


class _Links(HTMLParser):
    """Collects where a page links to."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href") or ""
        if tag == "a" and address.startswith(("http://", "https://")):
            self.addresses.append(address)


def folder_mails() -> list[FolderMail]:
    """Return the newest messages of the folder, the newest first."""
    newest = sorted(_files(), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    mails = [mail for path in newest[:NEWEST] for mail in _mails_of(path)]
    return mails[:NEWEST]


def folder_mail(name: str) -> FolderMail | None:
    """Return one message, or None. Only names that stand in the folder are ever opened."""
    file = name.partition(":")[0]
    paths = [path for path in _files() if path.name == file]
    mails = [mail for path in paths for mail in _mails_of(path)]
    return next((mail for mail in mails if mail.name == name), None)


def _files() -> list[Path]:
    folder = Path(settings.MAIL_FOLDER)
    found = [*folder.glob("*.eml"), *folder.glob("*.log")]
    return [path for path in found if not path.name.startswith(".")]


def _mails_of(path: Path) -> Iterator[FolderMail]:
    content = path.read_bytes()
    parts = content.split(DJANGO_RULE) if path.suffix == ".log" else [content]
    written_at = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
    for number, part in enumerate(parts):
        if part.strip():
            yield _mail(path.name if number == 0 else f"{path.name}:{number}", written_at, part)


def _mail(name: str, written_at: datetime, content: bytes) -> FolderMail:
    message = message_from_bytes(content, policy=policy.default)
    return FolderMail(
        name=name,
        written_at=written_at,
        subject=str(message["Subject"] or ""),
        to=str(message["To"] or ""),
        text=_body(message, "plain"),
        html=_body(message, "html"),
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part else ""
