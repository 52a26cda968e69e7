"""What happened of a line, and who says so (W10); what we answer to a suggestion."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.forms import DateField, LineField, VersionedFormMixin
from partnerships.exchange.models import Benefit, Evidence
from partnerships.organizations.models import Contact
from partnerships.relationships.forms import HowForm
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.queries import people_of


class EvidenceForm(forms.ModelForm[Evidence]):
    """What happened, when, and when the line is due again."""

    what = LineField(
        label=_("What happened"),
        max_length=300,
        help_text=_("A number or a link helps: “14 people came”."),
    )
    happened_on = DateField(label=_("When"), initial=timezone.localdate)
    next_due_on = DateField(
        label=_("Next due"),
        required=False,
        help_text=_("When it's due again. Leave blank if nothing more is due."),
    )

    class Meta:
        model = Evidence
        fields = ["what", "happened_on"]

    def clean_happened_on(self) -> date:
        """What happened lies behind us."""
        happened_on: date = self.cleaned_data["happened_on"]
        if happened_on > timezone.localdate():
            raise ValidationError(_("That date is in the future. Enter the date it happened."))
        return happened_on

    def clean_next_due_on(self) -> date | None:
        """A line that was just kept is not overdue."""
        due_on: date | None = self.cleaned_data["next_due_on"]
        if due_on and due_on < timezone.localdate():
            raise ValidationError(
                _("That date has passed. Choose today or later, or leave it blank.")
            )
        return due_on


class EvidenceEditForm(EvidenceForm):
    """What happened, and when, said rightly."""

    next_due_on = None  # type: ignore[assignment]  # Django's way to leave out an inherited field

    def clean_next_due_on(self) -> date | None:
        """It is on the item itself."""
        return None


class EvidenceAcceptanceForm(HowForm):
    """Who of those who got it says that it happened."""

    contact = forms.ModelChoiceField(label=_("Who confirmed it?"), queryset=Contact.objects.none())
    field_order = ["contact", "how", "said_on"]

    def __init__(self, *args: Any, benefit: Benefit, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        receivers = people_of(benefit.partnership, today)[Side(benefit.side).other]
        people = Contact.objects.filter(pk__in={p.contact_id for p in receivers})
        self.fields["contact"].queryset = people.order_by("name", "pk")  # type: ignore[attr-defined]


class SuggestionAcceptForm(VersionedFormMixin):
    """The one click that accepts; it knows which wording of the item was seen."""


class SuggestionDeclineForm(forms.Form):
    """Why a suggested change is not taken up."""

    reply = LineField(
        label=_("Our reply"),
        max_length=300,
        help_text=_("One or two sentences. They'll see it next to their suggestion."),
    )
