"""Counts only: nothing about results has a place for the identity of someone who was served."""

import inspect
from collections.abc import Iterator

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from accounts.models import User
from common.fields import TextField
from partnerships.organizations.models import Contact
from partnerships.outcomes import forms as outcome_forms
from partnerships.outcomes.lifecycle import NotAccepted
from partnerships.outcomes.models import ReferralReport
from partnerships.portal.forms.figures import FiguresMixin

#: Keys to people, all of them ours or the partner's: who set, recorded, told or reports something.
PEOPLE = {
    *("set_by", "added_by", "recorded_by", "contact", "our_reporter", "their_reporter"),
}
#: What is said about a number, and the words for what is counted.
WORDS = {"unit", "note", "label", "definition", "of_what", "source", "code", "rate_source"}
#: Codes of lists that people choose from.
CODES = {"per", "said_by", "side", "how", "unit", "reports", "direction"}
#: JSON columns and the only keys they take.
JSON = {"not_accepted": set(NotAccepted.values)}


def own_models() -> list[type[models.Model]]:
    found = [
        model
        for model in apps.get_models()
        if model.__module__.startswith("partnerships.outcomes.models")
    ]
    assert len(found) >= 12
    return found


def own_forms() -> Iterator[type[forms.BaseForm]]:
    for _name, form in inspect.getmembers(outcome_forms, inspect.isclass):
        if issubclass(form, forms.BaseForm):
            yield form


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model.__name__)
def test_no_column_names_a_person_who_was_served(model: type[models.Model]) -> None:
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.related_model in {User, Contact}:
            assert field.name in PEOPLE, field
        if isinstance(field, models.JSONField):
            assert field.name in JSON, field
        elif isinstance(field, models.CharField | models.TextField):
            assert field.name in WORDS or (field.name in CODES and field.choices), field
        assert not isinstance(field, models.FileField | models.EmailField), field


def test_reasons_are_a_list_and_nothing_that_is_typed() -> None:
    with pytest.raises(ValueError, match="not a valid"):
        NotAccepted("Rosa Quill")
    assert ReferralReport._meta.get_field("not_accepted").editable is False


@pytest.mark.parametrize("form", list(own_forms()), ids=lambda form: form.__name__)
def test_what_is_typed_beside_a_number_is_refused_where_it_looks_like_an_ssn(
    form: type[forms.BaseForm],
) -> None:
    for name, field in form.base_fields.items():  # type: ignore[attr-defined]
        if isinstance(field, forms.CharField):
            assert name in WORDS | {"sort", "rate"}, name  # a rate is an amount of dollars
            assert isinstance(field, TextField), name
            with pytest.raises(ValidationError, match="Social Security"):
                field.clean("123-45-6789")


def test_by_link_a_figure_is_a_number_and_nothing_else() -> None:
    asked = inspect.getsource(FiguresMixin)
    assert "NumberField" in asked
    assert "LineField" not in asked


def test_no_import_and_no_address_of_the_api_writes_results() -> None:
    modules = ("partnerships.transfer", "partnerships.api")
    for model in own_models():
        assert not model.__module__.startswith(modules)
