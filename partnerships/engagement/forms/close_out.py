"""Closing a meeting out on one screen."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import LineField, ParagraphField
from partnerships.engagement.actions import CloseOut
from partnerships.engagement.forms.people import PeopleField, PromiseRows
from partnerships.engagement.lifecycle import Feel, MeetingKind
from partnerships.engagement.models import Meeting
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Purpose
from partnerships.relationships.queries import people_of


class CloseOutForm(PromiseRows):
    """How a meeting went, told in a minute (E3)."""

    came = PeopleField(label=_("Who came?"), required=False)
    feel = forms.TypedChoiceField(
        label=_("Energy"), choices=Feel.choices, coerce=int, widget=forms.RadioSelect
    )
    learned = ParagraphField(label=_("What we learned"), required=False, rows=3)
    agreed = PeopleField(label=_("We read it aloud, and these people agreed"), required=False)
    none_because = LineField(
        label=_("No next step. None, because …"),
        required=False,
        max_length=300,
        help_text=_("Only if you add none of our commitments above."),
    )

    def __init__(
        self, *args: Any, meeting: Meeting, has_next_step: bool, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        invited = list(meeting.participants.select_related("contact"))
        self.purpose = Purpose.objects.filter(partnership=meeting.partnership_id).first()
        agreed = self._agreed_before()
        came, agree = self.fields["came"], self.fields["agreed"]
        if isinstance(came, PeopleField) and isinstance(agree, PeopleField):
            people = [(person.contact, _labelled(person.side, str(person))) for person in invited]
            came.offer(people)
            agree.offer([(who, label) for who, label in people if who.pk not in agreed])
            if not agree.choices or self.purpose is None:
                del self.fields["agreed"]
        if has_next_step:
            del self.fields["none_because"]
        if MeetingKind(meeting.kind).is_tour():
            self.fields["learned"].help_text = _("Required for a tour.")
        self.add_promise_rows(
            {
                side: [
                    (held.contact, str(held))
                    for held in people_of(meeting.partnership, today)[side]
                ]
                for side in Side
            }
        )

    def _agreed_before(self) -> Iterable[int]:
        if self.purpose is None:
            return []
        return set(self.purpose.agreements.values_list("contact_id", flat=True))

    def told(self) -> CloseOut:
        """What was typed, for the action."""
        typed = self.cleaned_data
        return CloseOut(
            came=typed["came"],
            feel=Feel(typed["feel"]),
            learned=typed["learned"],
            promises=self.promises(),
            agreed_with_purpose=typed.get("agreed", []),
            none_because=typed.get("none_because", ""),
        )


def _labelled(side: str, name: str) -> str:
    return f"{name} ({Side(side).label})"
