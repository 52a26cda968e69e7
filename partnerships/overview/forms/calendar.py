"""What the address of a calendar may ask for."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.forms import DateField
from partnerships.overview.lifecycle import CalendarView, Layer
from partnerships.overview.queries import Asked
from partnerships.relationships.models import Partnership


class CalendarSearch(forms.Form):
    """The view, day, people and layers of the calendar; what can't be read is left out."""

    view = forms.ChoiceField(label=_("View"), required=False, choices=CalendarView.choices)
    on = DateField(label=_("Date"), required=False)
    whose = forms.ChoiceField(label=_("Whose"), required=False, choices=[("all", _("Team"))])
    partner = forms.ModelChoiceField(
        label=_("Partner"), required=False, queryset=Partnership.objects.none()
    )
    hide = forms.MultipleChoiceField(label=_("Hide"), required=False, choices=Layer.choices)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = Partnership.objects.visible_to(user).with_names()  # type: ignore[attr-defined]  # a choice of rows

    def asked(self, today: date) -> Asked:
        """What to show."""
        self.is_valid()
        typed = self.cleaned_data
        hidden = typed.get("hide") or []
        return Asked(
            view=CalendarView(typed.get("view") or CalendarView.MONTH),
            on=typed.get("on") or today,
            everybody=typed.get("whose") == "all",
            partner=typed.get("partner"),
            layers=[layer for layer in Layer if layer.value not in hidden],
        )

    def layers(self) -> list[tuple[Layer, bool, list[str]]]:
        """Each layer, whether it is shown, and what is hidden once its chip is clicked."""
        hidden = {Layer(code) for code in self.cleaned_data.get("hide") or []}
        return [
            (layer, layer not in hidden, [one.value for one in Layer if one in hidden ^ {layer}])
            for layer in Layer
        ]
