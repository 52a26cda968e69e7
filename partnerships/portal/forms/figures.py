"""The figures of measures that a partner's person reports on their page."""

from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _

from partnerships.outcomes.forms import NumberField
from partnerships.outcomes.lifecycle import Unit
from partnerships.outcomes.models import MeasureFigure
from partnerships.portal.queries import FIGURE, FIGURES_ASKED, PersonalPage
from partnerships.relationships.lifecycle import How, Side


class FigureRow(NamedTuple):
    """A figure that is asked for: what counts, and its one or two fields."""

    definition: str
    number: forms.BoundField
    out_of: forms.BoundField | None


class FiguresMixin(forms.Form):
    """Lets each figure that their side owes be typed: numbers, and nothing else."""

    page: PersonalPage

    def ask_for_figures(self) -> None:
        """Let each figure that their side owes be typed."""
        for wanted in self.page.measures.wanted:
            measure = wanted.reports.share.measure
            rows = {wanted.name: str(wanted.label)}
            if measure.unit != Unit.COUNT:
                rows[f"{wanted.name}_of"] = _("Out of how many?")
            for name, label in rows.items():
                widget = forms.NumberInput(attrs={"class": "form-control"})
                self.fields[name] = NumberField(label=label, required=False, widget=widget)

    def figure_rows(self) -> list[FigureRow]:
        """The figures that are asked for, each with its fields and what counts."""
        return [
            FigureRow(
                definition=one.reports.share.measure.definition,
                number=self[one.name],
                out_of=self[f"{one.name}_of"] if f"{one.name}_of" in self.fields else None,
            )
            for one in self.page.measures.wanted
        ]

    def figures(self, today: date) -> list[MeasureFigure]:
        """What the person reports, unsaved."""
        typed = self.cleaned_data
        return [
            MeasureFigure(
                share=one.reports.share,
                first_day=one.reports.period.first,
                number=typed[one.name],
                out_of=typed.get(f"{one.name}_of"),
                side=Side.THEIRS,
                contact=self.page.link.contact,
                how=How.LINK,
                reported_on=today,
            )
            for one in self.page.measures.wanted
            if typed.get(one.name) is not None
        ]

    def check_figures(self, typed: dict[str, Any]) -> None:
        """Let a rate have both of its numbers, or none, and let nothing typed be lost."""
        for row in self.figure_rows():
            self._require_both(row, typed)
        for name in self._not_asked_any_more():
            self.add_error(None, self._why_not_asked(name))

    def _not_asked_any_more(self) -> list[str]:
        """Return the figures that were typed while they stopped being asked for."""
        typed = {
            name.removesuffix("_of")
            for name, value in self.data.items()
            if name.startswith(FIGURE) and str(value).strip()
        }
        return sorted(typed - set(self.fields))[:FIGURES_ASKED]

    def _why_not_asked(self, name: str) -> str:
        """Say what became of a figure, and what they typed, as its field is gone."""
        numbers = [str(self.data.get(one, "")).strip() for one in (name, f"{name}_of")]
        typed = " / ".join(one[:20] for one in numbers if one)
        for one in self.page.measures.shared:
            if one.name == name:
                return _(
                    "%(figure)s: your side already reported %(theirs)s. Your %(typed)s isn't "
                    "saved. If it's the right one, tell us, and send the rest again."
                ) % {
                    "figure": f"{one.label}, {one.period}",
                    "theirs": one.theirs,
                    "typed": typed,
                }
        return _(
            "One of the figures you entered, %(typed)s, is no longer asked for and isn't saved. "
            "If it matters, tell us, and send the rest again."
        ) % {"typed": typed}

    def _require_both(self, row: FigureRow, typed: dict[str, Any]) -> None:
        if row.out_of is None:
            return
        number, whole = typed.get(row.number.name), typed.get(row.out_of.name)
        if (number is None) != (whole is None):
            self.add_error(row.out_of.name, _("Enter both numbers, or leave both blank."))
