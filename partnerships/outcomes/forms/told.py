"""How a side tells us a number: who of theirs, in which way, and when."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.forms import LineField
from partnerships.organizations.models import Contact
from partnerships.outcomes.lifecycle import MOST_QUANTITY
from partnerships.outcomes.models import Reported
from partnerships.relationships.forms import HowForm, contacts_of
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from partnerships.relationships.queries import people_of


class NumberField(forms.IntegerField):
    """A count: a whole number from 0 to a million."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=MOST_QUANTITY, **kwargs)


class NoteField(LineField):
    """Something to know about a number; never about a person."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Note"))
        kwargs.setdefault("required", False)
        kwargs.setdefault("help_text", _("Never about someone who was served."))
        super().__init__(max_length=300, **kwargs)


class ToldForm(HowForm):
    """A number that one side reports; of theirs, who told us, how and when."""

    contact = forms.ModelChoiceField(label=_("Who told us?"), queryset=Contact.objects.none())
    note = NoteField()

    def __init__(
        self,
        *args: Any,
        partnership: Partnership | None,
        side: Side,
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.side, self.today = side, today
        if side == Side.THEIRS and partnership:
            self.fields["contact"].queryset = theirs(partnership, today)  # type: ignore[attr-defined]
        else:
            for name in ("contact", "how", "said_on"):
                del self.fields[name]

    def sign(self, row: Reported) -> None:
        """Say on a report who it is from."""
        typed = self.cleaned_data
        row.side, row.note = self.side, typed["note"]
        row.contact, row.how = typed.get("contact"), typed.get("how") or ""
        row.reported_on = typed.get("said_on") or self.today


def theirs(partnership: Partnership, today: date) -> QuerySet[Contact]:
    """Return the people on their side, for a field to choose from."""
    return contacts_of(people_of(partnership, today), Side.THEIRS)
