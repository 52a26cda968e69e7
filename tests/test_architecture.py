"""The house keeps its rules; and each rule, broken once on a sample, is seen to break."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db.models import Model

from tests import access, architecture as house
from tests.architecture import Key, Order, Source

ORDER = Order(["models : (management)", "(overview)", "(agreements) | (engagement)", "people"])
CODE = house.python_sources()
TEMPLATES = house.template_sources()
GROWING = (
    "Contact", "Delivery", "FollowUp", "Interaction", "Meeting", "Mou", "MouLink", "Notice",
    "Organization", "Partnership", "PersonalLink", "Review", "ReviewLink",
)  # fmt: skip
PANEL_DOOR = "admin:login"  # it sends strangers to the log-in by itself
CONTRACT = Order.of_the_contract()
KEYS = house.keys_of(apps.get_models(include_auto_created=False), CONTRACT)


def all_of(check: Callable[[Source], list[str]], sources: list[Source]) -> list[str]:
    return [problem for source in sources for problem in check(source)]


def code(text: str, path: str = "partnerships/people/views.py") -> Source:
    return Source(path, text)


def test_the_order_is_that_of_the_contract() -> None:
    assert CONTRACT.sees("pipeline", "agreements")
    assert CONTRACT.sees("organizations", "accounts")
    assert not CONTRACT.sees("agreements", "engagement")
    assert not CONTRACT.sees("relationships", "exchange")


def test_keys_point_down() -> None:
    assert KEYS
    assert house.keys_that_point_up(KEYS, CONTRACT) == []


@pytest.mark.parametrize(
    ("home", "target"),
    [("people", "agreements"), ("engagement", "agreements"), ("audit", "people")],
)
def test_a_key_that_points_up_is_seen(home: str, target: str) -> None:
    assert house.keys_that_point_up([Key("Row", "key", home, target)], ORDER)


def _own_names(home: str) -> set[str]:
    """The fields of the models a slice sees; they may share a name with something above it."""
    models: list[type[Model]] = list(apps.get_models())
    seen = [m for m in models if CONTRACT.sees(home, CONTRACT.home(m.__module__))]
    return {field.name for model in seen for field in model._meta.fields}


def test_no_slice_names_an_accessor_from_above() -> None:
    problems = []
    for home in ["common", "audit", "accounts", *CONTRACT.heights]:
        names = house.names_from_above(KEYS, CONTRACT, home, _own_names(home))
        for source in CODE:
            if CONTRACT.home(source.module) == home:
                problems += house.accessors_in_code(source, names)
        for template in TEMPLATES:
            if (template.folder or "components") in {home, f"{home}/"}:
                problems += house.accessors_in_template(template, names)
    assert problems == []


def test_components_name_no_accessor() -> None:
    names = house.names_from_above(KEYS, CONTRACT, "components", _own_names("components"))
    shared = [t for t in TEMPLATES if t.folder in {"", "components", "account", "bootstrap5"}]
    assert [p for t in shared for p in house.accessors_in_template(t, names)] == []


@pytest.mark.parametrize(
    "line",
    [
        "person.meetings.all()",
        "People.filter(meetings__isnull=True)",
        "rows.prefetch_related('meetings__owner')",
        "rows.order_by('-meetings')",
        "Count('meetings')",
    ],
)
def test_an_accessor_from_above_is_seen_in_code(line: str) -> None:
    keys = [Key("Meeting", "person", "engagement", "people", "meetings")]
    names = house.names_from_above(keys, ORDER, "people", own=set())
    assert house.accessors_in_code(code(line), names)
    assert house.names_from_above(keys, ORDER, "overview", own=set()) == set()


def test_an_accessor_from_above_is_seen_in_a_template() -> None:
    template = Source("templates/people/page.html", "{% for m in person.meetings.all %}")
    assert house.accessors_in_template(template, {"meetings"})


def test_states_are_written_in_actions() -> None:
    assert all_of(house.states_written_outside_actions, CODE) == []


@pytest.mark.parametrize(
    "line",
    [
        "row.state = State.DONE",
        "row.stage: str = ''",
        "rows.update(state='done')",
        "Row.objects.create(stage='idea')",
        "setattr(row, 'status', 1)",
        "rows.bulk_update(found, ['state'])",
    ],
)
def test_a_state_written_elsewhere_is_seen(line: str) -> None:
    assert house.states_written_outside_actions(code(line))
    assert not house.states_written_outside_actions(code(line, "partnerships/people/actions.py"))


def test_templates_keep_to_their_folder() -> None:
    assert all_of(house.foreign_templates, TEMPLATES) == []
    assert [p for source in CODE for p in house.foreign_templates_in_code(source, CONTRACT)] == []


@pytest.mark.parametrize(
    "line", ['{% include "reviews/_row.html" %}', "{% include name %}", '{% extends "x/y.html" %}']
)
def test_a_foreign_template_is_seen(line: str) -> None:
    assert house.foreign_templates(Source("templates/people/page.html", line))


def test_a_foreign_template_is_seen_in_code() -> None:
    assert house.foreign_templates_in_code(code("render('overview/_row.html')"), ORDER)
    assert not house.foreign_templates_in_code(code("render('people/_row.html')"), ORDER)


def test_there_are_no_signals() -> None:
    assert all_of(house.signals, CODE) == []


@pytest.mark.parametrize(
    "line",
    [
        "from django.db.models.signals import post_save",
        "from django.db.models import signals",
        "from django.dispatch import Signal",
        "@receiver(saved)\ndef tell(): pass",
        "models.signals.post_save.connect(tell)",
    ],
)
def test_a_signal_is_seen(line: str) -> None:
    assert house.signals(code(line))


def test_imports_stand_on_top() -> None:
    assert all_of(house.imports_in_functions, CODE) == []


def test_an_import_in_a_function_is_seen() -> None:
    assert house.imports_in_functions(code("def late():\n    if 1:\n        import json"))


@pytest.mark.parametrize("name", ["audit.Event", *(f"partnerships.{name}" for name in GROWING)])
def test_what_grows_with_time_has_no_order_of_its_own(name: str) -> None:
    """Its order is said where rows are shown: every other question would pay for it."""
    assert not apps.get_model(name)._meta.ordering


def test_files_and_functions_stay_short() -> None:
    assert all_of(house.too_long, CODE) == []


def test_a_long_file_is_seen() -> None:
    assert house.too_long(code("a = 1\n" * 351))
    assert not house.too_long(code("a = 1\n" * 350))


def test_a_long_function_is_seen() -> None:
    assert house.too_long(code("def long():\n" + "    a = 1\n" * 45))
    assert not house.too_long(code("def short():\n" + "    a = 1\n" * 44))


def test_views_show_only_what_one_may_see() -> None:
    views = [source for source in CODE if "views" in source.module.split(".")]
    assert views
    assert all_of(house.rows_for_everybody, views) == []


@pytest.mark.parametrize(
    "line",
    [
        "rows = Row.objects.filter(a=1)",
        "rows = [Row.objects.visible_to(user), Other.objects.all()]",
        "def page(pk):\n    return get_object_or_404(Row, pk=pk)",
        "def page(pk):\n    rows = Row.everything()\n    return get_object_or_404(rows, pk=pk)",
    ],
)
def test_rows_for_everybody_are_seen(line: str) -> None:
    assert house.rows_for_everybody(code(line))


def test_rows_one_may_see_pass() -> None:
    text = (
        "def page(pk):\n    rows = Row.objects.visible_to(user)\n"
        "    related = rows.select_related('a')\n    return get_object_or_404(related, pk=pk)"
    )
    assert house.rows_for_everybody(code(text)) == []


def test_every_page_asks_for_sign_in_unless_listed_as_public() -> None:
    public = {page.name for page in access.pages() if not page.asks_for_sign_in}
    assert public - {PANEL_DOOR} == access.Table.read().public()
