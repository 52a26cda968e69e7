"""The four figures the panel begins with, each with what changed."""

from dataclasses import dataclass

from django.utils.translation import gettext as _, ngettext

from common.templatetags.lists import cell_day
from partnerships.relationships.lifecycle import Side, Stage
from partnerships.reports.queries.agreements import (
    ANSWERED,
    OLDER,
    answered_of,
    in_effect,
    signed,
    was_in_effect,
)
from partnerships.reports.queries.commitments import kept_by_side
from partnerships.reports.queries.pipeline import stage_counts, stage_counts_before
from partnerships.reports.queries.reviews import on_time, overdue_now
from partnerships.reports.queries.scope import Scope
from partnerships.reports.rules.tables import part_of

GOOD, BAD, CALM = "good", "bad", "calm"


@dataclass(frozen=True)
class Note:
    """What changed, or what is bad about a figure, in a few words."""

    text: str
    tone: str


@dataclass(frozen=True)
class Stat:
    """A figure at the top of the page: ``values`` with the address of the rows of each."""

    label: str
    values: list[tuple[str, str]]
    notes: list[Note]

    @property
    def value(self) -> str:
        """The figure as people read it: "86% · 71%"."""
        return " · ".join(value for value, _url in self.values)

    @property
    def change(self) -> str:
        """What changed, in one line."""
        return "; ".join(note.text for note in self.notes)


def headline_of(scope: Scope) -> list[Stat]:
    """Active partnerships, MOUs signed as they should be, words kept, reviews on time."""
    return [_active(scope), _signed(scope), _kept(scope), _reviews(scope)]


def _change(now: int, before: int, scope: Scope) -> Note:
    day = cell_day(scope.period.first)
    if now > before:
        text = ngettext("%(n)d more than on %(day)s", "%(n)d more than on %(day)s", now - before)
        return Note(text % {"n": now - before, "day": day}, GOOD)
    if now < before:
        text = ngettext("%(n)d fewer than on %(day)s", "%(n)d fewer than on %(day)s", before - now)
        return Note(text % {"n": before - now, "day": day}, BAD)
    return Note(_("Same as on %(day)s") % {"day": day}, CALM)


def _active(scope: Scope) -> Stat:
    """Partnerships at the stage Active today, against when the period began."""
    now = stage_counts(scope)[Stage.ACTIVE]
    before = stage_counts_before(scope)[Stage.ACTIVE]
    url = scope.url("at_stage", Stage.ACTIVE)
    return Stat(_("Active partnerships"), [(str(now), url)], [_change(now, before, scope)])


def _signed(scope: Scope) -> Stat:
    """MOUs in effect that were signed after both sides answered, of all in effect."""
    now, before = answered_of(in_effect(scope)), answered_of(was_in_effect(scope))
    older = signed(scope, OLDER).count()
    notes = [_change(now.answered, before.answered, scope)]
    if older:
        words = ngettext("%(n)d older MOU", "%(n)d older MOUs", older) % {"n": older}
        notes.append(Note(words, CALM))
    value = (part_of(now.answered, now.all), scope.url("signed", ANSWERED))
    return Stat(_("Signed with both sides' answers"), [value], notes)


def _kept(scope: Scope) -> Stat:
    """Commitments due in the period that were kept on time, per side."""
    now, before = kept_by_side(scope), kept_by_side(scope.earlier())
    words = {
        Side.OURS: (_("Ours fell %(n)d points"), _("Ours rose %(n)d points")),
        Side.THEIRS: (_("Theirs fell %(n)d points"), _("Theirs rose %(n)d points")),
    }
    values, notes = [], []
    for side in Side:
        known = f"{round(now[side].percent)}%" if now[side].due else "—"
        values.append((known, scope.url("commitments", f"{side}.due")))
        change = round(now[side].percent) - round(before[side].percent)
        if now[side].due and before[side].due and change:
            rose = change > 0
            notes.append(Note(words[side][rose] % {"n": abs(change)}, GOOD if rose else BAD))
    notes = notes or [Note(_("Nothing to compare with yet"), CALM)]
    return Stat(_("Commitments kept on time: us, them"), values, notes)


def _reviews(scope: Scope) -> Stat:
    """Reviews due in the period that were decided on time, and all that are overdue now."""
    now, before = on_time(scope), on_time(scope.earlier())
    notes = []
    if late := overdue_now(scope).count():
        notes.append(Note(ngettext("%(n)d overdue", "%(n)d overdue", late) % {"n": late}, BAD))
    if before["due"]:
        words = part_of(before["on_time"], before["due"])
        notes.append(Note(_("%(part)s the period before") % {"part": words}, CALM))
    value = (part_of(now["on_time"], now["due"]), scope.url("reviews", "due"))
    return Stat(_("Reviews on time"), [value], notes)
