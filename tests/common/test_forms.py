"""Fields, stale forms and search forms."""

from collections.abc import Mapping
from typing import Any, ClassVar

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.utils import ErrorDict

from accounts.models import User
from accounts.roles import Role
from common.forms import (
    DateField,
    EmailField,
    FormRenderer,
    LineField,
    ParagraphField,
    SearchForm,
    VersionedFormMixin,
)


class Sheet(forms.Form):
    """One of each field."""

    name = LineField()
    notes = ParagraphField(required=False)
    due = DateField(required=False)


def errors(**data: str) -> ErrorDict:
    return Sheet({"name": "ok", **data}).errors


def test_text_is_trimmed_and_composed() -> None:
    form = Sheet({"name": "  Jose\u0301 ", "notes": "one\r\ntwo\rthree"})
    assert form.is_valid()
    assert form.cleaned_data["name"] == "Jos\u00e9"
    assert form.cleaned_data["notes"] == "one\ntwo\nthree"


def test_an_address_may_have_a_domain_of_any_script() -> None:
    assert EmailField().clean("jo@müller.example") == "jo@müller.example"


def test_letters_before_the_at_are_refused_with_what_to_do() -> None:
    with pytest.raises(ValidationError, match="letters such as ö there, ask for another address"):
        EmailField().clean("jörg@example.org")


def test_a_domain_that_cannot_exist_is_refused_at_its_field() -> None:
    with pytest.raises(ValidationError, match="Check the part after the @"):
        EmailField().clean(f"jo@{'ü' * 60}.example")


def test_emoji_and_markup_are_kept() -> None:
    text = "abc 🤝 {{7*7}} <svg onload=x> =1+1"
    form = Sheet({"name": text})
    assert form.is_valid()
    assert form.cleaned_data["name"] == text


def test_a_line_loses_what_nobody_sees_and_paragraphs_keep_their_direction() -> None:
    form = Sheet({"name": " \u202eA\u200bnn\u00ad \ufeff", "notes": "a \u200f b"})
    assert form.is_valid()
    assert form.cleaned_data == {"name": "Ann", "notes": "a \u200f b", "due": None}


@pytest.mark.parametrize("text", ["\u200b", "\u200b \ufeff\u00ad", "\u2066\u2069", "\u3164"])
def test_a_line_of_nothing_visible_counts_as_empty(text: str) -> None:
    assert errors(name=text)["name"] == ["This field is required."]


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "a\r\nBcc: b", "a\nb", "123-45-6789"])
def test_one_error_each_for_what_a_line_may_not_hold(text: str) -> None:
    assert len(errors(name=text)["name"]) == 1


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "their number is 123-45-6789"])
def test_one_error_each_for_what_paragraphs_may_not_hold(text: str) -> None:
    assert len(errors(notes=text)["notes"]) == 1


def test_a_megabyte_and_bare_spaces_are_refused() -> None:
    assert "name" in errors(name="x" * 1_000_000)
    assert "notes" in errors(notes="x" * 1_000_000)
    assert "name" in errors(name=" \t ")


@pytest.mark.parametrize("day", ["0000-01-01", "2025-02-29", "soon", "10000-01-01"])
def test_days_that_do_not_exist_are_refused(day: str) -> None:
    assert "due" in errors(due=day)


def test_a_day_is_chosen_in_the_browsers_calendar() -> None:
    assert 'type="date"' in str(Sheet()["due"])


class CardForm(VersionedFormMixin):
    """Edits a record with a version."""

    name = LineField(label="Name")
    color = forms.ChoiceField(choices=[("Ours", [("t", "Teal")]), ("a", "Amber")])
    shared = forms.BooleanField(required=False)
    sizes = forms.MultipleChoiceField(choices=[("s", "Small"), ("l", "Large")], required=False)


def stale_form(**theirs: Any) -> CardForm:
    """Return a form about version 1 that met their version 7."""
    form = CardForm({"version": "1", "name": "Mine", "color": "t", "sizes": ["s"]})
    assert form.is_valid()
    assert form.seen_version == 1
    current = type("Current", (), {"version": 7, "name": "Mine", "color": "t"})()
    current.shared, current.sizes = False, ["s"]
    for name, value in theirs.items():
        setattr(current, name, value)
    form.show_conflict(current)
    return form


def test_an_empty_choice_has_words() -> None:
    class Choices(forms.Form):
        default_renderer = FormRenderer
        kind = forms.ChoiceField(choices=[("", "---------"), ("a", "A")])
        owner = forms.ModelChoiceField(User.objects.none(), required=False)

    form = Choices()
    assert "Choose one" in str(form["kind"])
    assert "Not set" in str(form["owner"])
    assert "---" not in str(form)


def test_a_stale_form_shows_both_texts_and_loses_nothing() -> None:
    form = stale_form(name="Theirs", color="a", shared=True, sizes=["l", "s"])
    page = form.as_p()
    assert [(c.name, c.mine, c.theirs) for c in form.conflicts] == [
        ("name", "Mine", "Theirs"),
        ("color", "Teal", "Amber"),
        ("shared", "no", "yes"),
        ("sizes", "Small", "Large, Small"),
    ]
    assert 'value="Mine"' in page
    assert "Their version: Theirs" in page


def test_fields_that_agree_get_no_remark() -> None:
    form = stale_form(name="")
    assert [conflict.name for conflict in form.conflicts] == ["name"]
    assert form.errors["name"] == ["Their version: (blank)"]


def test_saving_once_more_is_about_their_version() -> None:
    form = stale_form(name="Theirs")
    assert form["version"].value() == "7"


def test_a_form_without_a_version_is_refused() -> None:
    assert "version" in CardForm({"name": "Mine", "color": "t"}).errors


class UserSearch(SearchForm[User]):
    """Finds users by the beginning of their name."""

    sortings: ClassVar[Mapping[str, tuple[str, ...]]] = {"name": ("name",), "mail": ("-email",)}

    q = forms.CharField(required=False, max_length=5)

    def narrow(self, queryset: QuerySet[User], asked: Mapping[str, Any]) -> QuerySet[User]:
        return queryset.filter(name__startswith=asked["q"]) if "q" in asked else queryset


@pytest.fixture
def three(db: None) -> None:
    for name, email in [("Ann", "x"), ("Bob", "z"), ("Abe", "y")]:
        User.objects.create_user(f"{email}@example.org", name=name, role=Role.VIEWER)


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["Abe", "Ann", "Bob"]),
        ({"sort": "-name"}, ["Bob", "Ann", "Abe"]),
        ({"sort": "mail"}, ["Bob", "Abe", "Ann"]),
        ({"sort": "-mail"}, ["Ann", "Abe", "Bob"]),
        ({"sort": "password"}, ["Abe", "Ann", "Bob"]),
        ({"q": "A"}, ["Abe", "Ann"]),
        ({"q": "much too long"}, ["Abe", "Ann", "Bob"]),
    ],
)
def test_a_search_form_owns_filter_and_order(query: dict[str, str], names: list[str]) -> None:
    assert [user.name for user in UserSearch(query).filter(User.objects.all())] == names
