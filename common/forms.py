"""Forms that all pages share, and the fields they are made of."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

from django import forms
from django.db.models import Manager, Model, QuerySet
from django.forms.renderers import DjangoTemplates
from django.forms.widgets import Input
from django.http import QueryDict
from django.utils.formats import localize
from django.utils.translation import gettext as _, gettext_lazy

from common.fields import (
    DateField as DateField,
    EmailField as EmailField,
    LineField as LineField,
    ParagraphField as ParagraphField,
    TextField as TextField,
    TimeField as TimeField,
    WebAddressField as WebAddressField,
)
from common.querysets import by_sorting
from common.text import CONTROLS
from common.versions import Versioned

M = TypeVar("M", bound=Model)
LONGEST_DRAFT = 2_000  # characters of a field that a draft keeps


#: What Django shows for "nothing chosen".
DASHES = "---------"
#: Kinds of input to which a browser's autofill doesn't apply.
NEVER_FILLED = {"hidden", "checkbox", "radio", "file", "submit"}


class BoundField(forms.BoundField):
    """A field that browsers leave alone unless its widget says what to fill in.

    Nearly all our forms hold other people's data, where the user's own name, address or phone is
    wrong. Fields about the person at the keyboard name their token (WCAG 1.3.5). An empty choice
    has words instead of Django's dashes.
    """

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        words = _("Choose one") if field.required else _("Not set")
        if isinstance(field, forms.ModelChoiceField):
            field.empty_label = words if field.empty_label == DASHES else field.empty_label
        elif isinstance(field, forms.ChoiceField):
            choices = list(field.choices)  # type: ignore[arg-type]  # always iterable
            if choices[:1] == [("", DASHES)]:
                field.choices = [("", words), *choices[1:]]

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        widget = getattr(widget, "widget", widget)  # the panel wraps its choices of rows
        typed = isinstance(widget, Input) and widget.input_type not in NEVER_FILLED
        if typed or isinstance(widget, forms.Textarea | forms.Select):
            attrs.setdefault("autocomplete", widget.attrs.get("autocomplete", "off"))
        return attrs


class FormRenderer(DjangoTemplates):
    """How every form of the site is rendered, those of other packages included."""

    bound_field_class = BoundField


class Conflict(NamedTuple):
    """One field that two people changed: its label, my text and theirs."""

    name: str
    label: str
    mine: str
    theirs: str


class VersionedFormMixin(forms.Form):
    """A form about a Versioned record; it knows which version the person saw.

    A ModelForm takes the version from its instance; a plain form from `initial["version"]`. When
    the action raises StaleEdit, the view calls `show_conflict(error.current)` and renders the form
    again with status 409: nothing typed is lost, and saving again overwrites knowingly.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conflicts: list[Conflict] = []
        instance = getattr(self, "instance", None)
        if isinstance(instance, Versioned):
            self.initial.setdefault("version", instance.version)

    @property
    def seen_version(self) -> int:
        """The version that the person saw; only after the form was found valid."""
        return int(self.cleaned_data["version"])

    def saved_value(self, current: Versioned, name: str) -> Any:
        """Return what `current` has for the field `name`; override where names differ."""
        value = getattr(current, name, None)
        return list(value.all()) if isinstance(value, Manager) else value

    def show_conflict(self, current: Versioned) -> None:
        """Put their text beside each field that differs, and take over their version."""
        typed = dict(self.cleaned_data)
        for name, field in self.fields.items():
            mine, theirs = _plain(typed.get(name)), _plain(self.saved_value(current, name))
            if name == "version" or mine == theirs:
                continue
            label = str(self[name].label)
            self.conflicts.append(
                Conflict(name, label, _shown(field, mine), _shown(field, theirs))
            )
        self.add_error(
            None,
            _(
                "Someone else changed this while you were editing. Their version is "
                "next to each field that differs. Keep what's right, then save again."
            ),
        )
        for conflict in self.conflicts:
            theirs = conflict.theirs or _("(blank)")
            self.add_error(conflict.name, _("Their version: %(theirs)s") % {"theirs": theirs})
        data = QueryDict(mutable=True)
        data.update(self.data)
        self.data = data
        data[self.add_prefix("version")] = str(current.version)


def _plain(value: Any) -> Any:
    """Return a value that can be compared: no difference between empty ones or kinds of lists."""
    if isinstance(value, QuerySet | list | tuple | set):
        return sorted((_plain(item) for item in value), key=str)
    return "" if value is None else value


def _shown(field: forms.Field, value: Any) -> str:
    """Return a value as a person reads it."""
    if isinstance(value, list):
        return ", ".join(_shown(field, item) for item in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, forms.ChoiceField) and not isinstance(value, Model):
        labels = {str(key): str(label) for key, label in _flat(field.choices)}
        return labels.get(str(value), str(value))
    return str(localize(value))


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    """Return the choices of a field without their groups."""
    pairs: list[tuple[Any, Any]] = []
    for key, label in choices:
        pairs += label if isinstance(label, list | tuple) else [(key, label)]
    return pairs


class SearchForm(forms.Form, Generic[M]):
    """A filter form whose state is the URL, and which owns its query.

    Subclasses name the sortings that a URL may ask for, and narrow the rows. A filter that
    can't be read shows its error and is left out; an unknown sorting gives the first one.
    """

    sortings: ClassVar[Mapping[str, Sequence[str]]] = {}

    sort = LineField(required=False, widget=forms.HiddenInput, label=gettext_lazy("sort"))

    @property
    def sorting(self) -> str:
        """The name of the sorting in use; "-" before it turns it round."""
        asked = str(self.data.get("sort", ""))
        return asked if asked.removeprefix("-") in self.sortings else next(iter(self.sortings), "")

    def is_narrowed(self) -> bool:
        """Return whether anything is asked for beyond the sorting."""
        self.is_valid()
        return any(value for name, value in self.cleaned_data.items() if name != "sort")

    def narrow(self, queryset: QuerySet[M], asked: Mapping[str, Any]) -> QuerySet[M]:
        """Return the rows that match what was asked for; overridden by each form."""
        raise NotImplementedError

    def filter(self, queryset: QuerySet[M]) -> QuerySet[M]:
        """Return the rows that match, in the order asked for."""
        self.is_valid()
        rows = self.narrow(queryset, {name: v for name, v in self.cleaned_data.items() if v})
        columns = self.sortings.get(self.sorting.removeprefix("-"), ())
        if self.sorting.startswith("-"):
            columns = [turned_round(column) for column in columns]
        searched = bool(self.cleaned_data.get("q"))
        order = [by_sorting(column) if searched else column for column in columns]
        return rows.order_by(*order, "pk") if order else rows


def turned_round(column: str) -> str:
    """Return the name of an ordering in the other direction."""
    return column.removeprefix("-") if column.startswith("-") else f"-{column}"


def typed_so_far(form: forms.BaseForm) -> dict[str, str]:
    """Return what was typed, for a draft: without what no database holds, and not endless."""
    given = {name: str(form.data.get(name) or "") for name in form.fields}
    given = {name: text.replace("\r\n", "\n") for name, text in given.items()}  # as forms count
    return {name: CONTROLS.sub("", text)[:LONGEST_DRAFT] for name, text in given.items() if text}
