"""Text that people type: made comparable, and kept free of what must not be stored."""

import re
import unicodedata

import idna
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# The shape of a US social security number or ITIN. An EIN (12-3456789) has another shape.
SSN = re.compile(r"(?<![\w-])\d{3}[-\u2010-\u2015 ]\d{2}[-\u2010-\u2015 ]\d{4}(?![\w-])")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
LINE_BREAKS = re.compile(r"[\r\n\x85\u2028\u2029]")


def clean_line(text: str) -> str:
    """Return `text` as one line: composed (NFC), trimmed, with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def as_mail_servers_read_it(address: str) -> str:
    """Return an address with the name of its domain in ASCII (RFC 5891).

    Raises UnicodeError for a name that no domain can have.
    """
    name, at, domain = address.rpartition("@")
    if domain.isascii():
        return address
    return f"{name}{at}{idna.encode(domain, uts46=True).decode()}"


def search_key(*parts: str) -> str:
    """Return what search compares: no marks, no case, single spaces, nothing a database refuses.

    "  José   ÁLVAREZ" and "jose alvarez" have the same key.
    """
    decomposed = unicodedata.normalize("NFKD", CONTROLS.sub(" ", " ".join(parts)))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(bare.casefold().split())


def hide_ssn(text: str) -> str:
    """Return text as it may be shown: without what looks like a social security number."""
    return SSN.sub("…", text)


def refuse_marks_alone(value: str) -> None:
    """Refuse text of nothing but accents and the like, which nobody could find again."""
    if value and not CONTROLS.search(value) and not search_key(value):
        raise ValidationError(_("Write it with letters or numbers."), code="marks_alone")


def refuse_ssn(value: str) -> None:
    """Refuse text with a social security number: client data has no place here."""
    if SSN.search(value):
        raise ValidationError(
            _(
                "This looks like a social security number. Take it out: "
                "personal data of clients must not be kept here."
            ),
            code="ssn",
        )


def refuse_control_characters(value: str) -> None:
    """Refuse what no database or mail can carry: NUL, other controls, lone surrogates."""
    if CONTROLS.search(value):
        raise ValidationError(
            _("The text has an invisible character that can't be saved. Type it in by hand."),
            code="control_characters",
        )


def refuse_line_breaks(value: str) -> None:
    """Refuse line breaks in single-line text, which may reach the header of a mail."""
    if LINE_BREAKS.search(value):
        raise ValidationError(_("Write this on one line."), code="line_breaks")
