"""Every form field against the column it fills: nothing typed can be too much for a database."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django import forms
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.test import RequestFactory

import accounts
import common
import partnerships
from accounts.admin import PanelAdmin
from accounts.models import User
from common.fields import DateField, EmailField, TextField, TimeField, WebAddressField
from common.uploads import UploadField

OURS = (TextField, EmailField, WebAddressField, DateField, TimeField, UploadField)
CHOICES = (
    forms.BooleanField,
    forms.ChoiceField,
    forms.ModelChoiceField,
    forms.IntegerField,
    forms.SlugField,
)
SMALL_INTEGER = 32767

#: What fields fill that no model form knows about: Model.column, or "" where nothing is stored, or
#: only in a text without a limit. A name alone stands for that field of every other form.
COLUMNS = {
    "sort": "",
    "q": "",
    "state": "Address.state",
    "organization": "",
    "upload": "",
    "SendForm.seen": "",
    "RemoveForm.password": "",
    "RemoveForm.confirm": "",  # compared, and kept nowhere
    "RemoveForm.name": "User.name",
    "RemoveForm.email": "User.email",
    "OursForm.name": "Organization.name",
    "time_zone": "User.time_zone",
    "ProfileForm.name": "User.name",
    "email": "Contact.email",
    "name": "Contact.name",
    "phone": "Contact.phone",
    "title": "Position.title",
    "HandOverForm.name": "Contact.name",
    "ColleagueForm.name": "Contact.name",
    "organization_name": "Organization.name",
    "person_name": "Contact.name",
    "person_title": "Position.title",
    "new_title": "Position.title",
    "new_home": "",
    "next_step": "FollowUp.what",
    "FollowUpForm.what": "FollowUp.what",
    "FollowUpEditForm.what": "FollowUp.what",
    "ParentForm.parent": "",
    "other_emails": "",
    "NoteForm.text": "",
    "InErrorForm.because": "WiifmAnswer.in_error_because",
    "other_phones": "",
    "FollowUpDoneForm.note": "FollowUp.closing_note",
    "none_because": "",
    "CancelForm.reason": "Meeting.cancelled_because",
    "place": "Meeting.place",
    "aim": "Meeting.aim",
    "MeetingForm.title": "Meeting.title",
    "MeetingEditForm.title": "Meeting.title",
    "video_url": "Meeting.video_url",
    "find_guests": "",
    "find_partners": "",
    "street": "Address.street",
    "city": "Address.city",
    "postal_code": "Address.postal_code",
    "other_addresses": "",
    "phones": "",
    "tag_names": "",
    "IdentifierForm.value": "Identifier.value",
    "LegacyForm.signers": "Mou.legacy_signers",
    "TerminateForm.reason": "Mou.stop_note",
    "ReasonForm.reason": "Mou.stop_note",
    "signs_as": "Signer.signs_as",
    "OutcomeForm.outcome": "SectionComment.outcome",
    "remark": "MouVersion.note",
    "SuggestionDeclineForm.reply": "Suggestion.reply",
    "DeclineForm.reason": "Signer.decline_reason",
    "NoMouDeclineForm.reason": "Partnership.no_mou_reason",
    "ConcernForm.note": "ConcernNoted.note",
    "PurposeForm.sentence": "Purpose.sentence",
    "QuestionForm.text": "Question.text",
    "NoNextStepForm.reason": "Partnership.no_next_step_reason",
    "NoMouForm.reason": "Partnership.no_mou_reason",
    "program": "Partnership.program",
    "note": "StageChange.note",
    "no_promises_because": "Review.no_promises_because",
    "code": "",
    "typed_name": "Signature.typed_name",
    "sha256": "ImportRun.sha256",
    "file_name": "ImportRun.file_name",
    "GalleryForm.name": "",
    "SavedViewForm.name": "",
    "TargetForm.rate": "",
    "ToldForm.note": "MeasureFigure.note",
    "FigureForm.note": "MeasureFigure.note",
    "ReferralReportForm.note": "ReferralReport.note",
    "CohortCountForm.note": "CohortCount.note",
    "SettleForm.note": "FigureSettlement.note",
    "homepage": "",
    "opened": "",
}


def column_named(name: str) -> models.Field | None:
    """Return the column that a field of COLUMNS fills."""
    target = COLUMNS.get(name, COLUMNS.get(name.partition(".")[2]))
    assert target is not None, f"say in COLUMNS what {name} fills"
    if not target:
        return None
    model, _dot, column = target.partition(".")
    found = next(m for m in apps.get_models() if m.__name__ == model)
    field = found._meta.get_field(column)
    assert isinstance(field, models.Field)
    return field


def form_classes() -> list[type[forms.BaseForm]]:
    """Every form of the site's own pages."""
    for package in (accounts, common, partnerships):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in module.name:
                importlib.import_module(module.name)
    found = set(_subclasses(forms.BaseForm))
    ours = [form for form in found if form.__module__.startswith(("accounts", "common", "partn"))]
    return sorted(ours, key=lambda form: (form.__module__, form.__name__))


def _subclasses(of: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
    for form in of.__subclasses__():
        yield form
        yield from _subclasses(form)


FORMS = [
    form
    for form in form_classes()
    if form.__module__ not in {"accounts.admin", "accounts.user_form"}
]


@pytest.fixture
def panel_forms(administrator: User) -> list[type[forms.BaseForm]]:
    """Every form of the panel with which something can be edited."""
    request = RequestFactory().get("/admin/")
    request.user = administrator
    pages = [page for page in admin.site._registry.values() if isinstance(page, PanelAdmin)]  # noqa: SLF001
    return [page.get_form(request) for page in pages if page.edit_permission]


def all_fields(classes: list[type[forms.BaseForm]]) -> Iterator[tuple[str, forms.Field]]:
    for form in classes:
        for name, field in form.base_fields.items():  # type: ignore[attr-defined]
            yield f"{form.__name__}.{name}", field


def strange(classes: list[type[forms.BaseForm]]) -> list[str]:
    """Fields that take in text, days or files in another way than ours."""
    return [name for name, field in all_fields(classes) if not isinstance(field, OURS + CHOICES)]


def beyond_their_columns(classes: list[type[forms.BaseForm]]) -> list[str]:
    """Fields of model forms that allow more than their column."""
    wrong = []
    for form in classes:
        model = getattr(getattr(form, "_meta", None), "model", None)
        if model is None:
            continue
        columns = {column.name: column for column in model._meta.fields}
        for name, field in form.base_fields.items():  # type: ignore[attr-defined]
            if name in columns and (problem := beyond(field, columns[name])):
                wrong.append(f"{form.__name__}.{name}: {problem}")
    return wrong


def beyond(field: forms.Field, column: models.Field) -> str:
    """Say in what a field allows more than its column; nothing when it doesn't."""
    if isinstance(column, models.CharField) and isinstance(field, forms.CharField):
        longest = [v.limit_value for v in field.validators if isinstance(v, MaxLengthValidator)]
        limit = column.max_length or 0
        if not longest or min(longest) > limit:
            return f"as long as {longest}, the column has {limit}"
    if isinstance(column, models.DecimalField) and isinstance(field, forms.DecimalField):
        most = field.max_digits or 0
        return "" if 0 < most <= column.max_digits else f"{most} digits"
    small = isinstance(column, models.PositiveSmallIntegerField)
    if small and isinstance(field, forms.IntegerField):
        low, high = field.min_value, field.max_value
        fits = low is not None and low >= 0 and high is not None and high <= SMALL_INTEGER
        return "" if fits else f"from {low} to {high}"
    return ""


def test_every_field_takes_in_text_days_and_files_in_our_way() -> None:
    assert strange(FORMS) == []


def test_every_field_of_the_panel_takes_in_text_and_days_in_our_way(
    panel_forms: list[type[forms.BaseForm]],
) -> None:
    assert strange(panel_forms) == []


def test_a_strange_field_is_seen() -> None:
    bare = type("Bare", (forms.Form,), {"name": forms.CharField(), "on": forms.DateField()})
    assert strange([bare]) == ["Bare.name", "Bare.on"]


def test_fields_made_while_a_form_is_built_are_ours_too() -> None:
    strange_call = re.compile(
        r"forms\.(Char|Email|URL|Date|Time|DateTime|File|Regex|Float|Duration|JSON)Field\("
    )
    folders = ("accounts", "partnerships")
    sources = [path for folder in folders for path in Path(folder).rglob("*.py")]
    found = [str(path) for path in sources if strange_call.search(path.read_text())]
    assert found == []


def test_no_model_form_allows_more_than_its_columns(
    panel_forms: list[type[forms.BaseForm]],
) -> None:
    assert beyond_their_columns(FORMS + panel_forms) == []


def test_a_field_wider_than_its_column_is_seen() -> None:
    column: models.Field[str, str] = models.CharField(max_length=5)
    assert beyond(forms.CharField(max_length=6), column) == "as long as [6], the column has 5"
    assert beyond(forms.IntegerField(min_value=0), models.PositiveSmallIntegerField())


def test_no_other_form_allows_more_than_the_column_it_fills() -> None:
    wrong = []
    for form in FORMS:
        model = getattr(getattr(form, "_meta", None), "model", None)
        own = {column.name for column in model._meta.fields} if model else set()
        for name, field in form.base_fields.items():  # type: ignore[attr-defined]
            if name in own or not isinstance(field, forms.CharField):
                continue
            if isinstance(field, TextField) and isinstance(field.widget, forms.Textarea):
                assert field.max_length, f"{form.__name__}.{name} has no limit"
                continue
            target = column_named(f"{form.__name__}.{name}")
            if target is not None and (problem := beyond(field, target)):
                wrong.append(f"{form.__name__}.{name}: {problem}")
    assert wrong == []


def test_whole_numbers_have_bounds_that_a_column_holds() -> None:
    wrong = [
        name
        for name, field in all_fields(FORMS)
        if type(field) is forms.IntegerField
        and not name.endswith("version")
        and (field.min_value is None or field.max_value is None)
    ]
    assert wrong == []


DATES = [(name, field) for name, field in all_fields(FORMS) if isinstance(field, DateField)]


@pytest.mark.parametrize(("name", "field"), DATES, ids=[name for name, _field in DATES])
@pytest.mark.parametrize("typed", ["0001-01-01", "0026-12-01", "1026-12-01", "9999-12-31"])
def test_a_year_that_cannot_be_right_is_refused_in_every_date_field(
    name: str, field: DateField, typed: str
) -> None:
    with pytest.raises(ValidationError, match=f"The year {int(typed[:4])} can't be right"):
        field.clean(typed)
    assert field.clean("2026-12-01") == date(2026, 12, 1)


def test_the_date_fields_of_the_panel_have_the_same_bounds(
    panel_forms: list[type[forms.BaseForm]],
) -> None:
    days = [field for _name, field in all_fields(panel_forms)]
    days = [field for field in days if isinstance(field, forms.DateField)]
    assert days
    for field in days:
        with pytest.raises(ValidationError, match="can't be right"):
            field.clean("0026-12-01")


def test_a_browser_offers_only_days_that_are_accepted() -> None:
    widget = DateField(years=(1900, 2199)).widget
    assert widget.attrs == {"min": "1900-01-01", "max": "2199-12-31"}
