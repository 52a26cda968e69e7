"""What dense lists share: chips that filter, short dates, initials."""

import re
from datetime import date
from itertools import zip_longest
from typing import NamedTuple

from django import forms, template
from django.contrib.messages.storage.base import Message
from django.forms import BoundField
from django.template.context import RequestContext
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, pgettext

from common.templatetags.ui import day, local_day, query_string, span

register = template.Library()

#: What `audit.undo` marks a message with.
UNDO = re.compile(r"\bundo-(\d+)\b")


class Option(NamedTuple):
    """One choice of a filter: the address of the list with it."""

    label: str
    url: str
    is_chosen: bool


class FilterChip(NamedTuple):
    """One filter as a chip: what it narrows, what is chosen, and its choices, if it has any.

    ``clear`` is the address of the list without this filter.
    """

    field: BoundField
    chosen: str
    options: list[Option]
    clear: str


@register.simple_tag(takes_context=True)
def filter_chips(context: RequestContext, form: forms.Form) -> list[FilterChip]:
    """Return the visible filters of a search form, in order; their state is the address."""
    return [_chip(context, field) for field in form.visible_fields()]


def _chip(context: RequestContext, field: BoundField) -> FilterChip:
    clear = query_string(context, **{field.html_name: None, "page": None})
    typed = str(field.value() or "")
    kind = field.field
    if isinstance(kind, forms.BooleanField):
        yes = query_string(context, **{field.html_name: "on", "page": None})
        return FilterChip(field, _("Yes") if typed else "", [Option("", yes, bool(typed))], clear)
    if not isinstance(kind, forms.ChoiceField | forms.ModelChoiceField):
        return FilterChip(field, typed, [], clear)
    options = [
        Option(
            str(choice.data["label"]),
            query_string(context, **{field.html_name: str(choice.data["value"]), "page": None}),
            str(choice.data["value"]) == typed,
        )
        for choice in field.subwidgets
    ]
    chosen = next((one.label for one in options if one.is_chosen), "") if typed else ""
    return FilterChip(field, chosen, options, clear)


@register.simple_tag(takes_context=True)
def kept_filters(context: RequestContext, but: str) -> list[tuple[str, str]]:
    """Return the other parameters of the address, for a form that changes one filter."""
    request = context.get("request")
    given = request.GET.items() if request else ()
    return [(name, value) for name, value in given if name not in (but, "page") and value]


@register.simple_block_tag
def dialog(content: str, id: str, title: str) -> SafeString:  # noqa: A002 -- as in HTML
    """Draw a dialog around what is between `{% dialog id=… title=… %}` and `{% enddialog %}`."""
    context = {"content": content, "id": id, "title": title}
    return render_to_string("components/_dialog.html", context)


@register.filter
def marked(text: object, query: str) -> SafeString:
    """Return text in which the words of a query are marked."""
    words = sorted(map(re.escape, query.split()), key=len, reverse=True)
    if not words:
        return conditional_escape(str(text))
    parts = re.split(f"({'|'.join(words)})", str(text), flags=re.IGNORECASE)
    marks = (format_html('<mark class="found">{}</mark>', part) for part in parts[1::2])
    pairs = zip_longest(parts[::2], marks, fillvalue="")
    return format_html_join("", "{}{}", pairs)


@register.filter
def undoes(message: Message) -> int:
    """Return the number of the event that a message offers to undo, or 0."""
    found = UNDO.search(message.extra_tags or "")
    return int(found[1]) if found else 0


@register.filter
def cell_day(value: date | None) -> str:
    """Return a day for a cell: "Today", "Dec 3", with the year if it is another; "" for none."""
    if not value:
        return ""
    on, today = local_day(value), timezone.localdate()
    if on == today:
        return _("Today")
    if on.year == today.year:
        return date_format(on, pgettext("date format of a cell this year", "M j"))
    return date_format(on, pgettext("date format of a cell", "M j, Y"))


@register.filter
def week_day(value: date | None) -> str:
    """Return a day of the next weeks for a list: "Mon, Dec 3"; "" for none."""
    if not value:
        return ""
    return date_format(local_day(value), pgettext("date format of a near day", "D, M j"))


@register.filter
def kept_day(value: str | None) -> str:
    """Return a day that was kept as text, such as "2026-12-03", as people read it."""
    return day(date.fromisoformat(value)) if value else ""


@register.filter
def is_past(value: date | None) -> bool:
    """Tell whether a day lies behind us."""
    return value is not None and local_day(value) < timezone.localdate()


@register.filter
def duration(value: date | None) -> str:
    """Return how long ago or ahead a day is, without saying which: "3 days", "today"."""
    if not value:
        return ""
    days = abs((local_day(value) - timezone.localdate()).days)
    return span(days) if days else _("today")


@register.filter
def initials(name: object) -> str:
    """Return "MS" for "Maria Santos", "H" for one word."""
    words = [word for word in str(name or "").split() if word[0].isalnum()]
    letters = [words[0], words[-1]] if len(words) > 1 else words
    return "".join(word[0] for word in letters).upper()
