"""Who takes what from someone who leaves."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.fields import HISTORY
from common.forms import DateField, LineField
from partnerships.organizations.forms.known import pick_organization, same_organization
from partnerships.overview.actions import Goodbye
from partnerships.overview.queries import LISTED, Duty, Leaving, Taker

#: No one takes it.
OPEN = "open"


class LeftForm(forms.Form):
    """Who takes what from someone who leaves: everything to one colleague, or each thing."""

    last_day = DateField(years=HISTORY, label=_("Last day"), initial=timezone.localdate)
    everything = forms.ChoiceField(label=_("Hand everything over to"), required=False)
    new_home = LineField(
        label=_("Where are they going?"),
        required=False,
        help_text=_("An organization in the directory, if you know it."),
    )
    new_home_is = same_organization(empty_label=_("None of these"))
    new_title = LineField(label=_("Job title there"), required=False, max_length=120)

    def __init__(self, *args: Any, leaving: Leaving, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leaving, self.user = leaving, user
        self.takers = {taker.key: taker for taker in leaving.takers}
        offered = [(key, str(taker)) for key, taker in self.takers.items()]
        self.fields["everything"].choices = [("", _("No one yet")), *offered]  # type: ignore[attr-defined]  # a choice
        if leaving.contact is None:
            for name in ("new_home", "new_home_is", "new_title"):
                del self.fields[name]
        else:
            self.named = pick_organization(self, "new_home", "new_home_is", user)
        for item in leaving.items[:LISTED]:
            self.fields[item.key] = self._choice(item)

    def _choice(self, item: Duty) -> forms.ChoiceField:
        fitting = [(key, str(who)) for key, who in self.takers.items() if item.can_go_to(who)]
        deputies = [key for key, who in self.takers.items() if _is_deputy(who, item)]
        return forms.ChoiceField(
            label=item.what,
            choices=[("", _("As chosen above")), (OPEN, _("No one yet")), *fitting],
            initial=next(iter(deputies), ""),
            required=False,
        )

    def rows(self) -> list[tuple[Duty, forms.BoundField]]:
        """Return each listed item with its choice."""
        return [(item, self[item.key]) for item in self.leaving.items[:LISTED]]

    def unlisted(self) -> int:
        """Return how many items go only as chosen for everything."""
        return max(0, len(self.leaving.items) - LISTED)

    def clean(self) -> dict[str, Any]:
        """A name that was typed is one organization of the directory."""
        cleaned = super().clean() or {}
        if cleaned.get("new_home"):
            cleaned["new_home"] = cleaned.get("new_home_is") or self.named
            if not cleaned["new_home"] and "new_home_is" not in self.errors:
                self.add_error(
                    "new_home",
                    _("No organization has this name. Add it first, or leave this blank."),
                )
        return cleaned

    def taker_of(self, item: Duty) -> Taker | None:
        """Return who takes an item by what was chosen."""
        chosen = self.cleaned_data.get(item.key) or self.cleaned_data["everything"]
        taker = self.takers.get(chosen)
        return taker if taker and item.can_go_to(taker) else None

    def plan(self) -> list[tuple[Duty, Taker | None]]:
        """Return what would happen to each item, for the preview."""
        return [(item, self.taker_of(item)) for item in self.leaving.items]

    def told(self) -> Goodbye:
        """What was typed, for the action."""
        return Goodbye(
            last_day=self.cleaned_data["last_day"],
            taken_by={item.key: taker for item, taker in self.plan() if taker},
            new_home=self.cleaned_data.get("new_home") or None,
            new_title=self.cleaned_data.get("new_title", ""),
        )


def _is_deputy(taker: Taker, item: Duty) -> bool:
    if item.part != "owner" or not taker.user or not item.partnership:
        return False
    return taker.user.pk == item.partnership.deputy_id
