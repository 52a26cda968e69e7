"""What every page writes the same way: dates, badges, sides, addresses that keep filters."""

from collections.abc import Mapping
from datetime import date, datetime
from secrets import token_urlsafe
from typing import Any, NamedTuple

from django import template
from django.conf import settings
from django.forms import BaseForm
from django.http import QueryDict
from django.template.context import RequestContext
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _, ngettext, pgettext

from common.badges import BADGES, Badge
from common.menus import MenuLink, OwnLinks, menu_links
from common.second_click import MARK

register = template.Library()

WEEKS_FROM = 60  # days; further away, months say more
DAYS_IN_MONTH = 30.44
MONTHS_IN_YEAR = 12
MONTHS_FROM = 24  # months; further away, years say more
LONGEST_PARAMETER = 300  # characters of an address's parameter that links repeat


@register.simple_tag
def badge(kind: str, code: object) -> Badge:
    """Return how a status looks; an unknown one is shown by its own word, calmly."""
    return BADGES.get(kind, {}).get(str(code), Badge(str(code), "circle", "calm"))


# Dates


def local_day(value: date) -> date:
    """Return the viewer's day of an instant; a day is itself."""
    if isinstance(value, datetime):
        return timezone.localdate(value) if timezone.is_aware(value) else value.date()
    return value


@register.filter
def day(value: date | None) -> str:
    """Return "Thu, Dec 3", with the year unless it is this one; "" for none."""
    if not value:
        return ""
    on = local_day(value)
    if on.year == timezone.localdate().year:
        return date_format(on, pgettext("date format of a day this year", "D, M j"))
    return date_format(on, pgettext("date format of a day", "D, M j, Y"))


@register.filter
def day_title(value: date) -> str:
    """Return a day as a heading: "Today", "Tomorrow", "Thursday, December 3"."""
    on = local_day(value)
    if 0 <= (on - timezone.localdate()).days <= 1:
        return capfirst(relative(on))
    return date_format(on, pgettext("date format of a heading", "l, F j"))


@register.filter
def clock(value: datetime | None) -> str:
    """Return "2:30 PM" in the viewer's zone; "" for none."""
    if not value:
        return ""
    return date_format(timezone.localtime(value), pgettext("time format", "g:i A"))


@register.filter
def when(value: datetime | None) -> str:
    """Return "Thu, Dec 3, 2:30 PM" in the viewer's zone; "" for none."""
    return f"{day(value)}, {clock(value)}" if value else ""


@register.filter
def iso(value: date | None) -> str:
    """Return a day or an instant as machines read it, for `<time datetime>`."""
    return value.isoformat() if value else ""


@register.filter
def relative(value: date | None) -> str:
    """Return how far a day is from today: "tomorrow", "in 10 days", "3 months ago"."""
    if not value:
        return ""
    days = (local_day(value) - timezone.localdate()).days
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    if days in near:
        return near[days]
    far = {"span": span(abs(days))}
    return _("in %(span)s") % far if days > 0 else _("%(span)s ago") % far


@register.filter
def ago(value: date | None) -> str:
    """Return how long ago something was; a day that has begun only farther east is today."""
    return relative(min(local_day(value), timezone.localdate())) if value else ""


def span(days: int) -> str:
    """Return a number of days as one says it: "12 days", "3 months", "2 years"."""
    if days <= WEEKS_FROM:
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    months = round(days / DAYS_IN_MONTH)
    if months <= MONTHS_FROM:
        return ngettext("%(count)d month", "%(count)d months", months) % {"count": months}
    years = round(months / MONTHS_IN_YEAR)
    return ngettext("%(count)d year", "%(count)d years", years) % {"count": years}


# Sides, figures, lookups


@register.filter
def side_label(side: object) -> str:
    """Return "We" or "They"."""
    return _("We") if str(side) == "ours" else _("They")


@register.filter
def side_brings(side: object) -> str:
    """Return "We bring" or "They bring"."""
    return _("We bring") if str(side) == "ours" else _("They bring")


@register.filter
def stage_label(stage: object) -> str:
    """Return a stage as people read it."""
    return str(badge("stage", stage).label)


@register.filter
def percent(part: float, whole: float = 100) -> str:
    """Return "57%": which part of the whole; "0%" of nothing."""
    return f"{round(100 * part / whole) if whole else 0}%"


@register.filter
def get(mapping: Mapping[Any, Any] | None, key: Any) -> Any:
    """Return what a mapping has for a key, or None."""
    return mapping.get(key) if mapping else None


# Addresses


@register.simple_tag(takes_context=True)
def query_string(context: RequestContext, **changes: Any) -> str:
    """Return "?…" of this page with some parameters changed; None takes one away.

    What is too long for any filter is left out: a page may repeat it in hundreds of links.
    """
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    for name, values in list(query.lists()):
        if len(name) + sum(map(len, values)) > LONGEST_PARAMETER:
            del query[name]
    for name, value in changes.items():
        if value is None or value in ("", []):
            query.pop(name, None)
        elif isinstance(value, list):
            query.setlist(name, value)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


class Sorting(NamedTuple):
    """A column's sorting: the parameter that its link asks for, and its state for `aria-sort`."""

    ask: str
    state: str


@register.simple_tag
def form_mark() -> str:
    """Return a field that tells this form from every other; see `SecondClick`."""
    return format_html('<input type="hidden" name="{}" value="{}">', MARK, token_urlsafe(16))


@register.simple_tag
def sorting(sort: str, current: str) -> Sorting:
    """Return what a click on a column's head asks for: this column, or the other way round."""
    if current == sort:
        return Sorting(f"-{sort}", "ascending")
    return Sorting(sort, "descending" if current == f"-{sort}" else "")


@register.simple_tag(takes_context=True)
def rail_links(context: RequestContext) -> list[MenuLink]:
    """Return the entries of the rail that this person may open, and those they keep there.

    The present one is marked.
    """
    request, own = context.get("request"), context.get("own_links") or OwnLinks()
    links = menu_links("rail", context.get("can") or {})
    path, whole = (request.path, request.get_full_path()) if request else ("", "")
    kept = next((link.url for link in own.links if link.url == whole), "")
    matching = [link.url for link in links if not kept and _leads_to(link.url, path)]
    present = kept or max(matching, key=len, default="")
    marked = [one._replace(is_current=bool(present) and one.url == present) for one in links]
    places = [one._replace(url=own.instead.get(one.name, one.url)) for one in marked]
    return [*places, *(one._replace(is_current=one.url == present) for one in own.links)]


@register.simple_tag
def version() -> str:
    """Return the version of Accord that runs, such as "0.1.0"."""
    return settings.VERSION


@register.simple_tag(takes_context=True)
def new_links(context: RequestContext) -> list[MenuLink]:
    """Return the entries of "New" that this person may open."""
    return menu_links("new", context.get("can") or {})


def _leads_to(url: str, here: str) -> bool:
    return here == url or (here.startswith(url) and url.count("/") > 1)


# Forms


class ErrorLink(NamedTuple):
    """One error of a form, with the place it is about."""

    anchor: str
    label: str
    text: str


@register.filter
def error_links(form: object) -> list[ErrorLink]:
    """Return the errors of a form in the order of its fields; those about no field first."""
    if not isinstance(form, BaseForm):  # a page without a form includes the summary too
        return []
    found = [ErrorLink("", "", str(text)) for text in form.non_field_errors()]
    for field in form:
        if not field.errors:
            continue
        anchor = field.id_for_label or f"div_{field.auto_id}"
        found += [ErrorLink(anchor, str(field.label), str(text)) for text in field.errors]
    return found


@register.filter
def has_required(form: BaseForm) -> bool:
    """Tell whether a form has a field that must be filled."""
    return any(field.field.required and not field.is_hidden for field in form)


@register.simple_block_tag
def card(
    content: str, title: str = "", icon: str = "", css: str = "", level: int = 2
) -> SafeString:
    """Draw a card around what stands between `{% card title=… %}` and `{% endcard %}`."""
    return render_to_string(
        "components/_card.html",
        {"content": content, "title": title, "icon": icon, "css": css, "level": level},
    )
