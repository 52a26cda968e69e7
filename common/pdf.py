"""Documents to print and share, as tagged PDFs or pictures, in fonts installed with Accord."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template import TemplateDoesNotExist
from django.utils.translation import gettext as _, ngettext

from common.errors import DomainError

#: Packages of fonts beside those of Typst. The host's own are never used, so a document looks the
#: same wherever it is made.
FONTS = ("manimgx_fonts", "noto_cjk_sans_otc")

#: Documents remembered, for those who render one ahead of storing it.
KEPT = 8

#: Dots an inch of a picture: sharp in a presentation.
PIXELS = 192

#: How Typst names a character that it can't draw, or that PDF/UA forbids.
REFUSED = re.compile(r'(?:text|disallowed codepoint) `"((?:[^"\\`]|\\.)+)"`')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")
SHORT_ESCAPES = {"0": "\0", "n": "\n", "r": "\r", "t": "\t"}

#: Characters named in a refusal, and how much of the text around each.
NAMED = 5
AROUND = 20


class UndrawableText(DomainError):
    """A text has characters that no font can show; the message names them and where they are."""


@cache
def fonts() -> typst.Fonts:
    """Return the fonts that documents are set in."""
    folders = [str(files(package)) for package in FONTS]
    return typst.Fonts(include_system_fonts=False, font_paths=folders)


def render_png(template_name: str, data: Mapping[str, Any]) -> bytes:
    """Draw a Typst template of one page, e.g. "reports/chart.typ", with what no font has left out.

    The template reads the data as one of `render_pdf` does.
    """
    template = _template(template_name)
    made = typst.compile(
        template,
        root=settings.BASE_DIR / "templates",
        font_paths=fonts(),
        sys_inputs={"data": _written(data)},
        format="png",
        ppi=PIXELS,
    )
    assert isinstance(made, bytes)  # noqa: S101  a list is made of several pages
    return made


def _template(name: str) -> Path:
    template = Path(settings.BASE_DIR / "templates" / name)
    if not template.is_file():
        raise TemplateDoesNotExist(name)
    return template


def _written(data: Mapping[str, Any]) -> str:
    return json.dumps(dict(data), cls=DjangoJSONEncoder, ensure_ascii=False)


def render_pdf(template_name: str, data: Mapping[str, Any], *, spell_out: bool = False) -> bytes:
    """Make a tagged PDF (PDF/UA-1) from a Typst template, e.g. "exchange/handout.typ".

    The template reads the data with ``json(bytes(sys.inputs.data))``, so whatever people typed
    stays text and is never read as Typst. It sets title and language itself. Raises UndrawableText
    for characters that no font has; with ``spell_out`` their code points stand in their place.
    Raises TemplateDoesNotExist, and typst.TypstError for a template that is wrong.
    """
    template = _template(template_name)
    changed = template.stat().st_mtime_ns
    written = _written(data)
    try:
        return compiled(template, changed, written)
    except typst.TypstError as error:
        refused = _refused(error)
        if not refused:
            raise
        if not spell_out:
            raise UndrawableText(_refusal(refused, data)) from error
        for char in refused:
            in_json = json.dumps(char, ensure_ascii=False)[1:-1]
            written = written.replace(in_json, f"[U+{ord(char):04X}]")
        return compiled(template, changed, written)


@lru_cache(maxsize=KEPT)
def compiled(template: Path, _changed: int, data: str) -> bytes:
    """Return the same bytes for the same input, so a caller can render before it locks rows."""
    made = typst.compile(
        template,
        root=settings.BASE_DIR / "templates",
        font_paths=fonts(),
        sys_inputs={"data": data},
        pdf_standards="ua-1",
    )
    assert isinstance(made, bytes)  # noqa: S101  a list is made for pictures of pages only
    return made


def _refused(error: typst.TypstError) -> list[str]:
    """Return the characters that the error names, each once."""
    clusters = (
        ESCAPED.sub(
            lambda found: (
                chr(int(found[1], 16)) if found[1] else SHORT_ESCAPES.get(found[2], found[2])
            ),
            found[1],
        )
        for found in REFUSED.finditer(error.diagnostic)
    )
    return list(dict.fromkeys(char for cluster in clusters for char in cluster))


def _refusal(refused: list[str], data: Mapping[str, Any]) -> str:
    places = "; ".join(
        _("%(character)s in “%(text)s”") % {"character": _named(char), "text": _around(char, data)}
        for char in refused[:NAMED]
    )
    return ngettext(
        "The PDF can't show %(count)s character: %(places)s. Replace it, then try again.",
        "The PDF can't show %(count)s characters: %(places)s. Replace them, then try again.",
        len(refused),
    ) % {"count": len(refused), "places": places}


def _named(char: str) -> str:
    code = f"U+{ord(char):04X}"
    return f"{code} {name.capitalize()}" if (name := unicodedata.name(char, "")) else code


def _around(char: str, data: Mapping[str, Any]) -> str:
    """Return the piece of text where a character first stands."""
    text = next((text for text in _texts(data) if char in text), char)
    place = text.index(char)
    return text[max(0, place - AROUND) : place + AROUND].strip()


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _texts(value)
