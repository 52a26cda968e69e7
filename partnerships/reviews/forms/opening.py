"""Opening a review: which questions, whom to ask, until when."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django import forms
from django.forms.boundfield import BoundField, BoundWidget
from django.utils.translation import gettext_lazy as _

from common.forms import DateField, ParagraphField
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import Side
from partnerships.reviews.actions import Opening
from partnerships.reviews.lifecycle import ANSWER_DAYS, LEAST_ANSWER_DAYS, Occasion
from partnerships.reviews.models import QuestionSet, Review
from partnerships.reviews.queries import ToAsk, people_to_ask


class ContactsField(forms.TypedMultipleChoiceField):
    """Contacts of one side, each with a box; the key people are checked."""

    widget = forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})

    def offer(self, people: list[ToAsk]) -> None:
        self.people = {str(one.contact.pk): one for one in people}
        self.choices = [(pk, one.contact.name) for pk, one in self.people.items()]
        self.coerce = lambda pk: self.people[str(pk)].contact
        self.initial = [pk for pk, one in self.people.items() if one.is_key]


def offer_questions(field: forms.Field, kind: str) -> None:
    """Offer the question sets for a kind of partner; "" is any kind. The first is chosen."""
    sets = QuestionSet.objects.offered_for(kind)
    field.queryset = QuestionSet.objects.filter(pk__in=[one.pk for one in sets])  # type: ignore[attr-defined]  # its rows
    field.initial = sets[0] if sets else None


def usual_end(today: date, due_on: date) -> date:
    """The last day to answer: before the review is due, as long as there's time to answer."""
    usual, least = (today + timedelta(days=days) for days in (ANSWER_DAYS, LEAST_ANSWER_DAYS))
    return max(min(usual, due_on), least)


class OpenReviewForm(forms.Form):
    """The questions, the people of both sides, and the last day to answer."""

    question_set = forms.ModelChoiceField(
        label=_("Questions"), queryset=QuestionSet.objects.none(), empty_label=None
    )
    ours = ContactsField(label=_("From our side"), required=False)
    theirs = ContactsField(label=_("From their side"), required=False)
    answers_until = DateField(label=_("Answer by"))
    occasion = forms.ChoiceField(label=_("Why now"), choices=Occasion.choices)

    def __init__(self, *args: Any, review: Review, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        offer_questions(self.fields["question_set"], review.partnership.organization.kind)
        self.fields["occasion"].initial = review.occasion
        self.fields["answers_until"].initial = usual_end(today, review.due_on)
        self.fields["theirs"].label = _("From %(partner)s") % {
            "partner": review.partnership.organization
        }
        people = people_to_ask(review.partnership, today)
        for side in Side:
            field = self.fields[side.value]
            if isinstance(field, ContactsField):
                field.offer(people[side])

    def sides(self) -> Iterator[tuple[Side, BoundField, list[tuple[BoundWidget, ToAsk]]]]:
        """Yield each side with its field, and every box with the person it stands for."""
        for side in Side:
            field = self.fields[side.value]
            if isinstance(field, ContactsField):
                boxes = [(box, field.people[box.data["value"]]) for box in self[side.value]]
                yield side, self[side.value], boxes

    def clean_answers_until(self) -> date:
        """There is time to answer."""
        until: date = self.cleaned_data["answers_until"]
        if until <= self.today:
            raise forms.ValidationError(_("Choose a day after today."))
        return until

    def clean(self) -> dict[str, Any]:
        """A review asks someone."""
        cleaned = super().clean() or {}
        counts = [len(cleaned.get(side.value, [])) for side in Side]
        if not self.errors and not any(counts):
            self.add_error("ours", _("Choose at least one person to ask."))
        return cleaned

    def opening(self) -> Opening:
        """Return what was chosen, for the action."""
        chosen = self.cleaned_data
        return Opening(
            question_set=chosen["question_set"],
            raters={side: chosen[side.value] for side in Side},
            answers_until=chosen["answers_until"],
            occasion=Occasion(chosen["occasion"]),
        )


class RaterForm(forms.Form):
    """One more person to ask."""

    contact = forms.ChoiceField(label=_("Who should we ask?"))

    def __init__(self, *args: Any, review: Review, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = set(review.raters.values_list("contact", flat=True))
        people = people_to_ask(review.partnership, today)
        self.people = {
            str(contact.pk): (contact, side)
            for side in Side
            for contact, _title, _is_key in people[side]
            if contact.pk not in asked
        }
        field = self.fields["contact"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(pk, contact.name) for pk, (contact, _side) in self.people.items()]

    def rater(self) -> tuple[Contact, Side]:
        """Return the person chosen, and their side."""
        return self.people[self.cleaned_data["contact"]]


class ReviewLinkForm(forms.Form):
    """The note and the options sent with a link."""

    words = ParagraphField(label=_("Your message"), required=False, max_length=1000, rows=3)
    remind = forms.BooleanField(
        label=_("Remind them once if they haven't answered in a week"),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, reminds: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not reminds:
            del self.fields["remind"]
