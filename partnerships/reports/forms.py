"""The filters that all figures take; their state is the address."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _t, gettext_lazy as _

from accounts.models import User
from common.forms import LineField
from partnerships.exchange.models import OfferingCategory
from partnerships.organizations.lifecycle import Kind
from partnerships.organizations.models import Tag
from partnerships.relationships.models import Partnership
from partnerships.reports.lifecycle import MOST_BACK, MOST_PROGRAMS, PeriodName
from partnerships.reports.queries import NO_OWNER, Scope

#: Filters whose value is a code.
CHOSEN = ("owner", "program", "kind")


class PortfolioFilter(forms.Form):
    """Which part of the portfolio, and which time. What can't be read is left out.

    ``named`` shows the filter by name, for reports that list people.
    """

    period = forms.ChoiceField(label=_("Period"), required=False, choices=PeriodName.choices)
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    program = forms.ChoiceField(label=_("Program"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All")), *Kind.choices]
    )
    tag = forms.ModelChoiceField(
        label=_("Tag"), required=False, queryset=Tag.objects.all(), empty_label=_("All")
    )
    category = forms.ModelChoiceField(
        label=_("Service"),
        required=False,
        queryset=OfferingCategory.objects.filter(is_active=True),
        empty_label=_("All"),
    )
    place = LineField(label=_("State, such as RI"), required=False, max_length=50)
    name = LineField(
        label=_("Organization or person"),
        required=False,
        max_length=100,
        widget=forms.HiddenInput,
    )
    before = forms.IntegerField(
        required=False, min_value=1, max_value=MOST_BACK, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, user: User, named: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if named:
            self.fields["name"].widget = forms.TextInput()
        self.user = user
        mine = Partnership.objects.visible_to(user)
        owners = User.objects.filter(Exists(mine.filter(owner=OuterRef("pk")).order_by()))
        people = [
            (str(pk), name) for pk, name in owners.order_by("name").values_list("pk", "name")
        ]
        self.fields["owner"].choices = [  # type: ignore[attr-defined]  # a choice
            ("", _t("Everyone")),
            *people,
            (NO_OWNER, _t("No owner")),
        ]
        programs = mine.exclude(program="").order_by("program").values_list("program", flat=True)
        self.fields["program"].choices = [  # type: ignore[attr-defined]  # a choice
            ("", _t("All")),
            *((name, name) for name in programs.distinct()[:MOST_PROGRAMS]),
        ]
        self.initial.setdefault("period", PeriodName.QUARTER.value)

    def in_words(self) -> str:
        """What narrows the figures, but the period: "Owner: Maria Santos; Kind: School"."""
        self.is_valid()
        chosen = []
        for name in ("owner", "program", "kind", "tag", "category", "place", "name"):
            if value := self.cleaned_data.get(name):
                choices = dict(getattr(self.fields[name], "choices", ())) if name in CHOSEN else {}
                chosen.append(f"{self.fields[name].label}: {choices.get(value, value)}")
        return "; ".join(chosen)

    def scope(self, now: datetime, *, is_safe: bool) -> Scope:
        """What was asked for; what can't be read counts as not asked for."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        asked = {name: str(self.data.get(name, "")) for name in given}
        period = given.pop("period", PeriodName.QUARTER.value)
        back = given.pop("before", 0)
        return Scope(
            self.user, now, period, back=back, filters=given, asked=asked, is_safe=is_safe
        )
