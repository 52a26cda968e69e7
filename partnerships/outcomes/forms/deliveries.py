"""What people may type about what is promised and what was delivered."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from common.fields import HISTORY
from common.forms import DateField, LineField
from partnerships.exchange.models import Benefit
from partnerships.organizations.models import Contact
from partnerships.outcomes.lifecycle import MOST_QUANTITY, MOST_RATE_CENTS, Per
from partnerships.outcomes.models import Fulfillment, Target
from partnerships.outcomes.rules.dollars import cents_of, in_dollars
from partnerships.relationships.forms import HowForm
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.queries import people_of


class TargetForm(forms.ModelForm[Target]):
    """How many of what, how often, counted from when."""

    quantity = forms.IntegerField(
        label=gettext_lazy("How many"), min_value=1, max_value=MOST_QUANTITY
    )
    unit = LineField(
        label=gettext_lazy("Of what"),
        max_length=40,
        help_text=gettext_lazy("For example: training seats, introductions, hours."),
    )
    starts_on = DateField(
        years=HISTORY,
        label=gettext_lazy("Counted from"),
        help_text=gettext_lazy("Each year, quarter or month begins on this day."),
    )
    due_on = DateField(
        years=HISTORY,
        label=gettext_lazy("Due by"),
        required=False,
        help_text=gettext_lazy("Only if it is promised once."),
    )

    rate = LineField(
        label=gettext_lazy("Value of one, in dollars"),
        required=False,
        max_length=13,
        help_text=gettext_lazy("For in-kind match, such as 33.49. Leave blank if it has none."),
    )
    rate_source = LineField(
        label=gettext_lazy("Where the value comes from"), required=False, max_length=200
    )
    rate_on = DateField(label=gettext_lazy("As of"), years=HISTORY, required=False)

    class Meta:
        model = Target
        fields = ["quantity", "unit", "per", "starts_on", "due_on", "rate_source", "rate_on"]

    field_order = [
        *("quantity", "unit", "per", "starts_on", "due_on"),
        *("rate", "rate_source", "rate_on"),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.rate_cents:
            self.initial["rate"] = in_dollars(self.instance.rate_cents)

    def clean_rate(self) -> int | None:
        """Return the cents of what was typed."""
        typed = self.cleaned_data["rate"]
        if not typed:
            return None
        cents = cents_of(typed)
        if cents is None or not 0 < cents <= MOST_RATE_CENTS:
            raise ValidationError(_("Enter dollars and cents, such as 33.49, up to 1,000,000."))
        return cents

    def _clean_value(self, cleaned: dict[str, Any]) -> None:
        """A value has a source and a date, and without a value there is neither."""
        self.instance.rate_cents = cleaned.get("rate")
        if cleaned.get("rate") is None:
            cleaned["rate_source"], cleaned["rate_on"] = "", None
        else:
            if not cleaned.get("rate_source"):
                self.add_error("rate_source", _("Say where the value comes from."))
            if not cleaned.get("rate_on"):
                self.add_error("rate_on", _("Enter the date the value is from."))

    def clean(self) -> dict[str, Any]:
        """A single promise has a day by which it is due, and no other has one."""
        cleaned = super().clean() or {}
        self._clean_value(cleaned)
        due_on, starts_on = cleaned.get("due_on"), cleaned.get("starts_on")
        if cleaned.get("per") != Per.ONCE:
            cleaned["due_on"] = None
        elif not due_on:
            self.add_error("due_on", _("Enter the date by which it is due."))
        elif starts_on and due_on < starts_on:
            self.add_error("due_on", _("It's due before counting starts. Choose a later date."))
        return cleaned


class FulfillmentForm(forms.ModelForm[Fulfillment]):
    """How many were delivered on which day, and which side says so."""

    on = DateField(label=gettext_lazy("When"), initial=timezone.localdate, years=HISTORY)
    quantity = forms.IntegerField(
        label=gettext_lazy("How many"), min_value=1, max_value=MOST_QUANTITY
    )
    note = LineField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Never the name of someone who was served."),
    )

    class Meta:
        model = Fulfillment
        fields = ["on", "quantity", "note", "said_by"]

    def clean_on(self) -> date:
        """What was delivered lies behind us."""
        on: date = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise ValidationError(_("That date is in the future. Enter the date it happened."))
        return on


class CorrectionForm(FulfillmentForm):
    """The same again, in the place of what was wrong; 0 if nothing was delivered."""

    quantity = forms.IntegerField(
        label=gettext_lazy("How many"),
        min_value=0,
        max_value=MOST_QUANTITY,
        help_text=gettext_lazy("Enter 0 if nothing was delivered."),
    )


class FulfillmentAcceptanceForm(HowForm):
    """Who of those who got it says that it arrived."""

    contact = forms.ModelChoiceField(
        label=gettext_lazy("Who confirmed it?"), queryset=Contact.objects.none()
    )
    field_order = ["contact", "how", "said_on"]

    def __init__(self, *args: Any, benefit: Benefit, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        receivers = people_of(benefit.partnership, today)[Side(benefit.side).other]
        people = Contact.objects.filter(pk__in={p.contact_id for p in receivers})
        self.fields["contact"].queryset = people.order_by("name", "pk")  # type: ignore[attr-defined]
