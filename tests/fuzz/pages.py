"""What a page lets one send: its forms as a browser would fill them, and its links."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile

#: Sent along by a browser, and of no interest: the client of the tests needs no token.
LEFT_OUT = {"csrfmiddlewaretoken", None, ""}
EXAMPLES = {
    "email": "someone@example.org",
    "tel": "401 555 0100",
    "date": "2026-11-30",
    "time": "10:00",
    "number": "2",
    "url": "https://example.org",
}


@dataclass
class FormField:
    """One input with the value that a browser would send, and the others it offers."""

    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)
    is_sent: bool = True

    def filled(self) -> str:
        """The value as it stands, else one that is likely to be accepted."""
        if self.value or self.kind in {"hidden", "submit"}:
            return self.value
        if self.kind in {"select", "radio"}:
            return next((choice for choice in self.choices if choice), "")
        return EXAMPLES.get(self.kind, "Harbor Street")


@dataclass
class HtmlForm:
    """A form: where it goes, how, and its fields by name; of buttons the first one counts."""

    action: str
    method: str
    fields: dict[str, FormField] = field(default_factory=dict)

    def filled(self) -> dict[str, object]:
        """Every field with a likely value."""
        return {
            name: pdf() if found.kind == "file" else found.filled()
            for name, found in self.fields.items()
            if found.is_sent
        }


def pdf() -> SimpleUploadedFile:
    """A small file that is accepted as a document."""
    return SimpleUploadedFile("x.pdf", b"%PDF-1.4\n%%EOF\n")


class Reading(HTMLParser):
    """Reads the forms of a page, and the parameters that its links have."""

    def __init__(self, page: str, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[HtmlForm] = []
        self.parameters: set[str] = set()
        self._select: FormField | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = given.get("action") or self.address
            self.forms.append(HtmlForm(action, given.get("method", "get").upper()))
        elif tag == "a" and "?" in given.get("href", ""):
            self.parameters |= {name for name, _value in parse_qsl(urlsplit(given["href"]).query)}
        elif tag == "option" and self._select is not None:
            self._select.choices.append(given.get("value", ""))
            if "selected" in given:
                self._select.value = given.get("value", "")
        elif tag in {"input", "select", "textarea", "button"} and self.forms:
            self._add(tag, given)

    def _add(self, tag: str, given: dict[str, str]) -> None:
        name = given.get("name")
        if name is None or name in LEFT_OUT:
            return
        kind = given.get("type", "text") if tag == "input" else tag
        kind = "submit" if kind in {"button", "image"} else kind
        fields = self.forms[-1].fields
        found = fields.setdefault(name, FormField(name, kind))
        if kind in {"radio", "checkbox"}:
            found.choices.append(given.get("value", "on"))
            if "checked" in given:
                found.value = given.get("value", "on")
            found.is_sent = kind == "radio" or bool(found.value)
        elif tag == "select":
            self._select = found
        elif not found.value:
            found.value = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = None
