"""An agreement for a word processor."""

from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from docx import Document as WordFile
from docx.text.paragraph import Paragraph

from partnerships.agreements.models import MouVersion
from partnerships.agreements.rules.pdf import schedule_of
from partnerships.agreements.rules.text import blocks_of

#: Word's own styles for bullets by level; deeper ones look like the last.
BULLETS = ["List Bullet", "List Bullet 2", "List Bullet 3"]


def docx_of(version: MouVersion) -> bytes:
    """A version as a Word document: real headings, lists and tables, no macros."""
    text = version.text
    word = WordFile()
    word.core_properties.title = text["title"]
    word.core_properties.author = ""
    word.add_heading(text["title"], level=0)
    word.add_paragraph(f"{text['kind']}: {', '.join(text['parties'])}")
    for section in text["sections"]:
        word.add_heading(section["heading"], level=1)
        for block in blocks_of(section["text"]):
            _add_block(word, block)
    _add_schedule(word, schedule_of(text))
    word.add_paragraph(_("Draft, version %(number)s") % {"number": version.number})
    made = BytesIO()
    word.save(made)
    return made.getvalue()


def _add_block(word: Any, block: dict[str, Any]) -> None:
    if block["kind"] == "heading":
        _add_runs(word.add_heading(level=block["level"] + 1), block["runs"])
    elif block["kind"] == "bullet":
        style = BULLETS[min(block["level"], len(BULLETS)) - 1]
        _add_runs(word.add_paragraph(style=style), block["runs"])
    else:
        _add_runs(word.add_paragraph(), block["runs"])


def _add_runs(paragraph: Paragraph, runs: list[dict[str, Any]]) -> None:
    for run in runs:
        paragraph.add_run(run["text"]).bold = run["bold"] or None


def _add_schedule(word: Any, schedule: dict[str, Any]) -> None:
    if not schedule["tables"]:
        return
    word.add_heading(schedule["title"], level=1)
    for table in schedule["tables"]:
        word.add_heading(table["heading"], level=2)
        if not table["rows"]:
            word.add_paragraph(schedule["nothing"])
            continue
        grid = word.add_table(rows=1, cols=len(schedule["head"]), style="Table Grid")
        for cell, label in zip(grid.rows[0].cells, schedule["head"], strict=True):
            cell.text = str(label)
        for row in table["rows"]:
            for cell, said in zip(grid.add_row().cells, row, strict=True):
                cell.text = said
