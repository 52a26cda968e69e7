"""Reading back the messages that the folder holds."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path

from django.conf import settings

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
    return [_mail(path) for path in newest[:NEWEST]]


def folder_mail(name: str) -> FolderMail | None:
    """Return one message, or None. Only names that stand in the folder are ever opened."""
    return next((_mail(path) for path in _files() if path.name == name), None)


def _files() -> list[Path]:
    found = Path(settings.MAIL_FOLDER).glob("*.eml")
    return [path for path in found if not path.name.startswith(".")]


def _mail(path: Path) -> FolderMail:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    return FolderMail(
        name=path.name,
        written_at=datetime.fromtimestamp(path.stat().st_mtime, tz=UTC),
        subject=str(message["Subject"] or ""),
        to=str(message["To"] or ""),
        text=_body(message, "plain"),
        html=_body(message, "html"),
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part else ""
