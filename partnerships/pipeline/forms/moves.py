"""What people may type when a partnership begins, moves, rests or ends."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from common.dates import add_days
from common.forms import DateField, LineField, ParagraphField
from common.templatetags.ui import day
from partnerships.agreements.lifecycle import Fate
from partnerships.agreements.models import Mou
from partnerships.agreements.queries import fates_of, to_decide
from partnerships.relationships.lifecycle import OPEN_STAGES
from partnerships.relationships.models import ClosingReason, Partnership


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


class FatesMixin(forms.Form):
    """Asks what becomes of each signed MOU when its partnership is closed."""

    def ask_about_mous(self, partnership: Partnership, today: date, *, required: bool) -> None:
        """Add a field for each."""
        self.mous = to_decide(partnership, today)
        for mou in self.mous:
            offered = fates_of(mou, partnership)
            self.fields[f"mou_{mou.pk}"] = forms.TypedChoiceField(
                label=_("What becomes of “%(mou)s”?") % {"mou": mou},
                choices=[(fate.value, _fate_in_words(fate, mou, today)) for fate in offered],
                coerce=Fate,
                initial=offered[0] if len(offered) == 1 else None,
                required=required,
                widget=forms.RadioSelect,
            )

    def about_mous(self) -> list[forms.BoundField]:
        """Return those fields."""
        return [self[f"mou_{mou.pk}"] for mou in self.mous]

    def fates(self) -> dict[int, Fate]:
        """What was chosen, for the action."""
        chosen = {mou.pk: self.cleaned_data.get(f"mou_{mou.pk}") for mou in self.mous}
        return {pk: fate for pk, fate in chosen.items() if fate}


def _fate_in_words(fate: Fate, mou: Mou, today: date) -> str:
    last_day = mou.last_day()
    if fate == Fate.NOTICE:
        ends = add_days(today, mou.notice_days)
        return gettext("Give notice today: it ends on %(day)s") % {"day": day(ends)}
    if fate == Fate.NOW:
        return gettext("End it today, because both sides agree")
    if last_day:
        return gettext("Leave it in effect until %(day)s") % {"day": day(last_day)}
    return gettext("Leave it in effect, without an end date")


class CloseForm(FatesMixin):
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

    def __init__(self, *args: Any, partnership: Partnership, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_about_mous(partnership, today, required=True)


class ResumeForm(forms.Form):
    """A partnership goes on where it was."""

    note = LineField(label=_("Note"), required=False, max_length=1000)


class ReopenForm(forms.Form):
    """An ended partnership is looked at again."""

    note = LineField(label=_("Reason for reopening"), max_length=1000)


class NoMouForm(forms.Form):
    """Why this partnership needs no MOU."""

    reason = LineField(label=_("No MOU is needed, because"), max_length=300)
