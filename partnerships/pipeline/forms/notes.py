"""What people may type to a partner at the end, and to say no to "no MOU needed"."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import LineField, ParagraphField
from partnerships.organizations.lifecycle import Prefers
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from partnerships.relationships.queries import people_of


class ClosingNoteForm(forms.Form):
    """To whom, and the words."""

    contact = forms.ModelChoiceField(
        label=_("To"), queryset=Contact.objects.none(), empty_label=None
    )
    text = ParagraphField(label=_("Your note"), rows=10, max_length=4000)

    def __init__(self, *args: Any, partnership: Partnership, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        theirs = [p.contact_id for p in people_of(partnership, today)[Side.THEIRS]]
        people = Contact.objects.filter(pk__in=theirs, prefers=Prefers.LINK).exclude(email="")
        self.fields["contact"].queryset = people.order_by("name", "pk")  # type: ignore[attr-defined]  # a choice of rows
        self.has_people = people.exists()


class NoMouDeclineForm(forms.Form):
    """Why an MOU is wanted after all."""

    reason = LineField(label=_("An MOU is needed, because"), max_length=300)
