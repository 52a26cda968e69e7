"""What people may type when a partnership begins, moves, rests or ends."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.fields import HISTORY
from common.forms import DateField, LineField, ParagraphField
from partnerships.relationships.forms import workers
from partnerships.relationships.lifecycle import OPEN_STAGES
from partnerships.relationships.models import ClosingReason, Motive

IDEA = "idea"
EXISTING = "existing"


class OpenForm(forms.Form):
    """A partnership begins: as an idea, or as one that is at work already."""

    way = forms.ChoiceField(
        label=_("How does it start?"),
        choices=[(IDEA, _("New prospect")), (EXISTING, _("Already working together"))],
        initial=IDEA,
        widget=forms.RadioSelect,
    )
    working_since = DateField(
        years=HISTORY,
        label=_("Since when, roughly?"),
        required=False,
        help_text=_("Only if you already work together. A rough date is fine."),
    )
    motives = forms.ModelMultipleChoiceField(
        label=_("Goals"),
        queryset=Motive.objects.filter(is_active=True),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=User.objects.none())
    program = LineField(
        label=_("Program"),
        required=False,
        max_length=120,
        help_text=_("Only if you have several partnerships with them."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = workers()  # type: ignore[attr-defined]
        self.fields["owner"].initial = user.pk

    def clean(self) -> dict[str, Any]:
        """Who works together already did so since some day."""
        cleaned = super().clean() or {}
        unsaid = "working_since" in cleaned and cleaned["working_since"] is None
        if cleaned.get("way") == EXISTING and unsaid:
            self.add_error("working_since", _("Enter roughly when you started working together."))
        return cleaned


class MoveForm(forms.Form):
    """A step to another stage; which steps are possible the action knows."""

    to = forms.ChoiceField(
        label=_("Next stage"), choices=[(stage.value, stage.label) for stage in OPEN_STAGES]
    )
    note = LineField(label=_("Reason"), required=False, max_length=1000)


class PauseForm(forms.Form):
    """A partnership rests until a day."""

    note = LineField(label=_("Reason for the hold"), max_length=1000)
    check_again_on = DateField(label=_("Check again on"))


class CloseForm(forms.Form):
    """A partnership ends, with thanks."""

    reason = forms.ModelChoiceField(
        label=_("Reason for closing"),
        queryset=ClosingReason.objects.filter(is_active=True),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    revisit_on = DateField(label=_("Revisit on"), required=False)
    do_not_revisit = forms.BooleanField(label=_("Do not revisit"), required=False)
    note = ParagraphField(label=_("Internal note"), required=False, max_length=1000, rows=3)


class ResumeForm(forms.Form):
    """A partnership goes on where it was."""

    note = LineField(label=_("Note"), required=False, max_length=1000)


class ReopenForm(forms.Form):
    """An ended partnership is looked at anew."""

    note = LineField(label=_("Reason for reopening"), max_length=1000)


class NoMouForm(forms.Form):
    """Why this partnership needs no MOU."""

    reason = LineField(label=_("No MOU is needed, because"), max_length=300)
