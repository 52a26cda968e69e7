"""Writing down a call or a note."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import DateField, ParagraphField
from partnerships.engagement.forms.people import PersonField
from partnerships.engagement.lifecycle import Feel, InteractionKind
from partnerships.engagement.models import Interaction
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from partnerships.relationships.queries import people_of


class InteractionForm(forms.Form):
    """What happened between meetings."""

    kind = forms.ChoiceField(
        label=_("What happened"), choices=InteractionKind.choices, widget=forms.RadioSelect
    )
    on = DateField(label=_("When"))
    with_contact = PersonField(
        label=_("Contact"), required=False, help_text=_("Choose who you talked with.")
    )
    text = ParagraphField(label=_("Summary"), required=False, rows=4)
    feel = forms.TypedChoiceField(
        label=_("Energy"),
        choices=[("", _("Not sure")), *Feel.choices],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, partnership: Partnership, today: date, **kwargs: Any) -> None:
        theirs = people_of(partnership, today)[Side.THEIRS]
        people = {held.contact_id for held in theirs}
        known = partnership.interactions.filter(with_contact__in=people)
        last = known.order_by("-on", "-pk").first()
        likely = last.with_contact_id if last else None
        if len(people) == 1:
            likely = people.pop()
        kwargs["initial"] = {"kind": InteractionKind.CALL, "on": today, "with_contact": likely}
        super().__init__(*args, **kwargs)
        self.today = today
        field = self.fields["with_contact"]
        if isinstance(field, PersonField):
            field.offer([(held.contact, str(held)) for held in theirs])

    def clean_on(self) -> date:
        """What happened lies behind us."""
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(
                _("That date is in the future. Schedule a meeting instead.")
            )
        return on

    def fill(self, interaction: Interaction) -> Interaction:
        """Put what was typed on the interaction, unsaved."""
        for name in ("kind", "on", "with_contact", "text", "feel"):
            setattr(interaction, name, self.cleaned_data[name])
        return interaction
