"""How a person wants to be told, and what administrators change about it."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from string import Template
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.dates import instant
from common.forms import LineField, ParagraphField
from partnerships.reminders.lifecycle import Mode
from partnerships.reminders.models import Preference, ReminderRule
from partnerships.reminders.rules import Team
from partnerships.reminders.rules.categories import CATEGORIES, is_on
from partnerships.reminders.rules.headings import NAMES
from partnerships.reminders.rules.reminder import parsed

FURTHEST, MOST = 730, 10  # days from the date it is about, and how many of them


class ModeChoice(NamedTuple):
    """One mode for one kind: whether it is offered, and whether it is the one."""

    mode: Mode
    is_offered: bool
    is_chosen: bool


class ModesForm(forms.Form):
    """One way for each kind of thing that is in use, or one for all of them."""

    everything = forms.ChoiceField(
        label=_("All types"),
        choices=[("", _("As chosen above")), *Mode.choices],
        required=False,
        help_text=_("Applies to all of these."),
    )

    def __init__(self, *args: Any, user: User, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Preference.objects.visible_to(user).filter(user=user)
        self.chosen = dict(rows.values_list("kind", "mode"))
        mine = {
            code: found
            for code, found in CATEGORIES.items()
            if any(user.has_role(role) for role in found.roles)
        }
        self.in_use = {code: found for code, found in mine.items() if is_on(code, team)}
        self.switched_off = [str(mine[code].name) for code in mine if code not in self.in_use]
        for code, category in self.in_use.items():
            self.fields[code] = forms.ChoiceField(
                label=str(category.name),
                choices=[(mode.value, mode.label) for mode in category.modes],
                initial=self.chosen.get(code, category.usual),
            )

    def rows(self) -> list[tuple[forms.BoundField, list[ModeChoice]]]:
        """Return each kind in use with one cell for each mode."""
        return [
            (self[code], [self._cell(self[code], category.modes, mode) for mode in Mode])
            for code, category in self.in_use.items()
        ]

    @staticmethod
    def _cell(field: forms.BoundField, offered: Collection[Mode], mode: Mode) -> ModeChoice:
        return ModeChoice(mode, is_offered=mode in offered, is_chosen=field.value() == mode)

    def modes(self) -> dict[str, Mode]:
        """What was chosen and differs from before; for all, where there is that choice."""
        everything = self.cleaned_data["everything"]
        if not everything:
            return {name: Mode(self.cleaned_data[name]) for name in self.changed_data}
        mode = Mode(everything)
        return {code: mode for code, category in self.in_use.items() if mode in category.modes}


class LaterForm(forms.Form):
    """When a notice is to come again."""

    days = forms.TypedChoiceField(
        label=_("Remind me again"),
        choices=[(1, _("Tomorrow")), (3, _("In three days")), (7, _("In a week"))],
        coerce=int,
        initial=1,
        widget=forms.RadioSelect,
    )

    def until(self, today: date, zone: str) -> datetime:
        """The beginning of that day where the person is: however early, its mail comes later."""
        return instant(today + timedelta(days=self.cleaned_data["days"]), time(0), zone)


class ReminderRuleForm(forms.ModelForm[ReminderRule]):
    """Whether a kind is in use, its days and its words."""

    class Meta:
        model = ReminderRule
        fields = ["is_on", "offsets", "heading", "note"]
        field_classes = {"offsets": LineField, "heading": LineField, "note": ParagraphField}

    def clean_offsets(self) -> str:
        text: str = self.cleaned_data["offsets"]
        try:
            days = parsed(text)
        except ValueError as fault:
            raise ValidationError(
                _("Enter whole days separated by commas, such as -14, -3, 0.")
            ) from fault
        if len(days) > MOST or any(abs(day) > FURTHEST for day in days):
            raise ValidationError(_("Enter up to 10 days, none more than two years away."))
        return ", ".join(str(day) for day in days)

    def clean_heading(self) -> str:
        return self._known_names("heading")

    def clean_note(self) -> str:
        return self._known_names("note")

    def _known_names(self, field: str) -> str:
        text: str = self.cleaned_data[field]
        template = Template(text)
        unknown = set(template.get_identifiers()) - set(NAMES)
        if unknown or not template.is_valid():
            names = ", ".join(f"${name}" for name in NAMES)
            raise ValidationError(
                _("You can only use %(names)s. Enter $$ for a dollar sign.") % {"names": names}
            )
        return text
