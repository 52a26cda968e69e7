"""Whom to invite, and what to write to them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import ParagraphField
from partnerships.engagement.forms.people import PeopleField
from partnerships.engagement.queries import Guest


class InviteForm(forms.Form):
    """Some of a meeting's people, and a note to them; ``guests`` are those email can reach."""

    people = PeopleField(label=_("Who gets the invitation"))
    whole = forms.BooleanField(
        label=_("Invite to all meetings of the series"), required=False, initial=True
    )
    words = ParagraphField(label=_("Personal note"), required=False, max_length=2000, rows=3)

    def __init__(self, *args: Any, guests: list[Guest], in_series: bool, **kwargs: Any) -> None:
        new = [one.participant.contact_id for one in guests if one.invitation is None]
        super().__init__(*args, **kwargs)
        if not in_series:
            del self.fields["whole"]
        field = self.fields["people"]
        field.initial = new
        if isinstance(field, PeopleField):
            field.offer((one.participant.contact, one.label()) for one in guests)
