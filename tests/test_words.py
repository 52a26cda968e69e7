"""Words and phrases that are no longer written on screens, in emails and in messages."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("accounts", "audit", "common", "config", "partnerships")
TRANSLATED = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext"}

TRANSLATE = re.compile(r'{% translate "([^"]+)"')
BLOCK = re.compile(r"{% blocktranslate.*?%}(.*?){% endblocktranslate %}", re.DOTALL)

#: pattern, and what to write instead
RETIRED = {
    r"e-mails?\b": "email",
    r"\b(some|any|every)body\b": "someone, anyone, everyone",
    r"\bnobody\b": "no one",
    r"\blog-ins?\b": "sign-in, account",
    r"\b(anew|meanwhile)\b": "again, in the meantime",
    r"\b(of|by) (theirs|ours)\b": "the partner's name; our",
    r"\bpromises?\b": "commitment",
    r"\bwhose turn\b": "Waiting on",
    r"\bput(s|ting)? off\b": "snooze",
    r"\bworth a look\b": "Needs attention",
    r"\bdo something\b": "the verb that fixes it",
    r"\bclose(s|d)? out\b|\bclose-out\b": "wrap up",
    r"\bhand(ed)? round\b": "Share for comments",
    r"\bcall(ed)? (it )?back\b": "Recall",
    r"\btake(n)? off\b": "Remove",
    r"\btake it up\b|\btaken up\b": "Accept",
    r"(?<!on )(?<!prefer )\bpapers?\b": "document",
    r"\bfingerprint\b": "SHA-256",
    r"\bbring in\b": "Import",
    r"\bwrite (it )?down\b|\bwritten down\b": "Record, Save",
    r"\bgo on\b": "Continue",
    r"\bhow the mail goes\b": "Email health",
    r"\btour of\b": "Site visit",
    r"\bwhat they do there\b": "Job title",
    r"\bofferings?\b": "services",
    r"\bhow did it feel\b": "Energy",
    r"\bare needed\b": "Required",
    r"\bfree up\b|\bgive (them all|it) up\b": "Discard all",
    r"\bpeople of (ours|theirs)\b": "our people; the partner's contacts",
    r"\bsafe to share screen\b": "Presentation mode",
    r"\bgetting to know each other\b|\bgetting in touch\b|\bgood for both\b": "the stage's name",
    r"\bagreeing on paper\b": "MOU in progress",
}


def texts_in_templates() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "templates").rglob("*.*")):
        text = path.read_text()
        text = re.sub(r"{% comment %}.*?{% endcomment %}|{#.*?#}", "", text, flags=re.DOTALL)
        place = str(path.relative_to(ROOT))
        for found in TRANSLATE.findall(text):
            yield place, found
        for found in BLOCK.findall(text):
            yield place, " ".join(re.sub(r"{{.*?}}|{%.*?%}", "", found).split())


def texts_in_code() -> Iterator[tuple[str, str]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and _name(node.func) in TRANSLATED:
                    for argument in node.args:
                        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                            yield f"{path.relative_to(ROOT)}:{node.lineno}", argument.value


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


@cache
def texts() -> list[tuple[str, str]]:
    return [*texts_in_templates(), *texts_in_code()]


@pytest.mark.parametrize(("pattern", "instead"), RETIRED.items(), ids=lambda text: text)
def test_a_retired_word_is_written_nowhere(pattern: str, instead: str) -> None:
    found = [
        f"{place}: {text}" for place, text in texts() if re.search(pattern, text, re.IGNORECASE)
    ]
    assert found == [], f"Write instead: {instead}"
