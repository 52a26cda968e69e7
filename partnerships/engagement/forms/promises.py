"""Giving, moving and closing a promise."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import DateField, LineField
from partnerships.engagement.actions import Promise
from partnerships.engagement.forms.people import PersonField
from partnerships.engagement.models import FollowUp
from partnerships.relationships.forms import Speaker, SpeakerField
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from partnerships.relationships.queries import people_of


class FollowUpForm(forms.Form):
    """A promise: who does what by when."""

    side = forms.ChoiceField(
        label=_("Whose commitment"),
        choices=Side.choices,
        initial=Side.OURS,
        widget=forms.RadioSelect,
    )
    what = LineField(label=_("What"), max_length=300)
    due_on = DateField(label=_("Due date"))
    who = SpeakerField(label=_("Assigned to"), required=False)

    def __init__(self, *args: Any, partnership: Partnership, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["who"]
        if isinstance(field, SpeakerField):
            field.offer(partnership, today)

    def clean(self) -> dict[str, Any]:
        """Who does it stands on the side that promised."""
        cleaned = super().clean() or {}
        who: Speaker | None = cleaned.get("who")
        if who and cleaned.get("side") and who.side != cleaned["side"]:
            self.add_error("who", _("Choose someone from the side that made the commitment."))
        return cleaned

    def given(self) -> Promise:
        """What was typed, for the action."""
        typed = self.cleaned_data
        who: Speaker | None = typed["who"]
        return Promise(
            side=Side(typed["side"]),
            what=typed["what"],
            due_on=typed["due_on"],
            contact=who.contact if who else None,
        )


class FollowUpEditForm(forms.Form):
    """Another day for a promise, another person, or other words."""

    what = LineField(label=_("What"), max_length=300)
    due_on = DateField(label=_("Due date"))
    contact = PersonField(label=_("Assigned to"), required=False)

    def __init__(self, *args: Any, follow_up: FollowUp, today: date, **kwargs: Any) -> None:
        names = ("what", "due_on", "contact_id")
        kwargs["initial"] = {name.removesuffix("_id"): getattr(follow_up, name) for name in names}
        super().__init__(*args, **kwargs)
        field = self.fields["contact"]
        if isinstance(field, PersonField):
            positions = people_of(follow_up.partnership, today)[Side(follow_up.side)]
            people = [(held.contact, str(held)) for held in positions]
            if follow_up.contact:
                people.append((follow_up.contact, str(follow_up.contact)))
            field.offer(people)


class FollowUpDoneForm(forms.Form):
    """How a promise ended; one button of Today sends only ``kept``."""

    kept = forms.ChoiceField(
        label=_("Outcome"),
        choices=[("yes", _("Done")), ("no", _("No longer needed"))],
        initial="yes",
        widget=forms.RadioSelect,
    )
    note = LineField(label=_("Note"), required=False, max_length=300)
