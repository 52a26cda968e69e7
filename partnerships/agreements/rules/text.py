"""The words of an agreement: Markdown in, safe HTML, blocks for paper, and differences out."""

import difflib
import hashlib
import json
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

#: Headings, lists, bold and italics; no links, pictures, HTML or tables.
MARKDOWN = MarkdownIt("zero").enable(
    ["heading", "list", "emphasis", "newline", "escape", "balance_pairs", "text_join"]
)
TAGS = {"h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "strong", "em", "br"}

#: A heading inside a section stands below the section's own, which is an <h3> on the page.
LOWEST = 6
SHIFT = 3


def to_html(body: str) -> SafeString:
    """The text of a section as simple HTML, with nothing in it but TAGS."""
    tokens = MARKDOWN.parse(body)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + SHIFT, LOWEST)}"
    made = MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})
    return mark_safe(nh3.clean(made, tags=TAGS, attributes={}))  # noqa: S308  nh3 keeps TAGS only


def blocks_of(body: str) -> list[dict[str, Any]]:
    """The text of a section as blocks for paper: kind, level or number, and runs of words.

    Kinds are "heading", "paragraph", "bullet" and "number"; a run is text, bold and italic.
    """
    blocks: list[dict[str, Any]] = []
    lists: list[list[int]] = []  # for each open list: 0 for bullets, else the next number
    heading = 0
    for token in MARKDOWN.parse(body):
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            ordered = token.type == "ordered_list_open"
            lists.append([int(token.attrGet("start") or 1) if ordered else 0])
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            lists.pop()
        elif token.type == "heading_open":
            heading = int(token.tag[1])
        elif token.type == "heading_close":
            heading = 0
        elif token.type == "inline":
            blocks.append({**_kind(heading, lists), "runs": _runs(token.children or [])})
    return blocks


def _kind(heading: int, lists: list[list[int]]) -> dict[str, Any]:
    if heading:
        return {"kind": "heading", "level": heading}
    if not lists:
        return {"kind": "paragraph", "level": 0}
    if number := lists[-1][0]:
        lists[-1][0] += 1
        return {"kind": "number", "level": len(lists), "number": number}
    return {"kind": "bullet", "level": len(lists)}


def _runs(tokens: Iterable[Token]) -> list[dict[str, Any]]:
    runs, bold, italic = [], False, False
    for token in tokens:
        if token.type in {"strong_open", "strong_close"}:
            bold = token.type == "strong_open"
        elif token.type in {"em_open", "em_close"}:
            italic = token.type == "em_open"
        else:
            text = "\n" if token.type in {"softbreak", "hardbreak"} else token.content
            runs.append({"text": text, "bold": bold, "italic": italic})
    return runs


def fingerprint(text: Any) -> str:
    """SHA-256 (hex) of what json can write, the same for the same content."""
    written = json.dumps(text, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(written.encode()).hexdigest()


class Difference(NamedTuple):
    """A run of words: "same", "gone" or "new"."""

    kind: str
    words: str


def word_differences(before: str, after: str) -> list[Difference]:
    """What changed between two texts, word by word, as people read it."""
    old, new = (re.findall(r"\S+\s*", text) for text in (before, after))
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    found = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            found.append(Difference("same", "".join(old[a:b])))
            continue
        if a < b:
            found.append(Difference("gone", "".join(old[a:b])))
        if c < d:
            found.append(Difference("new", "".join(new[c:d])))
    return found
