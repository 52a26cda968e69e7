"""Closing a meeting out on one screen."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import LineField, ParagraphField
from partnerships.engagement.actions import CloseOut
from partnerships.engagement.forms.people import PeopleChoices, PeopleField, PromiseRows
from partnerships.engagement.lifecycle import Feel, MeetingKind
from partnerships.engagement.models import Meeting, Participant
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Purpose
from partnerships.relationships.queries import positions_with


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
        invited = list(meeting.participants.select_related("contact", "organization"))
        partnership = meeting.partnership
        self.purpose = Purpose.objects.filter(partnership=partnership).first()
        known = (None, meeting.partner_organization_id())
        agreed = self._agreed_before()
        came, agree = self.fields["came"], self.fields["agreed"]
        if isinstance(came, PeopleField) and isinstance(agree, PeopleField):
            came.offer([(person.contact, _labelled(person)) for person in invited])
            agree.offer(
                [
                    (person.contact, _labelled(person))
                    for person in invited
                    if person.contact_id not in agreed and person.organization_id in known
                ]
            )
            if not agree.choices or self.purpose is None:
                del self.fields["agreed"]
        if has_next_step:
            del self.fields["none_because"]
        if MeetingKind(meeting.kind).is_tour():
            self.fields["learned"].help_text = _("Required for a tour.")
        if partnership:
            self.add_promise_rows(_promisers(meeting, invited, today))

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


def _labelled(person: Participant) -> str:
    return f"{person.contact} ({person.organization or Side(person.side).label})"


def _promisers(
    meeting: Meeting, invited: Iterable[Participant], today: date
) -> dict[Side, PeopleChoices]:
    """People of each side, those invited from other organizations included."""
    held = positions_with(meeting.partner_organization_id(), today)
    return {
        side: [
            *((job.contact, str(job)) for job in held[side]),
            *((one.contact, _labelled(one)) for one in invited if one.side == side),
        ]
        for side in Side
    }
