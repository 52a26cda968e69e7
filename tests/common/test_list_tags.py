"""Chips that filter, short dates and initials."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from django import forms
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory

from common.templatetags import lists


@pytest.fixture(autouse=True)
def fixed_clock() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 23, 15, 0, tzinfo=UTC), tick=False):
        yield


class Filters(forms.Form):
    q = forms.CharField(label="Name", required=False)
    stage = forms.ChoiceField(
        label="Stage", required=False, choices=[("", "All"), ("active", "Active")]
    )
    archived = forms.BooleanField(label="Archived", required=False)


def chips(query: str) -> list[lists.FilterChip]:
    request = RequestFactory().get(f"/partners/?{query}")
    context = Context({"request": request})
    return lists.filter_chips(context, Filters(QueryDict(query)))  # type: ignore[arg-type]  # no request context needed


def test_each_filter_is_a_chip_that_says_what_is_chosen() -> None:
    name, stage, archived = chips("q=oak&stage=active&page=3")
    assert (name.chosen, name.options) == ("oak", [])
    assert stage.chosen == "Active"
    assert stage.clear == "?q=oak"
    assert [(one.label, one.is_chosen) for one in stage.options] == [
        ("All", False),
        ("Active", True),
    ]
    assert archived.chosen == ""
    assert archived.options[0].url == "?q=oak&stage=active&archived=on"


def test_a_choice_keeps_the_other_filters_and_forgets_the_page() -> None:
    _name, stage, _archived = chips("q=oak&page=3")
    assert stage.options[1].url == "?q=oak&stage=active"


def test_typing_keeps_the_other_filters() -> None:
    request = RequestFactory().get("/partners/?q=oak&stage=active&page=3&sort=name")
    text = "{% load lists %}{% kept_filters 'q' as kept %}{{ kept }}"
    html = Template(text).render(Context({"request": request}))
    assert "stage" in html
    assert "sort" in html
    assert "oak" not in html
    assert "page" not in html


def test_a_day_in_a_cell_is_short() -> None:
    assert lists.cell_day(date(2026, 11, 23)) == "Today"
    assert lists.cell_day(date(2026, 12, 3)) == "Dec 3"
    assert lists.cell_day(date(2025, 12, 3)) == "Dec 3, 2025"
    assert lists.cell_day(None) == ""


def test_a_duration_does_not_say_past_or_future() -> None:
    assert lists.duration(date(2026, 11, 20)) == "3 days"
    assert lists.duration(date(2026, 11, 26)) == "3 days"
    assert lists.duration(date(2026, 11, 23)) == "today"
    assert lists.duration(None) == ""


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Maria Santos", "MS"), ("Harbor", "H"), ("Dr. Ana de la Cruz", "DC"), ("", "")],
)
def test_initials(name: str, letters: str) -> None:
    assert lists.initials(name) == letters


def test_a_dialog_escapes_what_people_typed() -> None:
    text = "{% load lists %}{% dialog id='add' title=name %}{{ name }}{% enddialog %}"
    html = Template(text).render(Context({"name": "<b>Maria</b>"}))
    assert "<b>" not in html


def test_words_of_a_query_are_marked_and_nothing_else_is_trusted() -> None:
    text = lists.marked("Oak <b>dale</b> oak", "OAK dal")
    assert text == (
        '<mark class="found">Oak</mark> &lt;b&gt;<mark class="found">dal</mark>e&lt;/b&gt; '
        '<mark class="found">oak</mark>'
    )
    assert lists.marked("a <b>", " ") == "a &lt;b&gt;"
