"""What people may type about themselves."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import time_zones
from common.forms import LineField


def zone_choices() -> list[tuple[str, str]]:
    """Return all zones, in the order of the alphabet and without underscores."""
    return [(zone, zone.replace("_", " ")) for zone in sorted(time_zones())]


class ProfileForm(forms.Form):
    """Name and time zone of the person who is signed in."""

    name = LineField(label=_("Your name"), widget=forms.TextInput(attrs={"autocomplete": "name"}))
    time_zone = forms.ChoiceField(
        label=_("Your time zone"),
        choices=zone_choices,
        help_text=_("Times on pages and in your email are shown in this time zone."),
    )
