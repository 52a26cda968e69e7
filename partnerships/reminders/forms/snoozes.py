"""For how long a signal may be out of sight."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _


class PutOffForm(forms.Form):
    """A week, a month or a quarter."""

    days = forms.TypedChoiceField(
        label=_("Show again"),
        choices=[(7, _("In a week")), (30, _("In a month")), (90, _("In three months"))],
        coerce=int,
        initial=7,
        widget=forms.RadioSelect,
    )

    def until(self, today: date) -> date:
        """The day from which it shows again."""
        return today + timedelta(days=self.cleaned_data["days"])
