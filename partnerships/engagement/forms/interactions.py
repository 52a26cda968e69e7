"""Writing down a call or a note."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import DateField, ParagraphField
from partnerships.engagement.forms.people import PersonField
from partnerships.engagement.lifecycle import LOGGED, Feel, InteractionKind
from partnerships.engagement.models import Interaction
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from partnerships.relationships.queries import people_of


class InteractionForm(forms.Form):
    """What happened between meetings."""

    kind = forms.ChoiceField(
        label=_("What happened"),
        choices=[(kind.value, kind.label) for kind in LOGGED],
        widget=forms.RadioSelect,
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

    def __init__(
        self,
        *args: Any,
        partnership: Partnership,
        today: date,
        interaction: Interaction | None = None,
        **kwargs: Any,
    ) -> None:
        theirs = people_of(partnership, today)[Side.THEIRS]
        people = [(held.contact, str(held)) for held in theirs]
        if interaction is None:
            likely = _likely(partnership, {contact.pk for contact, _label in people})
            given = {"kind": InteractionKind.CALL, "on": today, "with_contact": likely}
        else:
            given = {name: getattr(interaction, name) for name in ("kind", "on", "text", "feel")}
            given["with_contact"] = interaction.with_contact_id
            if interaction.with_contact:
                people.append((interaction.with_contact, str(interaction.with_contact)))
        kwargs["initial"] = given
        super().__init__(*args, **kwargs)
        self.today = today
        if interaction and interaction.is_theirs():
            del self.fields["kind"]
        field = self.fields["with_contact"]
        if isinstance(field, PersonField):
            field.offer(people)

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
        for name, value in self.cleaned_data.items():
            setattr(interaction, name, value)
        return interaction


def _likely(partnership: Partnership, people: set[int]) -> int | None:
    """Return who was probably talked with: the only one, or whoever it was last."""
    if len(people) == 1:
        return people.pop()
    known = partnership.interactions.filter(with_contact__in=people)
    last = known.order_by("-on", "-pk").first()
    return last.with_contact_id if last else None
