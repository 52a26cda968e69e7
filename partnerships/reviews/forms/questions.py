"""A question set as leadership edits it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import LineField, ParagraphField
from partnerships.organizations.lifecycle import Kind
from partnerships.reviews.actions import AskedQuestion
from partnerships.reviews.lifecycle import MOST_QUESTIONS, Dimension
from partnerships.reviews.models import QuestionSet

#: Empty rows for more questions.
EXTRA = 3


class QuestionSetForm(forms.ModelForm[QuestionSet]):
    """Its name, whom it's made for, and where its wording comes from."""

    name = LineField(label=_("Name"), max_length=120)
    made_for = LineField(
        label=_("Description"),
        max_length=200,
        required=False,
        help_text=_("e.g. Employers we've placed people with; about 5 minutes"),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Offer only for these kinds of partners"),
        choices=Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Leave all of them unchecked to offer it for every partner."),
    )
    source = ParagraphField(
        label=_("Source"),
        max_length=1000,
        rows=2,
        help_text=_("Who wrote the questions, or which publication they come from."),
    )
    license = LineField(
        label=_("License"),
        max_length=200,
        help_text=_("Use published wording only if its license allows it."),
    )

    class Meta:
        model = QuestionSet
        fields = ["name", "made_for", "kinds", "source", "license"]


class QuestionForm(forms.Form):
    """One row of the set; an empty one is left out."""

    text = LineField(label=_("Question"), max_length=300, required=False)
    dimension = forms.ChoiceField(
        label=_("Dimension"),
        choices=[("", _("Answered in words")), *Dimension.choices],
        required=False,
    )
    asks_guess = forms.BooleanField(label=_("We also guess their answer"), required=False)

    def clean(self) -> dict[str, Any]:
        """Only a rating can be guessed."""
        cleaned = super().clean() or {}
        if cleaned.get("asks_guess") and not cleaned.get("dimension"):
            self.add_error("asks_guess", _("Only a rated question can be guessed."))
        return cleaned


QuestionFormSet = forms.formset_factory(
    QuestionForm,
    extra=EXTRA,
    max_num=MOST_QUESTIONS,
    absolute_max=MOST_QUESTIONS,
    validate_max=True,
)


def rows_of(question_set: QuestionSet) -> list[dict[str, Any]]:
    """Return the questions of a set as the rows of its form begin."""
    rows = question_set.questions.values("text", "dimension", "asks_guess")
    return [{**row} for row in rows]


def asked_in(rows: Any) -> list[AskedQuestion]:
    """Return what was typed, for the action."""
    typed = [row.cleaned_data for row in rows.forms]
    return [AskedQuestion(**one) for one in typed if one.get("text")]
