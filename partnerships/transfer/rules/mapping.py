"""From the cells of a row to an organization, or to the reason why not."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db.models import TextChoices
from django.utils.translation import get_language, gettext as _
from django_countries import countries

from common.errors import DomainError
from common.text import (
    clean_line,
    hide_ssn,
    refuse_control_characters,
    refuse_impossible_domain,
    refuse_ssn,
    search_key,
)
from partnerships.organizations import rules as organizations
from partnerships.organizations.lifecycle import Kind, Reach
from partnerships.organizations.models import name_key
from partnerships.transfer.lifecycle import Format
from partnerships.transfer.rules.reading import BadFile

#: Column of a file → field of a row. Other columns are left out; the IRS column ICO holds the
#: names of people and is never read.
HEADERS: Mapping[str, Mapping[str, str]] = {
    Format.BMF: {
        "ein": "ein",
        "name": "name",
        "street": "street",
        "city": "city",
        "state": "state",
        "zip": "postal_code",
        "ntee_cd": "ntee",
    },
    Format.CSV: {
        "name": "name",
        "ein": "ein",
        "kind": "kind",
        "reach": "reach",
        "other_names": "other_names",
        "website": "website",
        "email": "email",
        "phone": "phone",
        "street": "street",
        "city": "city",
        "state": "state",
        "zip": "postal_code",
        "country": "country",
        "mission": "mission",
        "tags": "tags",
    },
}

#: Columns without which a file of the format can't be read.
REQUIRED: Mapping[str, tuple[str, ...]] = {Format.BMF: ("ein", "name"), Format.CSV: ("name",)}

#: Columns that tell an IRS extract from other files.
BMF_SIGNS = {"ein", "name", "ntee_cd", "subsection"}

#: Longest text per field; the columns of the tables.
LENGTHS = {
    "name": 200,
    "other_names": 300,
    "website": 200,
    "email": 254,
    "phone": 40,
    "street": 200,
    "city": 100,
    "state": 50,
    "postal_code": 20,
    "mission": 5000,
    "tags": 500,
}

#: First letter of an NTEE code → kind, where it is clear.
NTEE_KINDS = {
    "B": Kind.SCHOOL,
    "E": Kind.HEALTH,
    "F": Kind.HEALTH,
    "G": Kind.HEALTH,
    "H": Kind.HEALTH,
    "T": Kind.FUNDER,
    "X": Kind.FAITH,
}

SMALL_WORDS = {"a", "an", "and", "at", "by", "for", "in", "of", "on", "or", "the", "to", "with"}
CAPITALS = {
    "AARP", "AFL-CIO", "II", "III", "IV", "LLC", "LTD", "NAACP", "NE", "NW", "PO", "PTA", "PTO",
    "RI", "SE", "SW", "US", "USA", "VFW", "YMCA", "YWCA",
}  # fmt: skip


#: What people write into a cell when there is nothing to say.
NOTHING = {
    "", "-", "--", "\u2013", "\u2014", "?", ".", "n/a", "n.a.", "na", "#n/a", "none", "null",
    "nil", "tbd", "tba", "unknown", "not applicable", "not available", "not known",
}  # fmt: skip

#: An EIN that a spreadsheet took for a number, and so without its leading zero.
SHORT_EIN = re.compile(r"[1-9]\d{7}", re.ASCII)

UNITED_STATES = {"usa", "u.s.", "u.s.a.", "united states", "united states of america"}


class BadRow(DomainError):
    """The row can't become an organization; the message says why."""


@dataclass(frozen=True, slots=True)
class OrganizationRow:
    """One organization as a file tells it; an empty text means the file says nothing of it.

    ``remark`` asks a person to look at what was made of the row.
    """

    name: str
    ein: str = ""
    kind: str = ""
    reach: str = ""
    other_names: str = ""
    website: str = ""
    email: str = ""
    phone: str = ""
    street: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""
    mission: str = ""
    tags: tuple[str, ...] = field(default=())
    remark: str = field(default="", compare=False)

    def key(self) -> tuple[str, str]:
        """What a row without an EIN is known by: name and five-digit ZIP."""
        return name_key(self.name), self.postal_code[:5]


def format_of(columns: list[str], chosen: Format | None) -> Format:
    """Return the format that was chosen, else the one that the column names tell.

    Raises BadFile, naming the columns found, when a required one is missing.
    """
    detected = Format.BMF if set(columns) >= BMF_SIGNS else Format.CSV
    format_ = chosen or detected
    for name in REQUIRED[format_]:
        if name not in columns:
            raise BadFile(
                _(
                    "There's no “%(name)s” column. The file has: %(columns)s. Rename the "
                    "right one to “%(name)s”."
                )
                % {"name": name, "columns": ", ".join(columns)[:300]}
            )
    return format_


def row_of(format_: Format, columns: list[str], cells: list[str]) -> OrganizationRow:
    """Read one row. Raises BadRow naming the column and what to do."""
    if len(cells) != len(columns):
        raise BadRow(
            _(
                "It has %(cells)s cells, but the header has %(columns)s. Check "
                "quotes and delimiters."
            )
            % {"cells": len(cells), "columns": len(columns)}
        )
    known = HEADERS[format_]
    values = {
        known[column]: _clean(column, known[column], cell)
        for column, cell in zip(columns, cells, strict=True)
        if column in known
    }
    name = values.get("name", "")
    if not search_key(name) or name.casefold() in NOTHING:
        raise BadRow(_("The name is missing."))
    row = _bmf(values) if format_ == Format.BMF else _csv(values)
    # Once more, because reading may lengthen a text: a web address gets its https://.
    for column in ("name", "website", "street", "city"):
        _not_too_long(column, column, getattr(row, column))
    return row


def _clean(column: str, name: str, cell: str) -> str:
    """A cell as one line of clean text; a mission may have several."""
    text = cell.strip() if name == "mission" else clean_line(cell)
    _not_too_long(column, name, text)
    if "\ufffd" in text:
        raise BadRow(
            _(
                "“%(column)s” has characters that can't be read. Choose another "
                "encoding for the file."
            )
            % {"column": column}
        )
    is_namibia = (name, text) == ("country", "NA")
    if name != "name" and text.casefold() in NOTHING and not is_namibia:
        return ""
    for refuse in (refuse_control_characters, *(() if name == "ein" else (refuse_ssn,))):
        _checked(column, refuse, text)
    return text


def _not_too_long(column: str, name: str, text: str) -> None:
    most = LENGTHS.get(name, 200)
    if len(text) > most:
        raise BadRow(
            _("“%(column)s” is longer than %(most)s characters. Shorten it.")
            % {"column": column, "most": most}
        )


def _checked(column: str, check: Callable[[str], object], text: str) -> None:
    try:
        check(text)
    except ValidationError as error:
        raise BadRow(f"{column}: {' '.join(error.messages)}") from error


def _bmf(values: dict[str, str]) -> OrganizationRow:
    ntee = values.pop("ntee", "")
    ein, remark = _ein(values.pop("ein", ""))
    return OrganizationRow(
        name=tidy_name(values.pop("name")),
        ein=ein,
        remark=remark,
        kind=NTEE_KINDS.get(ntee[:1], Kind.NONPROFIT),
        street=tidy_name(values.get("street", "")),
        city=tidy_name(values.get("city", "")),
        state=values.get("state", ""),
        postal_code=values.get("postal_code", ""),
    )


def _csv(values: dict[str, str]) -> OrganizationRow:
    tags = tags_of(values.pop("tags", ""))
    website = values.get("website", "")
    if website and "://" not in website:
        values["website"] = website = f"https://{website}"
    if website:
        _checked("website", URLValidator(schemes=["http", "https"]), website)
    if values.get("email"):
        _checked("email", validate_email, values["email"])
        _checked("email", refuse_impossible_domain, values["email"])
    values["kind"] = _choice("kind", Kind, values.get("kind", ""))
    values["reach"] = _choice("reach", Reach, values.get("reach", ""))
    values["country"] = _country(values.get("country", ""))
    ein, remark = values.pop("ein", ""), ""
    if ein:
        ein, remark = _ein(ein)
    return OrganizationRow(**values, tags=tags, ein=ein, remark=remark)


def tags_of(cell: str) -> tuple[str, ...]:
    """The tags of a cell, each once."""
    names = (clean_line(tag)[:50] for tag in cell.split(","))
    return tuple(dict.fromkeys(name for name in names if name))


def _country(text: str) -> str:
    """A country as its two-letter code; it may be given by its name too."""
    if not text:
        return ""
    code = "US" if text.casefold() in UNITED_STATES else text.upper()
    code = code if countries.name(code) else countries.by_name(text)
    if not code:
        raise BadRow(
            _("“%(text)s” isn't a country. Use a two-letter code, such as US, CA or MX.")
            % {"text": hide_ssn(text)[:40]}
        )
    return str(code)


def _ein(text: str) -> tuple[str, str]:
    """An EIN, and a remark when its leading zero was put back."""
    try:
        number = organizations.ein(int(text) if SHORT_EIN.fullmatch(text) else text)
        if not number.zero_restored:
            return number.value, ""
        remark = _("EIN “%(text)s” has eight digits. Its leading zero was restored: %(ein)s.")
        return number.value, remark % {"text": text, "ein": number}
    except organizations.BadIdentifier as error:
        raise BadRow(f"EIN “{hide_ssn(text)[:20]}”: {error}") from error


def _choice(column: str, choices: type[TextChoices], text: str) -> str:
    """A code, given as the code or as the word on screen."""
    if not text:
        return ""
    code = _codes(choices, get_language()).get(search_key(text))
    if code is None:
        raise BadRow(
            _("“%(text)s” isn't a valid %(column)s. Use one of: %(codes)s.")
            % {"text": hide_ssn(text)[:40], "column": column, "codes": ", ".join(choices.values)}
        )
    return code


@cache
def _codes(choices: type[TextChoices], _language: str | None) -> dict[str, str]:
    """Each code by the ways to write it; made once, since a file has many rows."""
    return {
        search_key(word): choice.value
        for choice in choices
        for word in (choice.value, str(choice.label))
    }


def tidy_name(name: str) -> str:
    """A name in capitals the way people write it; search finds both."""
    if not name.isupper():
        return name
    words = [_tidy_word(word, first=place == 0) for place, word in enumerate(name.split())]
    return " ".join(words)


def _tidy_word(word: str, *, first: bool) -> str:
    if word in CAPITALS:
        return word
    lower = word.lower()
    if lower in SMALL_WORDS and not first:
        return lower
    return "-".join(part.capitalize() for part in lower.split("-"))
