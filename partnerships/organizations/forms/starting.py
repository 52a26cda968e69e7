"""What a new installation asks first."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.forms import LineField
from partnerships.organizations.lifecycle import Kind
from partnerships.organizations.models import Organization, Position


class OursForm(forms.Form):
    """Our organization, and what the person who sets it up does there."""

    name = LineField(
        label=_("Your organization"),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    kind = forms.ChoiceField(label=_("Type"), choices=Kind.choices)
    title = LineField(
        label=_("Your job title there"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    leads = forms.BooleanField(label=_("I lead it"), required=False)
    manages = forms.BooleanField(label=_("I manage programs"), required=False)
    delivers = forms.BooleanField(label=_("I deliver services"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def organization(self) -> Organization:
        """The one of this name in the directory, or a new one, unsaved."""
        typed = self.cleaned_data
        known = Organization.objects.visible_to(self.user).not_archived().named(typed["name"])
        return known.first() or Organization(name=typed["name"], kind=typed["kind"])

    def position(self) -> Position:
        """Their job there, unsaved."""
        typed = self.cleaned_data
        levels = {level: typed[level] for level in ("leads", "manages", "delivers")}
        return Position(title=typed["title"], **levels)
