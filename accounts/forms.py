"""What people may type about themselves."""

from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from django import forms
from django.db.models import Model
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, gettext_lazy

from accounts.models import validate_time_zone
from common.errors import DomainError
from common.forms import LineField

M = TypeVar("M", bound=Model)

#: ISO 3166 codes of the United States and its inhabited territories.
UNITED_STATES = ("US", "PR", "VI", "GU", "AS", "MP")


Zones = tuple[tuple[str, str], ...]


@cache
def known_zones() -> tuple[Zones, Zones]:
    """Return those of the United States from east to west, then all others by name.

    Each is its name in the time zone database and how people call it. The table of countries
    (zone.tab) leaves out the aliases: US/Eastern is New York.
    """
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text()
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    ours: dict[str, list[tuple[str, str]]] = {code: [] for code in UNITED_STATES}
    others = [("UTC", "UTC")]
    for country, _position, zone, *said in rows:
        city = zone.rpartition("/")[2].replace("_", " ")
        if country in ours:
            ours[country].append((zone, f"{said[0]}: {city}" if said else city))
        else:
            others.append((zone, zone.replace("_", " ")))
    return tuple(zone for zones in ours.values() for zone in zones), tuple(sorted(others))


@cache
def zone_options(zones: Zones, chosen: str) -> SafeString:
    """Return the options of a list; four hundred templates would take as long as the page."""
    selected = {chosen: SafeString(" selected")}
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((zone, selected.get(zone, ""), name) for zone, name in zones),
    )


class ZoneSelect(forms.Select):
    """All time zones to choose from, those of the United States first."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,  # noqa: ARG002 -- as Django calls it
    ) -> SafeString:
        chosen = str(value or "")
        unknown = format_html('<option value="{}" selected>{}</option>', chosen, chosen)
        ours, others = known_zones()
        if chosen in dict(ours + others):
            unknown = SafeString("")
        else:
            chosen = ""  # kept are the options of known zones only, not all that was ever typed
        groups = ((_("United States"), ours), (_("All other time zones"), others))
        return format_html(
            "<select{}>{}{}</select>",
            flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name})),
            unknown,
            format_html_join(
                "",
                '<optgroup label="{}">{}</optgroup>',
                ((label, zone_options(zones, chosen)) for label, zones in groups),
            ),
        )


class ZoneField(LineField):
    """One time zone. An alias, which a script or an import may have stored, stays as it is."""

    widget = ZoneSelect
    default_validators = [validate_time_zone]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=64, **kwargs)


class ProfileForm(forms.Form):
    """Name and time zone of the person who is signed in."""

    name = LineField(
        label=gettext_lazy("Your name"), widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    time_zone = ZoneField(
        label=gettext_lazy("Your time zone"),
        help_text=gettext_lazy("Times on pages and in your email are shown in this time zone."),
    )


def with_refusal(form: type[forms.ModelForm[M]], refusal: DomainError) -> type[forms.ModelForm[M]]:
    """Return the form with the refusal as its error."""

    def full_clean(self: forms.ModelForm[M]) -> None:
        form.full_clean(self)
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, str(refusal))

    return type(form.__name__, (form,), {"full_clean": full_clean})
