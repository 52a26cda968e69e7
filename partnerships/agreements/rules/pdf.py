"""An agreement on paper: the text to sign, both lists as its schedule, room for signatures."""

from typing import Any

from django.utils.translation import get_language, gettext as _

from common.pdf import render_pdf
from partnerships.agreements.lifecycle import ListsAs, VersionKind
from partnerships.agreements.models import MouVersion
from partnerships.agreements.rules.text import blocks_of

#: The sizes of paper people have.
PAPERS = {"letter": "us-letter", "a4": "a4"}


def pdf_of(
    version: MouVersion,
    *,
    paper: str = "letter",
    certificate: dict[str, Any] | None = None,
    spell_out: bool = False,
) -> bytes:
    """A version as a tagged PDF on Letter or A4; the same version gives the same bytes.

    With ``certificate`` (queries.certificate_of) it is the final copy: who signed stands where
    there was room to sign. A document of theirs is signed itself: without ``certificate`` this
    tells what stands where in it; with it, it holds that, and the lists if they are a schedule
    of it (M8). Raises UndrawableText as render_pdf does, unless ``spell_out``.
    """
    data = _data(version, paper)
    data["certificate"] = certificate
    if version.kind == VersionKind.THEIRS and certificate is None:
        data["signatures"] = None
    elif version.kind == VersionKind.THEIRS:
        data["sections"] = []
        if version.mou.lists_as == ListsAs.SIDE_SHEET:
            data["schedule"]["tables"] = []
    return render_pdf("agreements/mou.typ", data, spell_out=spell_out)


def _data(version: MouVersion, paper: str) -> dict[str, Any]:
    text = version.text
    return {
        "lang": (get_language() or "en").partition("-")[0],
        "paper": PAPERS[paper],
        "title": text["title"],
        "kind": text["kind"],
        "parties": text["parties"],
        "between": _("between"),
        "sections": [
            {"heading": section["heading"], "blocks": blocks_of(section["text"])}
            for section in text["sections"]
            if section["text"]
        ],
        "schedule": schedule_of(text),
        "signatures": _("Signatures"),
        "sign": [_("Name"), _("Signs as"), _("Date"), _("Signature")],
        "footer": _("%(title)s, version %(number)s")
        % {"title": text["title"], "number": version.number},
        "page": _("Page"),
    }


def schedule_of(text: dict[str, Any]) -> dict[str, Any]:
    """Both lists as a schedule, a table per side and partner; words in the reader's language."""
    tables = [
        {"heading": heading % {"name": entry["party"]}, "rows": _rows(entry[side])}
        for entry in text["lists"]
        for side, heading in (
            ("ours", _("What we bring to %(name)s")),
            ("theirs", _("What %(name)s brings")),
        )
    ]
    return {
        "title": _("Schedule: what each side brings and gets"),
        "head": [_("What"), _("How much"), _("When"), _("Who reports"), _("Why it matters")],
        "nothing": _("Nothing is recorded yet."),
        "tables": tables,
    }


def _rows(lines: list[dict[str, str]]) -> list[list[str]]:
    return [
        [line[name] for name in ("what", "how_much", "rhythm", "told_by", "why")] for line in lines
    ]
