"""What people type about measures: what is counted, each side's figures, and what was settled."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _, gettext_lazy

from accounts.models import User
from common.fields import HISTORY
from common.forms import DateField, LineField, ParagraphField, SearchForm
from partnerships.organizations.models import Contact
from partnerships.outcomes.forms.told import NoteField, NumberField, ToldForm, theirs
from partnerships.outcomes.lifecycle import Unit
from partnerships.outcomes.models import (
    FigureSettlement,
    Measure,
    MeasureFigure,
    MeasureShare,
)
from partnerships.outcomes.queries import PeriodReports
from partnerships.outcomes.rules import CountedPeriod
from partnerships.relationships.forms import HowForm, workers


class MeasureForm(forms.ModelForm[Measure]):
    """What is counted, how often, towards which target, and who reports."""

    label = LineField(label=gettext_lazy("Name"), max_length=120)
    definition = ParagraphField(
        label=gettext_lazy("Definition"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("What counts and what doesn't, in words both sides agree on."),
    )
    of_what = LineField(
        label=gettext_lazy("Unit"),
        max_length=40,
        help_text=gettext_lazy("For example: people, trainings."),
    )
    starts_on = DateField(
        years=HISTORY,
        label=gettext_lazy("Counted from"),
        help_text=gettext_lazy("Each period begins on this day of the month."),
    )
    baseline = NumberField(
        label=gettext_lazy("Baseline"),
        required=False,
        help_text=gettext_lazy("What it was before, in one period."),
    )
    target = NumberField(
        label=gettext_lazy("Target"),
        required=False,
        help_text=gettext_lazy("What it should be, in one period."),
    )
    our_reporter = forms.ModelChoiceField(
        label=gettext_lazy("Who reports on our side"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("Whoever owns the partnership"),
    )
    their_reporter = forms.ModelChoiceField(
        label=gettext_lazy("Who reports on their side"),
        queryset=Contact.objects.none(),
        required=False,
        empty_label=gettext_lazy("No one yet"),
    )

    class Meta:
        model = Measure
        fields = [
            *("label", "definition", "of_what", "per", "starts_on", "baseline", "target"),
            "reports",
        ]

    def __init__(self, *args: Any, share: MeasureShare, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.share = share
        ours = self.fields["our_reporter"]
        ours.queryset = workers(share.our_reporter_id)  # type: ignore[attr-defined]
        ours.initial = share.our_reporter_id
        if share.partnership:
            field = self.fields["their_reporter"]
            field.queryset = theirs(share.partnership, today)  # type: ignore[attr-defined]
            field.initial = share.their_reporter_id
        else:
            ours.empty_label = _("Leadership")  # type: ignore[attr-defined]
            del self.fields["their_reporter"], self.fields["reports"]
        if self.instance.pk:
            del self.fields["per"], self.fields["starts_on"]

    def clean(self) -> dict[str, Any]:
        """A rate is at most 100 percent."""
        typed = super().clean() or {}
        for name in ("baseline", "target"):
            value = typed.get(name)
            if value is not None and self.instance.unit == Unit.RATE and value > 100:  # noqa: PLR2004
                self.add_error(name, _("A rate is a percent. Enter a number from 0 to 100."))
        return typed

    def chosen(self) -> MeasureShare:
        """Return where it is counted, with who reports, unsaved."""
        self.share.our_reporter = self.cleaned_data["our_reporter"]
        self.share.their_reporter = self.cleaned_data.get("their_reporter")
        return self.share


class FigureForm(ToldForm):
    """One side's figure for a period that is over."""

    first_day = forms.TypedChoiceField(
        label=gettext_lazy("Period"), choices=(), coerce=date.fromisoformat
    )
    number = NumberField(label=gettext_lazy("Figure"))
    out_of = NumberField(label=gettext_lazy("Out of"))
    field_order = ["first_day", "number", "out_of", "contact", "how", "said_on", "note"]

    def __init__(
        self, *args: Any, share: MeasureShare, periods: list[CountedPeriod], **kwargs: Any
    ) -> None:
        super().__init__(*args, partnership=share.partnership, **kwargs)
        self.share = share
        self.fields["first_day"].choices = [  # type: ignore[attr-defined]
            (one.first.isoformat(), str(one)) for one in reversed(periods)
        ]
        name_number(self, share.measure)

    def figure(self) -> MeasureFigure:
        """Return what was reported, unsaved."""
        typed = self.cleaned_data
        figure = MeasureFigure(
            share=self.share,
            first_day=typed["first_day"],
            number=typed["number"],
            out_of=typed.get("out_of"),
        )
        self.sign(figure)
        return figure


def name_number(form: forms.Form, measure: Measure) -> None:
    """Say what the fields of a figure hold, by the kind of its measure."""
    form.fields["number"].label = {
        Unit.COUNT: measure.of_what.capitalize(),
        Unit.RATE: _("How many"),
        Unit.DOLLARS: _("Dollars"),
    }[Unit(measure.unit)]
    if measure.unit == Unit.COUNT:
        del form.fields["out_of"]
    elif measure.unit == Unit.DOLLARS:
        form.fields["out_of"].label = _("How many people are behind it")


class SettleForm(HowForm):
    """Which figure counts where both sides' differ, why they do, and with whom it was settled."""

    number = NumberField(label=gettext_lazy("Figure that counts"))
    out_of = NumberField(label=gettext_lazy("Out of"))
    note = NoteField(
        label=gettext_lazy("Why they differ"),
        required=True,
        help_text=gettext_lazy("For example: we count starts, they count completions."),
    )
    contact = forms.ModelChoiceField(
        label=gettext_lazy("Who did you settle it with?"), queryset=Contact.objects.none()
    )
    field_order = ["number", "out_of", "note", "contact", "how", "said_on"]

    def __init__(self, *args: Any, reports: PeriodReports, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reports = reports
        name_number(self, reports.share.measure)
        self.fields["number"].label = _("Figure that counts")
        if reports.share.partnership:
            people = theirs(reports.share.partnership, today)
            self.fields["contact"].queryset = people  # type: ignore[attr-defined]

    def settlement(self) -> FigureSettlement:
        """Return what was settled, unsaved."""
        typed = self.cleaned_data
        return FigureSettlement(
            ours=self.reports.ours,
            theirs=self.reports.theirs,
            number=typed["number"],
            out_of=typed.get("out_of"),
            note=typed["note"],
            contact=typed["contact"],
            how=typed["how"],
            said_on=typed["said_on"],
        )


class MeasureShareSearch(SearchForm[MeasureShare]):
    """The filters of the list of measures."""

    sortings: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "partner": ("partnership__organization__name_key", "measure__label"),
        "measure": ("measure__label", "partnership__organization__name_key"),
    }

    show = forms.ChoiceField(
        label=gettext_lazy("Status"),
        required=False,
        choices=[
            ("", gettext_lazy("In use")),
            ("ours", gettext_lazy("Our figure is due")),
            ("theirs", gettext_lazy("Their figure is due")),
            ("house", gettext_lazy("Our own")),
            ("stopped", gettext_lazy("Stopped")),
        ],
    )
    whose = forms.ChoiceField(
        label=gettext_lazy("Owner"),
        required=False,
        choices=[("", gettext_lazy("Everyone's")), ("mine", gettext_lazy("Mine"))],
    )

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.today = user, today

    def narrow(
        self, queryset: QuerySet[MeasureShare, MeasureShare], asked: Mapping[str, Any]
    ) -> QuerySet[MeasureShare, MeasureShare]:
        """Measures that match every filter in use."""
        show = asked.get("show", "")
        stopped = Q(measure__stopped_at__isnull=False)
        rows = queryset.filter(stopped) if show == "stopped" else queryset.exclude(stopped)
        if show in ("ours", "theirs"):
            rows = rows.filter(**{f"{show}_due_on__lt": self.today})
        if show == "house":
            rows = rows.filter(partnership__isnull=True)
        if "whose" in asked:
            mine = Q(our_reporter=self.user) | Q(partnership__owner=self.user)
            rows = rows.filter(mine)
        return rows
