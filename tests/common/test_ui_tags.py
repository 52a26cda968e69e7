"""Dates, badges, sortings and links of the frame."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django import forms
from django.db.models import Choices
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from pytest_django import Settings

from common import menus
from common.badges import BADGES
from common.templatetags import ui
from partnerships.agreements.lifecycle import MouState, Standing
from partnerships.engagement.lifecycle import MeetingState, PromiseState
from partnerships.exchange.lifecycle import Answer
from partnerships.outbox.lifecycle import State
from partnerships.overview import lifecycle as _filled  # noqa: F401  the menus
from partnerships.relationships.lifecycle import Stage
from partnerships.reviews.lifecycle import ReviewState


@pytest.fixture(autouse=True)
def fixed_clock() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 23, 15, 0, tzinfo=UTC), tick=False):
        yield


@pytest.mark.parametrize(
    ("kind", "choices"),
    [
        ("stage", Stage),
        ("mou", MouState),
        ("standing", Standing),
        ("meeting", MeetingState),
        ("promise", PromiseState),
        ("answer", Answer),
        ("delivery", State),
        ("review", ReviewState),
    ],
)
def test_every_state_has_its_badge_with_its_own_words(kind: str, choices: type[Choices]) -> None:
    assert {str(code): str(ui.badge(kind, code).label) for code in choices.values} == {
        str(code): str(label) for code, label in choices.choices
    }
    assert set(choices.values) <= set(BADGES[kind])


def test_unknown_status_is_shown_by_its_own_word() -> None:
    assert ui.badge("stage", "dormant").label == "dormant"


def test_a_badge_says_nothing_else_that_is_about() -> None:
    """A heading of the page that happens to be called "label" once stood in every row."""
    context = {"kind": "mou", "code": "draft", "label": "Ends"}
    assert "Draft" in render_to_string("components/_status_badge.html", context)


def test_day_of_this_year_and_of_another() -> None:
    assert ui.day(date(2026, 12, 3)) == "Thu, Dec 3"
    assert ui.day(date(2027, 12, 3)) == "Fri, Dec 3, 2027"
    assert ui.day(None) == ""


def test_when_is_in_the_zone_of_the_viewer() -> None:
    with timezone.override("America/Los_Angeles"):
        assert ui.when(datetime(2026, 12, 4, 2, 30, tzinfo=UTC)) == "Thu, Dec 3, 6:30 PM"
    assert ui.when(None) == ""


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"),
        (1, "tomorrow"),
        (-1, "yesterday"),
        (10, "in 10 days"),
        (-60, "60 days ago"),
        (-91, "3 months ago"),
        (365 * 4, "in 4 years"),
    ],
)
def test_relative(days: int, words: str) -> None:
    assert ui.relative(date(2026, 11, 23) + timedelta(days=days)) == words


def test_sides_figures_and_lookups() -> None:
    assert (ui.side_label("ours"), ui.side_brings("theirs")) == ("We", "They bring")
    assert ui.stage_label("value_mapped") == "Value agreed"
    assert (ui.percent(4, 7), ui.percent(1, 0)) == ("57%", "0%")
    assert (ui.get({1: "a"}, 1), ui.get({1: "a"}, 2), ui.get(None, 1)) == ("a", None, None)


def render(text: str, path: str = "/partners/", **context: object) -> str:
    request = RequestFactory().get(path)
    return Template("{% load ui %}" + text).render(Context({"request": request, **context}))


def test_query_string_keeps_the_filters() -> None:
    text = "{% query_string page=2 sort=None %}"
    assert render(text, "/partners/?q=oak&sort=name&page=1") == "?q=oak&amp;page=2"


def test_query_string_repeats_nothing_that_is_too_long_for_a_filter() -> None:
    text = "{% query_string page=2 %}"
    assert render(text, f"/partners/?q=oak&junk={'x' * 400}") == "?q=oak&amp;page=2"
    assert render(text, f"/partners/?{'x' * 400}=&q=oak") == "?q=oak&amp;page=2"


def test_sorting_turns_round() -> None:
    assert ui.sorting("name", "stage") == ("name", "")
    assert ui.sorting("name", "name") == ("-name", "ascending")
    assert ui.sorting("name", "-name") == ("name", "descending")


def test_card_wraps_its_content() -> None:
    html = render("{% card title='Key people' %}<b>Maria</b>{% endcard %}")
    assert "Key people" in html
    assert "<b>Maria</b>" in html


def test_card_escapes_what_people_typed() -> None:
    html = render("{% card title=name %}{{ name }}{% endcard %}", name="<b>Maria</b>")
    assert "<b>" not in html


def test_rail_marks_the_present_place() -> None:
    html = render(
        "{% rail_links as rail %}{% for link in rail %}{% if link.is_current %}"
        "[{{ link.label }}]{% endif %}{% endfor %}",
        "/partners/3/",
    )
    assert html == "[Partners]"


def test_rail_shows_the_panel_only_to_those_who_may() -> None:
    text = "{% rail_links as rail %}{% for link in rail %}{{ link.label }},{% endfor %}"
    assert "Leadership" in render(text, can={"panel": True})
    assert "Leadership" not in render(text, can={"panel": False})


def test_rail_leaves_out_what_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_reverse(name: str) -> str:
        raise NoReverseMatch

    monkeypatch.setattr(menus, "reverse", no_reverse)
    assert render("{% rail_links as rail %}{{ rail|length }}") == "0"


class PersonForm(forms.Form):
    name = forms.CharField(label="Name")
    answer = forms.ChoiceField(
        label="Answer", choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect
    )


def test_errors_link_to_their_fields() -> None:
    form = PersonForm({})
    form.add_error(None, "Say more.")
    assert [(error.anchor, error.label) for error in ui.error_links(form)] == [
        ("", ""),
        ("id_name", "Name"),
        ("div_id_answer", "Answer"),
    ]
    assert ui.error_links(PersonForm()) == []
    assert ui.error_links(None) == []


def test_forms_with_fields_that_must_be_filled() -> None:
    assert ui.has_required(PersonForm())


@pytest.mark.django_db
def test_gallery_is_only_for_builders(client: Client, settings: Settings) -> None:
    assert client.get(reverse("component_gallery")).status_code == 404
    settings.DEBUG = True
    assert client.get(reverse("component_gallery"), {"name": ""}).status_code == 200
