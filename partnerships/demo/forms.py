"""What is asked before the demo is removed."""

from typing import Any

from django import forms
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role, joined
from common.forms import EmailField, LineField, TextField
from partnerships.demo.actions import Keeper, keeper_of
from partnerships.demo.queries import Added
from partnerships.demo.rules import STAFF
from partnerships.organizations.queries import house_name


class RemoveForm(forms.Form):
    """The account that stays, for someone who uses one of the demo's, and what else goes."""

    name = LineField(label=_("Your name"), widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = EmailField(
        label=_("Your email address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    password = TextField(
        label=_("Your new password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    works = forms.BooleanField(
        label=_("I work with partners myself"),
        required=False,
        initial=True,
        help_text=_("You become administrator and coordinator. Otherwise administrator alone."),
    )
    also_added = forms.BooleanField(label=_("Remove what people added, too"))
    confirm = LineField()

    def __init__(
        self, *args: Any, user: User, is_demo_account: bool, added: Added, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.is_demo_account = user, is_demo_account
        if not is_demo_account:
            for name in ("name", "email", "password", "works"):
                del self.fields[name]
        typed = _("Type “%(name)s” to confirm") % {"name": house_name()}
        self.fields["confirm"].label = typed
        if not added:
            del self.fields["also_added"], self.fields["confirm"]

    def clean_email(self) -> str:
        """The account that stays isn't one of the demo's, whose password is public."""
        email: str = self.cleaned_data["email"]
        if User.objects.normalize_email(email) in {known for known, *_more in STAFF}:
            raise forms.ValidationError(_("This address belongs to the demo. Enter your own."))
        return email

    def clean_confirm(self) -> str:
        """A slip doesn't empty an installation in which people work."""
        typed: str = self.cleaned_data["confirm"]
        if typed.casefold() != house_name().casefold():
            raise forms.ValidationError(
                _("Type “%(name)s” to remove everything."), params={"name": house_name()}
            )
        return typed

    def clean_password(self) -> str:
        """As strong as every password here."""
        password: str = self.cleaned_data["password"]
        known = {name: self.cleaned_data.get(name, "") for name in ("name", "email")}
        validate_password(password, User(**known))
        return password

    def keeper(self) -> Keeper:
        """The administrator who stays."""
        if not self.is_demo_account:
            return keeper_of(self.user)
        typed = self.cleaned_data
        works = [Role.COORDINATOR] if typed["works"] else []
        return Keeper(
            email=User.objects.normalize_email(typed["email"]),
            name=typed["name"],
            role=joined([Role.ADMINISTRATOR, *works]),
            password=make_password(typed["password"]),
            time_zone=self.user.time_zone,
        )
