"""Choosing people of a side, and rows of promises."""

from collections.abc import Iterable, Mapping
from typing import Any, Generic, TypeVar

from django import forms
from django.db.models import Model
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from common.forms import DateField, LineField
from partnerships.engagement.actions import Promise
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import Side

#: People to choose from, with how they are shown.
PeopleChoices = Iterable[tuple[Contact, str]]

#: How many promises of each side a form takes at once.
ROWS = 3


R = TypeVar("R", bound=Model)


class OfferedField(forms.MultipleChoiceField, Generic[R]):
    """Some of the rows offered, as checkboxes; gives the rows."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.offered: dict[str, R] = {}

    def offer(self, rows: Iterable[tuple[R, str]]) -> None:
        """Let these be chosen; the first label of a row counts."""
        labels: dict[str, str] = {}
        for row, label in rows:
            self.offered[str(row.pk)] = row
            labels.setdefault(str(row.pk), label)
        self.choices = list(labels.items())

    def prepare_value(self, value: Any) -> Any:
        """Rows as the keys of their checkboxes."""
        items = value if isinstance(value, list | tuple) else []
        return [str(item.pk) if isinstance(item, Model) else item for item in items]

    def clean(self, value: Any) -> list[R]:
        return [self.offered[str(key)] for key in super().clean(value)]


class PeopleField(OfferedField[Contact]):
    """Some of the people offered, as checkboxes; gives Contacts."""


class PersonField(forms.ChoiceField):
    """One of the people offered, or no one; gives a Contact or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.offered: dict[str, Contact] = {}

    def offer(self, people: PeopleChoices) -> None:
        """Let one of these people be chosen."""
        labels: dict[str, str] = {}
        for contact, label in people:
            self.offered[str(contact.pk)] = contact
            labels.setdefault(str(contact.pk), label)
        self.choices = [("", _("No one yet")), *labels.items()]

    def clean(self, value: Any) -> Contact | None:
        return self.offered.get(str(super().clean(value)))


class PromiseRows(forms.Form):
    """A form with rows for up to three promises of each side; empty rows are ignored."""

    def add_promise_rows(self, people: Mapping[Side, PeopleChoices]) -> None:
        """Add the fields of all rows; ``people`` are those who may do it, by side."""
        for side in Side:
            offered = list(people[side])
            for row in range(ROWS):
                who = PersonField(label=_("Assigned to"), required=False)
                who.offer(offered)
                name = f"{side.value}_{row}"
                self.fields[f"{name}_what"] = LineField(
                    label=_("What"), required=False, max_length=300
                )
                self.fields[f"{name}_contact"] = who
                self.fields[f"{name}_due_on"] = DateField(label=_("Due date"), required=False)

    def promise_rows(self) -> list[tuple[Side, list[list[BoundField]]]]:
        """The rows by side, for the page: what, who, by when."""
        parts = ("what", "contact", "due_on")
        return [
            (side, [[self[f"{side.value}_{row}_{part}"] for part in parts] for row in range(ROWS)])
            for side in Side
        ]

    def clean(self) -> dict[str, Any]:
        """A row says both what and by when, or is empty."""
        cleaned = super().clean() or {}
        for side in Side:
            for row in range(ROWS):
                self._check_row(f"{side.value}_{row}", cleaned)
        return cleaned

    def _check_row(self, name: str, cleaned: Mapping[str, Any]) -> None:
        what, due_on = cleaned.get(f"{name}_what"), cleaned.get(f"{name}_due_on")
        if what and not due_on and f"{name}_due_on" not in self.errors:
            self.add_error(f"{name}_due_on", _("Enter a due date."))
        if due_on and not what and f"{name}_what" not in self.errors:
            self.add_error(f"{name}_what", _("Say what the commitment is, or clear the date."))

    def promises(self) -> list[Promise]:
        """The promises of all filled rows; only after the form was found valid."""
        names = [(side, f"{side.value}_{row}") for side in Side for row in range(ROWS)]
        return [
            Promise(
                side=side,
                what=self.cleaned_data[f"{name}_what"],
                due_on=self.cleaned_data[f"{name}_due_on"],
                contact=self.cleaned_data[f"{name}_contact"],
            )
            for side, name in names
            if self.cleaned_data.get(f"{name}_what")
        ]
