"""Which days, side and program an in-kind report is about."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from accounts.models import User
from common.forms import DateField
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership

#: Programs offered in the filter.
MOST_PROGRAMS = 200


class MatchForm(forms.Form):
    """The state of the report; its address can be shared."""

    first = DateField(label=gettext_lazy("From"))
    last = DateField(label=gettext_lazy("Until"))
    side = forms.TypedChoiceField(
        label=gettext_lazy("Given by"),
        choices=[(Side.THEIRS, gettext_lazy("Partners")), (Side.OURS, gettext_lazy("Us"))],
        coerce=Side,
    )
    program = forms.ChoiceField(label=gettext_lazy("Program"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Partnership.objects.visible_to(user).exclude(program="")
        names = mine.order_by("program").values_list("program", flat=True).distinct()
        self.fields["program"].choices = [  # type: ignore[attr-defined]
            ("", _("All programs")),
            *((name, name) for name in names[:MOST_PROGRAMS]),
        ]

    def clean(self) -> dict[str, Any]:
        """It ends no earlier than it begins."""
        typed = super().clean() or {}
        first, last = typed.get("first"), typed.get("last")
        if first and last and last < first:
            self.add_error("last", _("It ends before it begins. Choose a later date."))
        return typed


def usual(today: date) -> dict[str, str]:
    """Return the year so far, given by partners."""
    first = today.replace(month=1, day=1)
    return {"first": first.isoformat(), "last": today.isoformat(), "side": Side.THEIRS.value}
