"""What people type about cohorts, and about showing small counts."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from common.forms import DateField, LineField
from partnerships.organizations.models import Contact
from partnerships.outcomes.forms.referrals import services_of
from partnerships.outcomes.forms.told import NumberField, ToldForm
from partnerships.outcomes.models import Cohort, CohortCount
from partnerships.outcomes.queries import CohortDay
from partnerships.relationships.forms import HowForm, contacts_of
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from partnerships.relationships.queries import people_of


class CohortForm(forms.ModelForm[Cohort]):
    """Who was placed when; no one by name."""

    label = LineField(
        label=gettext_lazy("Name"),
        max_length=80,
        help_text=gettext_lazy("For example: Placed in Q1 2026. Never the name of a person."),
    )
    first_day = DateField(label=gettext_lazy("Placed from"))
    last_day = DateField(label=gettext_lazy("Placed until"))

    class Meta:
        model = Cohort
        fields = ["label", "offering", "first_day", "last_day"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offering = self.fields["offering"]
        offering.queryset = services_of(self.instance.partnership)  # type: ignore[attr-defined]
        offering.empty_label = _("All services")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """It ends no earlier than it begins."""
        typed = super().clean() or {}
        first, last = typed.get("first_day"), typed.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("It ends before it begins. Choose a later date."))
        return typed

    def clean_last_day(self) -> date:
        """Whoever is in it has been placed."""
        last: date = self.cleaned_data["last_day"]
        if last > timezone.localdate():
            raise ValidationError(_("That date is in the future. Add the cohort afterwards."))
        return last


class CohortCountForm(ToldForm):
    """How many one side counts on a day after placement."""

    number = NumberField(label=gettext_lazy("How many"))
    field_order = ["number", "contact", "how", "said_on", "note"]

    def __init__(self, *args: Any, day: CohortDay, **kwargs: Any) -> None:
        super().__init__(*args, partnership=day.cohort.partnership, **kwargs)
        self.day = day
        self.fields["number"].label = (
            _("Still at work on day %(day)d") % {"day": day.day} if day.day else _("Placed")
        )

    def count(self) -> CohortCount:
        """Return what was counted, unsaved."""
        count = CohortCount(
            cohort=self.day.cohort, day=self.day.day, number=self.cleaned_data["number"]
        )
        self.sign(count)
        return count


class SmallCountsForm(HowForm):
    """Who of a side agrees that counts under 5 are shown."""

    contact = forms.ModelChoiceField(
        label=gettext_lazy("Who agrees?"), queryset=Contact.objects.none()
    )
    field_order = ["contact", "how", "said_on"]

    def __init__(
        self, *args: Any, partnership: Partnership, side: Side, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        people = contacts_of(people_of(partnership, today), side)
        self.fields["contact"].queryset = people  # type: ignore[attr-defined]
