"""The text of a section: parsed once, so page, PDF and Word document say the same."""

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

#: "## " begins a heading and "- " a list item; "# of seats" and "-5" are text.
HEADING = re.compile(r"##+ +(?=\S)")
BULLET = re.compile(r" *- +(?=\S)")

#: An escaped character, a run of stars, other text. `plain` and `literal` write the escapes.
TOKEN = re.compile(r"\\[\\*_`#+.)-]|\*+|[^\\*]+|\\")
BOLD = "**"
CLOSING = ")]}.,;:!?"

#: The heading of a section is an <h3> on the page; headings inside it come below.
SHIFT = 3
LOWEST = 6


def literal(words: str) -> str:
    """Return text typed by a person, its backslashes kept as characters."""
    return words.replace("\\", "\\\\")


def plain(words: str) -> str:
    """Return words from a record, escaped so that none of them is read as a mark."""
    return re.sub(r"([\\*#]|-(?=\s))", r"\\\1", words)


def blocks_of(body: str) -> list[dict[str, Any]]:
    """Return the text of a section as blocks, each with kind, level and runs of words.

    Kinds are "heading", "bullet" and "paragraph"; a run is text, bold or not. Everything but
    these marks stays as typed: numbers, line breaks, indentation, single stars, underscores.
    Levels are consecutive from 1, as tagged PDF requires; paragraphs have level 0.
    """
    blocks: list[dict[str, Any]] = []
    headings: list[int] = []
    bullets: list[int] = []
    is_open = False  # whether the next line may continue the last block
    for line in map(str.rstrip, body.expandtabs(4).split("\n")):
        if not line:
            is_open = False
        elif found := HEADING.match(line):
            level = _level(headings, found.group().count("#"))
            blocks.append({"kind": "heading", "level": level, "text": line[found.end() :]})
            bullets, is_open = [], False
        elif found := BULLET.match(line):
            level = _level(bullets, found.group().index("-"))
            blocks.append({"kind": "bullet", "level": level, "text": line[found.end() :]})
            is_open = True
        elif is_open and blocks[-1]["kind"] == "paragraph":
            blocks[-1]["text"] += f"\n{line}"
        elif is_open and line.startswith(" "):
            blocks[-1]["text"] += f"\n{line.strip()}"
        else:
            blocks.append({"kind": "paragraph", "level": 0, "text": line})
            bullets, is_open = [], True
    return [{**block, "runs": list(_runs(block.pop("text")))} for block in blocks]


def _level(outer: list[int], depth: int) -> int:
    """Push a depth onto those it lies within; return how many there are."""
    while outer and outer[-1] >= depth:
        outer.pop()
    outer.append(depth)
    return len(outer)


def _runs(text: str) -> Iterator[dict[str, Any]]:
    tokens = TOKEN.findall(text)
    turns = _turns(tokens)
    said, bold = "", False
    for place, token in enumerate(tokens):
        if place not in turns:
            said += _shown(token)
            continue
        if said:
            yield {"text": said, "bold": bold}
        said, bold = "", not bold
    if said:
        yield {"text": said, "bold": bold}


def _shown(token: str) -> str:
    return (token[1:] or token) if token.startswith("\\") else token


def _turns(tokens: list[str]) -> set[int]:
    """Return where bold begins and ends: pairs of ** around words, not inside them (2**3)."""
    turns: set[int] = set()
    opened: int | None = None
    for place, token in enumerate(tokens):
        if token != BOLD:
            continue
        before = _shown(tokens[place - 1])[-1] if place else " "
        after = _shown(tokens[place + 1])[0] if place + 1 < len(tokens) else " "
        if opened is None:
            if not (_is_letter(before) or after.isspace() or after in CLOSING):
                opened = place
        elif not (before.isspace() or _is_letter(after)):
            turns |= {opened, place}
            opened = None
    return turns


def _is_letter(char: str) -> bool:
    """Whether a mark beside it would stand inside a word; Chinese has no spaces between words."""
    return char.isascii() and char.isalnum()


def to_html(body: str) -> SafeString:
    """Return the text of a section as simple HTML; the stylesheet keeps its spaces."""
    made, depth = "", 0
    for block in blocks_of(body):
        words, level = _html(block["runs"]), block["level"]
        is_bullet = block["kind"] == "bullet"
        made += _list_tags(depth, level if is_bullet else 0)
        depth = level if is_bullet else 0
        if is_bullet:
            made += words
        else:
            tag = f"h{min(level + SHIFT, LOWEST)}" if block["kind"] == "heading" else "p"
            made += f"<{tag}>{words}</{tag}>"
    return mark_safe(made + _list_tags(depth, 0))  # noqa: S308  _html escapes every word


def _html(runs: list[dict[str, Any]]) -> str:
    return "".join(
        f"<strong>{words}</strong>" if run["bold"] else words
        for run in runs
        for words in [escape(run["text"]).replace("\n", "<br>")]
    )


def _list_tags(depth: int, level: int) -> str:
    """Return the tags between an item (or none) of one depth and the next of another."""
    if level > depth:
        return "<ul><li>"
    return "</li></ul>" * (depth - level) + ("</li><li>" if level else "")


def fingerprint(text: Any) -> str:
    """SHA-256 (hex) of what json can write, the same for the same content."""
    written = json.dumps(text, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(written.encode()).hexdigest()
