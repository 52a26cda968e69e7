"""Bringing organizations in: every row accounted for, and twice changes nothing."""

import csv
import json
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings, strategies as st

from accounts.models import User
from audit.models import Event
from partnerships.organizations import actions as organizations
from partnerships.organizations.models import Address, Contact, Identifier, Organization
from partnerships.transfer.actions import ImportReport, import_file, reading
from partnerships.transfer.lifecycle import Format, RunState
from partnerships.transfer.models import ImportRun
from partnerships.transfer.queries import KnownOrganizations
from partnerships.transfer.rules import BadFile
from partnerships.transfer.rules.mapping import tidy_name
from tests.refusals import refused

IRS = Path(__file__).parents[3] / "shared" / "data" / "irs_bmf_ri" / "eo_ri.csv"
NOW = datetime.fromisoformat("2026-11-23T15:00:00+00:00")
pytestmark = pytest.mark.django_db


def bring(
    content: str | bytes, *, dry_run: bool = False, format_: Format | None = None
) -> ImportReport:
    raw = content.encode() if isinstance(content, str) else content
    return import_file(
        upload=ContentFile(raw, name="x.csv"),
        file_name="x.csv",
        format_=format_,
        by=None,
        clock=lambda: NOW,
        dry_run=dry_run,
    )


def numbers(content: str | bytes) -> list[int]:
    """New, same, changed, conflict, rejected."""
    return list(bring(content).numbers().values())


GOOD = (
    "name,ein,city,state,zip,kind,tags\nElm Street,03-0413726,Oakdale,ME,04001-12,school,rural\n"
)


def test_a_row_becomes_an_organization_with_all_it_says() -> None:
    assert numbers(GOOD) == [1, 0, 0, 0, 0]
    organization = Organization.objects.search("elm oakdale").get()
    assert (organization.kind, organization.source) == ("school", "csv")
    assert organization.identifiers.get().value == "030413726"
    assert organization.addresses.get().postal_code == "04001-12"
    assert organization.tags.get().name == "rural"
    assert (
        Event.objects.get(verb="organizations.imported").subject_id == ImportRun.objects.get().pk
    )


def test_a_second_run_changes_nothing() -> None:
    bring(GOOD)
    assert numbers(GOOD) == [0, 1, 0, 0, 0]
    assert Organization.objects.count() == 1


def test_a_dry_run_decides_and_writes_nothing() -> None:
    report = bring(GOOD, dry_run=True)
    assert report.numbers()["new"] == 1
    assert not Organization.objects.exists()
    assert not ImportRun.objects.exists()
    assert not Event.objects.exists()


def test_what_nobody_edited_is_brought_up_to_date() -> None:
    bring(GOOD)
    assert numbers(GOOD.replace("Oakdale", "Cedar")) == [0, 0, 1, 0, 0]
    assert Organization.objects.search("cedar").exists()


def test_what_a_person_edited_is_left_alone(coordinator: User) -> None:
    bring(GOOD)
    organization = Organization.objects.get()
    organization.name = "Elm Street Neighbors"
    organizations.edit_organization(
        organization=organization, seen_version=1, by=coordinator, now=NOW
    )
    report = bring(GOOD.replace("school", "health"))
    assert report.numbers()["conflict"] == 1
    assert "Elm Street Neighbors" in report.problems[0].reason
    assert Organization.objects.get().kind == "school"


def test_an_empty_cell_never_empties_what_is_there() -> None:
    bring(GOOD)
    assert numbers("name,ein\nElm Street,030413726\n") == [0, 1, 0, 0, 0]


def test_a_name_alone_never_merges() -> None:
    rows = "name,zip\nLocal Chapter,04001\nLocal Chapter,04002\n"
    assert numbers(rows) == [2, 0, 0, 0, 0]
    assert numbers(rows) == [0, 2, 0, 0, 0]
    report = bring("name\nLocal Chapter\n")
    assert report.numbers()["conflict"] == 1


def test_a_name_without_a_zip_changes_nobody() -> None:
    bring("name,zip\nElm,04001\n")
    report = bring("name,mission\nElm,Another one\n")
    assert report.numbers()["conflict"] == 1
    assert "EIN" in report.problems[0].reason
    assert Organization.objects.get().mission == ""


@pytest.mark.parametrize(
    "rows",
    [
        "Elm,030413726,04001\nElm,,04001\n",
        "Elm,,04001\nElm,030413726,04001\n",
        "Elm,,04001\nElm,,\n",
    ],
)
def test_lines_that_may_be_one_organization_fare_alike_each_time(rows: str) -> None:
    assert numbers("name,ein,zip\n" + rows) == [1, 0, 0, 1, 0]
    assert numbers("name,ein,zip\n" + rows) == [0, 1, 0, 1, 0]


def test_two_lines_never_change_one_organization() -> None:
    bring("name,ein,zip\nElm,030413726,04001\n")
    rows = "name,ein,zip,city\nOak,030413726,04001,Oakdale\nElm,,04001,Cedar\n"
    assert numbers(rows) == [0, 0, 1, 1, 0]


@pytest.mark.parametrize("name", ["Elm", "Oak"])
def test_more_rows_take_no_more_queries(
    name: str, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    def rows(name: str) -> str:
        lines = (f"{name} {i},{100000000 + i},t{i % 5},555 {i},Oakdale" for i in range(200))
        return "name,ein,tags,phone,city\n" + "\n".join(lines)

    bring(rows("Elm"))
    with django_assert_max_num_queries(40):
        report = bring(rows(name))
    assert sum(report.numbers().values()) == 200


def test_an_extract_without_the_ein_column_is_refused() -> None:
    with pytest.raises(BadFile, match="ein"):
        bring("name\nELM\n", format_=Format.BMF)


def test_one_of_two_imports_at_once_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    bring(GOOD)
    monkeypatch.setattr(reading, "known_organizations", lambda *_, **__: KnownOrganizations())
    with refused("stopped", match="Import the file again"):
        bring(GOOD)
    assert ImportRun.objects.values_list("state", flat=True)[0] == RunState.FAILED
    assert Organization.objects.count() == 1


def test_the_same_ein_twice_in_a_file() -> None:
    twice = GOOD + GOOD.splitlines()[1] + "\n" + GOOD.splitlines()[1].replace("Elm", "Oak")
    assert numbers(twice) == [1, 1, 0, 1, 0]


@pytest.mark.parametrize(
    ("cells", "word"),
    [
        (",030413726,,,,,", "name"),
        ("Elm,3041372,,,,,", "nine digits"),
        ("N/A,030413726,,,,,", "name"),
        ("Elm,078-05-1120,,,,,", "Social Security"),
        ("Elm 078-05-1120,,,,,,", "Social Security"),
        ("Elm,,,,,evil,", "a valid kind"),
        ("Elm\x00,,,,,,", "invisible"),
        ("x" * 201 + ",,,,,,", "longer"),
        ("\u0301,,,,,,", "name"),
        ("Elm,,", "cells"),
        ("Elm,,,,,,,,", "cells"),
    ],
)
def test_a_bad_row_is_named_and_the_others_come_in(cells: str, word: str) -> None:
    report = bring(GOOD + cells + "\nOak,,,,,,\n")
    assert report.numbers() == {"new": 2, "same": 0, "changed": 0, "conflict": 0, "rejected": 1}
    assert report.problems[0].line == 3
    assert word in report.problems[0].reason


@pytest.mark.parametrize(
    "content",
    [
        GOOD.encode("utf-8-sig"),
        GOOD.encode("utf-16"),
        GOOD.replace("Elm", "Café").encode("cp1252"),
        GOOD.replace(",", ";").encode(),
        GOOD.replace(",", "\t").encode(),
        GOOD.replace("\n", "\r").encode(),
        GOOD.replace(",", ";").replace("rural", "a, b, c, d, e, f").replace("\n", "\r").encode(),
        b"\n\n" + GOOD.replace(",", ";").encode(),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("name,", " NAME ,").encode(),
        GOOD.replace("Elm Street", '"Elm\nStreet"').encode(),
    ],
)
def test_whatever_program_wrote_it(content: bytes) -> None:
    assert numbers(content) == [1, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("", "empty"),
        ("name,name\nElm,Elm\n", "twice"),
        ("title\nElm\n", "name"),
        ('name\n"Elm\nOak\nAsh\n', "quote"),
        ('name\n"' + "x" * 70_000, "65,536 characters"),
        ("name" + ",x" * 200, "201 columns"),
        ("name," * 20_000, "65,536 characters"),
        ('name\n"Elm\n' + "a\n" * 50_000, "65,536 characters"),
        ("name\n" + "Elm\n" * 100_001, "100,000 rows"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(content: str, word: str) -> None:
    with pytest.raises(BadFile, match=word):
        bring(content)
    assert not Organization.objects.exists()


def test_only_a_header_is_no_error() -> None:
    assert numbers("name,ein\n") == [0, 0, 0, 0, 0]


@given(st.lists(st.lists(st.text(max_size=12), max_size=4), max_size=8))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_the_cells_hold_every_row_has_one_outcome(rows: list[list[str]]) -> None:
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    content = "name,ein,zip\n" + "\n".join(lines)
    try:
        report = bring(content.encode("utf-8", "replace"), dry_run=True)
    except BadFile:
        return
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    assert sum(report.numbers().values()) == len(filled)


@pytest.mark.parametrize(
    ("raw", "tidy"),
    [
        ("SER-JOBS FOR PROGRESS INC", "Ser-Jobs for Progress Inc"),
        ("THE YMCA OF PROVIDENCE", "The YMCA of Providence"),
        ("Already Tidy", "Already Tidy"),
    ],
)
def test_names_in_capitals_are_tidied(raw: str, tidy: str) -> None:
    assert tidy_name(raw) == tidy


@pytest.mark.skipif(not IRS.exists(), reason="the IRS extract is not on this machine")
def test_the_irs_extract_comes_in_completely_and_again_without_a_change() -> None:
    content = IRS.read_bytes()
    assert numbers(content) == [6604, 0, 0, 0, 0]
    assert numbers(content) == [0, 6604, 0, 0, 0]
    assert Identifier.objects.filter(scheme="ein", value__startswith="0").count() == 2463
    assert not Contact.objects.exists()
    names = Counter(Organization.objects.values_list("name_key", flat=True))
    assert names.most_common(1)[0][1] == 54
    assert ImportRun.objects.first().counts["same"] == 6604  # type: ignore[union-attr]


@pytest.mark.skipif(not IRS.exists(), reason="the IRS extract is not on this machine")
def test_no_person_named_in_the_irs_extract_is_stored() -> None:
    bring(IRS.read_bytes())
    with IRS.open(newline="", encoding="utf-8") as lines:
        people = {row["ICO"].strip("% ").casefold() for row in csv.DictReader(lines)} - {""}
    stored = {
        text.casefold()
        for values in Organization.objects.values_list("other_names", "mission", "email")
        for text in values
    } | {text.casefold() for text in Address.objects.values_list("label", flat=True)}
    assert people
    assert not stored & people


def test_the_command_ends_with_one_line_of_json(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text(GOOD + "Elm,N/A1,,,,,\n")
    out = StringIO()
    call_command("import_organizations", str(file), "--json", stdout=out)
    lines = out.getvalue().splitlines()
    assert json.loads(lines[-1]) == {
        "new": 1, "same": 0, "changed": 0, "conflict": 0, "rejected": 1,
    }  # fmt: skip
    assert lines[0].startswith("line 3: ")


def test_the_command_says_what_is_wrong_with_a_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="can't be read"):
        call_command("import_organizations", str(tmp_path / "no.csv"))
    file = tmp_path / "x.csv"
    file.write_text("title\nElm\n")
    with pytest.raises(CommandError, match="name"):
        call_command("import_organizations", str(file))


# What was merged or archived


def test_a_merged_duplicate_is_not_brought_back(coordinator: User) -> None:
    """The kept record takes its lines: nothing new comes, nothing is overwritten."""
    content = "name,zip,website\nElm St,04001,https://elm.example.org\nElm Street,04002,\nOak,,\n"
    assert numbers(content) == [3, 0, 0, 0, 0]
    gone, kept = (
        Organization.objects.named("Elm St").get(),
        Organization.objects.named("Elm Street").get(),
    )
    organizations.merge(gone=gone, kept=kept, by=coordinator, now=NOW)
    assert numbers(content) == [0, 2, 0, 1, 0]
    assert Organization.objects.count() == 3
    (problem,) = bring(content).problems
    assert "“Elm Street” was entered or edited by someone" in problem.reason


def test_a_duplicate_is_followed_through_later_merges(coordinator: User) -> None:
    content = "name,zip\nElm St,04001\nElm Street,04002\nElm House,04003\n"
    assert numbers(content) == [3, 0, 0, 0, 0]
    first, second, last = (
        Organization.objects.named(name).get() for name in ("Elm St", "Elm Street", "Elm House")
    )
    organizations.merge(gone=first, kept=second, by=coordinator, now=NOW)
    organizations.merge(gone=second, kept=last, by=coordinator, now=NOW)
    assert numbers(content) == [0, 1, 0, 2, 0]
    second.refresh_from_db()
    organizations.undo_merge(gone=second, by=coordinator, now=NOW)
    assert numbers(content) == [0, 2, 0, 1, 0]


def test_another_organization_of_a_merged_name_is_new(coordinator: User) -> None:
    assert numbers("name,zip\nElm St,04001\nElm Street,04002\n") == [2, 0, 0, 0, 0]
    gone, kept = Organization.objects.order_by("pk")
    organizations.merge(gone=gone, kept=kept, by=coordinator, now=NOW)
    assert numbers("name,zip\nElm St,10001\n") == [1, 0, 0, 0, 0]


def test_a_merged_number_finds_the_record_that_has_it_now(coordinator: User) -> None:
    assert numbers("name,ein,zip\nElm St,03-0413726,04001\nElm Street,,04002\n")[0] == 2
    gone, kept = Organization.objects.order_by("pk")
    organizations.merge(gone=gone, kept=kept, by=coordinator, now=NOW)
    assert numbers("name,ein,zip\nElm St,03-0413726,04001\n") == [0, 0, 0, 1, 0]


def test_an_archived_organization_is_left_as_it_is(coordinator: User) -> None:
    assert numbers("name,zip\nElm,04001\n") == [1, 0, 0, 0, 0]
    elm = Organization.objects.get()
    organizations.archive_organization(organization=elm, by=coordinator, now=NOW)
    assert numbers("name,zip\nElm,04001\n") == [0, 1, 0, 0, 0]
    (problem,) = bring("name,zip,city\nElm,04001,Oakdale\n").problems
    assert "“Elm” is archived" in problem.reason
