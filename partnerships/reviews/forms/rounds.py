"""Opening a round of reviews."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.forms import DateField, LineField
from partnerships.organizations.lifecycle import Kind
from partnerships.relationships.models import Partnership, PartnershipQuerySet
from partnerships.reviews.lifecycle import ANSWER_DAYS
from partnerships.reviews.models import QuestionSet, Review


class RoundForm(forms.Form):
    """A name, the questions, the last day, and which active partnerships."""

    name = LineField(label=_("Name"), max_length=120)
    question_set = forms.ModelChoiceField(
        label=_("Questions"), queryset=QuestionSet.objects.none(), empty_label=None
    )
    answers_until = DateField(label=_("Answer by"))
    owner = forms.ModelChoiceField(
        label=_("Owner"), queryset=User.objects.none(), required=False, empty_label=_("Everyone's")
    )
    kind = forms.ChoiceField(
        label=_("Kind of partner"), choices=[("", _("Any")), *Kind.choices], required=False
    )
    due_by = DateField(
        label=_("Only with a review due by"),
        required=False,
        help_text=_("Leave it empty to include every active partnership."),
    )

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.today = user, today
        self.fields["question_set"].queryset = QuestionSet.objects.offered()  # type: ignore[attr-defined]  # its rows
        owners = self._active().values("owner")
        self.fields["owner"].queryset = User.objects.filter(pk__in=owners)  # type: ignore[attr-defined]  # its rows
        self.fields["answers_until"].initial = today + timedelta(days=ANSWER_DAYS)

    def _active(self) -> PartnershipQuerySet:
        return Partnership.objects.visible_to(self.user).active()

    def clean_answers_until(self) -> date:
        """There is time to answer."""
        until: date = self.cleaned_data["answers_until"]
        if until <= self.today:
            raise forms.ValidationError(_("Choose a day after today."))
        return until

    def partnerships(self) -> PartnershipQuerySet:
        """Return the partnerships that were chosen, by partner."""
        asked = self.cleaned_data
        found = self._active()
        if asked["owner"]:
            found = found.filter(owner=asked["owner"])
        if asked["kind"]:
            found = found.filter(organization__kind=asked["kind"])
        if asked["due_by"]:
            due = Review.objects.to_do().filter(due_on__lte=asked["due_by"])
            found = found.filter(pk__in=due.values("partnership"))
        named = found.select_related("organization", "owner")
        return named.order_by("organization__name_key", "pk")
