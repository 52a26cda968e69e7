"""Naming a saved view."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import LineField


class SavedViewForm(forms.Form):
    """The name of a saved view, and whether its list opens with it."""

    name = LineField(label=_("Name"), max_length=60)
    is_default = forms.BooleanField(
        label=_("Open the list with this view from the menu"), required=False
    )
