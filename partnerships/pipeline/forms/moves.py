"""What people may type when a partnership begins, moves, rests or ends."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import DateField, LineField, ParagraphField
from partnerships.relationships.lifecycle import OPEN_STAGES
from partnerships.relationships.models import ClosingReason


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
    """An ended partnership is looked at again."""

    note = LineField(label=_("Reason for reopening"), max_length=1000)


class NoMouForm(forms.Form):
    """Why this partnership needs no MOU."""

    reason = LineField(label=_("No MOU is needed, because"), max_length=300)
