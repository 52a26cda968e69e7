"""The whole text of an agreement as it reads now, and how it differs from a kept version."""

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from partnerships.agreements import rules
from partnerships.agreements.lifecycle import EndKnown, Follows, VersionKind
from partnerships.agreements.models import Mou, MouParty, MouVersion, Section
from partnerships.agreements.queries.term import costs_of
from partnerships.agreements.rules import plain
from partnerships.exchange.models import ListVersion
from partnerships.exchange.queries import latest_versions
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Purpose

Text = dict[str, Any]


def text_of(mou: Mou) -> Text:
    """Everything that a version keeps, as JSON: title, sections, parties, both lists.

    Sections that follow something are filled from the partnership as it stands now. ``text`` of
    a section is Markdown: of their document, where it stands there; ``lists`` has an entry per
    partner, with the lines of each side.
    """
    parties = list(
        mou.parties.select_related("organization", "partnership").prefetch_related(
            "signers__contact"
        )
    )
    newest = latest_versions([p.partnership_id for p in parties if p.partnership_id])
    lists = [
        _lists_of(party, newest.get(party.partnership_id))
        for party in parties
        if party.partnership_id
    ]
    return {
        "title": mou.title,
        "kind": mou.type.label,
        "source": mou.type.source,
        "is_binding": mou.is_binding,
        "parties": [str(party) for party in parties],
        "sections": [
            {
                "code": section.code,
                "heading": section.heading,
                "text": plain(section.whereabouts())
                if mou.text_by == VersionKind.THEIRS
                else _whole(section, mou, parties, lists),
            }
            for section in mou.sections.all()
        ],
        "lists": lists,
    }


def as_it_reads(mou: Mou) -> MouVersion:
    """The newest version where nothing has changed since, else an unsaved one after it.

    Once the text is final it is the newest version, whatever the lists say now.
    """
    newest, text = mou.versions.first(), text_of(mou)
    if newest and not mou.is_in_work():
        return newest
    if newest and (newest.kind, newest.text) == (mou.text_by, text):
        return newest
    number = newest.number + 1 if newest else 1
    return MouVersion(mou=mou, number=number, kind=mou.text_by, text=text)


def text_on_page(mou: Mou) -> list[tuple[Section, SafeString, bool]]:
    """Each section with its HTML, and whether it is required and still says nothing.

    The words are those of ``as_it_reads``; once they are final, an empty section is not shown.
    """
    text = as_it_reads(mou).text
    shows_empty = mou.is_in_work() or mou.text_by == VersionKind.THEIRS
    words = {section["code"]: section["text"] for section in text["sections"]}
    return [
        (
            section,
            rules.to_html(words.get(section.code, "")),
            section.is_required and not rules.is_filled(section, mou.text_by),
        )
        for section in mou.sections.all()
        if shows_empty or words.get(section.code)
    ]


def _lists_of(party: MouParty, version: ListVersion | None) -> Text:
    return {
        "party": str(party),
        "version": version.number if version else 0,
        "ours": _lines(version, Side.OURS),
        "theirs": _lines(version, Side.THEIRS),
    }


def _lines(version: ListVersion | None, side: Side) -> list[dict[str, str]]:
    rows = [line for line in version.lines.all() if line.side == side] if version else []
    return [
        {
            "what": line.what,
            "how_much": line.how_much,
            "rhythm": line.rhythm,
            "told_by": line.told_by_name,
            "why": line.why,
        }
        for line in rows
    ]


def _whole(section: Section, mou: Mou, parties: list[MouParty], lists: list[Text]) -> str:
    """Return what was typed in a section, then what Accord fills in."""
    fill = {
        Follows.PURPOSE: lambda: _purpose(parties),
        Follows.PARTIES: lambda: _bullets(str(party) for party in parties),
        Follows.BRINGS: lambda: _lists(parties, lists, "what"),
        Follows.GAINS: lambda: _lists(parties, lists, "why"),
        Follows.MONEY: lambda: _money(mou, parties),
        Follows.TERM: lambda: _term(mou),
        Follows.SIGNERS: lambda: _signers(parties),
    }
    filled = fill[Follows(section.follows)]() if section.follows else ""
    typed = rules.literal(section.body).strip("\n")
    return "\n\n".join(part for part in (typed, filled) if part)


def _bullets(lines: Any) -> str:
    return "\n".join(f"- {plain(line)}".replace("\n", "\n  ") for line in lines)


def _purpose(parties: list[MouParty]) -> str:
    partnerships = [party.partnership_id for party in parties if party.partnership_id]
    purposes = Purpose.objects.filter(partnership__in=partnerships).current()
    sentences = dict.fromkeys(purpose.sentence for purpose in purposes)
    return "\n\n".join(plain(sentence) for sentence in sentences)


def _lists(parties: list[MouParty], lists: list[Text], column: str) -> str:
    """What each side brings ("what") or gains ("why"), per partner."""
    ours = next((str(party) for party in parties if party.partnership is None), "")
    says = _("%(name)s brings") if column == "what" else _("%(name)s gets")
    parts = []
    for entry in lists:
        we, they = entry["ours"], entry["theirs"]
        for_us = ours
        if len(lists) > 1:
            for_us = _("%(ours)s, with %(theirs)s") % {"ours": ours, "theirs": entry["party"]}
        sides = [(for_us, we), (entry["party"], they)]
        if column == "why":  # whoever gains has the other side's list
            sides = [(for_us, they), (entry["party"], we)]
        for name, lines in sides:
            said = [_sentence(line, column) for line in lines if line[column]]
            parts.append(f"**{plain(says % {'name': name})}**")
            parts.append(_bullets(said) or _("Not recorded yet."))
    return "\n\n".join(parts)


def _sentence(line: dict[str, str], column: str) -> str:
    if column == "why":
        return f"{line['what']}: {line['why']}"
    return ", ".join(part for part in (line["what"], line["how_much"], line["rhythm"]) if part)


def _money(mou: Mou, parties: list[MouParty]) -> str:
    rows = [
        f"{party}: ${amount:,.2f} ({_percent(party)}){note}"
        for party, amount in costs_of(mou, parties)
        for note in [f", {party.share_note}" if party.share_note else ""]
    ]
    if not rows:
        return ""
    total = _("Together: $%(total)s") % {"total": f"{mou.budget:,.2f}"}
    return _bullets([*rows, total])


def _percent(party: MouParty) -> str:
    return f"{party.share:f}".rstrip("0").rstrip(".") + "%"


def _term(mou: Mou) -> str:
    starts = (
        _("It starts on %(day)s.") % {"day": date_format(mou.starts_on)}
        if mou.starts_on
        else _("It starts when the last party signs.")
    )
    return f"{starts} {_end(mou)}"


def _end(mou: Mou) -> str:
    if mou.end_known == EndKnown.TERM and mou.term_months:
        return _("It ends %(end)s.") % {"end": mou.end_in_words()}
    if mou.end_known == EndKnown.DATE and not mou.ends_on:
        return _("The day on which it ends is not set yet.")
    if mou.ends_on:
        return _("It ends on %(day)s.") % {"day": date_format(mou.ends_on)}
    return _("It has no end date. Either party can end it with %(days)s days' notice.") % {
        "days": mou.notice_days
    }


def _signers(parties: list[MouParty]) -> str:
    return _bullets(
        ", ".join(part for part in (str(signer), signer.signs_as, str(party)) if part)
        for party in parties
        for signer in party.signers.all()
    )


@dataclass(frozen=True)
class SectionChange:
    """How a section reads now beside a version: runs of words that are the same, gone or new."""

    heading: str
    differences: list[rules.Difference]


def changes_of(before: MouVersion, after: Text) -> list[SectionChange]:
    """The sections that differ between a kept version and a text, in the order of the text."""
    old = {section["code"]: section for section in before.text.get("sections", [])}
    new = {section["code"]: section for section in after["sections"]}
    changes = []
    for code in [*new, *(code for code in old if code not in new)]:
        was, now = (_words(texts.get(code)) for texts in (old, new))
        if was != now:
            heading = (new.get(code) or old[code])["heading"]
            changes.append(SectionChange(heading, rules.word_differences(was, now)))
    return changes


def _words(section: Text | None) -> str:
    """The text of a section without marks, a block per line."""
    if section is None:
        return ""
    lines = [
        "".join(run["text"] for run in block["runs"]) for block in rules.blocks_of(section["text"])
    ]
    return "\n".join([section["heading"], *lines])
