"""What administrators type about a user in the panel."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import ZoneSelect
from accounts.models import User
from accounts.roles import Role, joined


class RolesField(forms.MultipleChoiceField):
    """The roles of a person, kept as one text."""

    widget = forms.CheckboxSelectMultiple

    def prepare_value(self, value: Any) -> Any:
        return value.split(",") if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        return joined(super().clean(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return joined((initial or "").split(",")) != joined(data or ())


class UserForm(forms.ModelForm[User]):
    """What administrators may change about a user; a password never."""

    role = RolesField(
        label=_("Roles"),
        choices=Role.choices,
        help_text=_("Choose several for someone who does several jobs."),
    )

    send_invitation = forms.BooleanField(
        label=_("Resend invitation"),
        required=False,
        help_text=_("Only until this person has set a password."),
    )

    class Meta:
        model = User
        fields = ["email", "name", "role", "time_zone", "is_active"]
        widgets = {"time_zone": ZoneSelect}
