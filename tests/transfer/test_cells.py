"""Cells as people and spreadsheets write them."""

import pytest

from partnerships.organizations.models import Address, Identifier, Organization, Phone
from partnerships.transfer.lifecycle import RowOutcome
from partnerships.transfer.models import ImportRun
from tests.transfer.test_import import bring

pytestmark = pytest.mark.django_db
NOTHING = ["N/A", "n/a", "-", "None", "TBD", "#N/A", "—", "unknown"]


@pytest.mark.parametrize("word", NOTHING)
@pytest.mark.parametrize("column", ["ein", "website", "email", "phone", "zip", "kind", "tags"])
def test_words_for_nothing_mean_an_empty_cell(column: str, word: str) -> None:
    report = bring(f"name,{column}\nElm,{word}\n")
    assert report.numbers()["new"] == 1
    organization = Organization.objects.get()
    assert (organization.website, organization.email) == ("", "")
    assert not Identifier.objects.exists()
    assert not Phone.objects.exists()
    assert not Address.objects.exists()
    assert not organization.tags.exists()


def test_a_name_that_says_nothing_is_missing() -> None:
    report = bring("name,city\nN/A,Oakdale\n")
    assert report.numbers()["rejected"] == 1
    assert "name is missing" in report.problems[0].reason


@pytest.mark.parametrize("header", ["name,ein", "name,ein,street,ntee_cd,subsection"])
def test_an_ein_gets_its_lost_zero_back_and_asks_for_a_look(header: str) -> None:
    rest = "," * (header.count(",") - 1)
    report = bring(f"{header}\nElm,30413726{rest}\nOak,123456789{rest}\n")
    assert report.numbers()["new"] == 2
    assert set(Identifier.objects.values_list("value", flat=True)) == {"030413726", "123456789"}
    assert [(problem.line, problem.outcome) for problem in report.problems] == [
        (2, RowOutcome.NEW)
    ]
    assert "zero was restored: 03-0413726" in report.problems[0].reason
    assert bring(f"{header}\nElm,30413726{rest}\n").numbers()["same"] == 1


@pytest.mark.parametrize("ein", ["00413726", "3041372", "30413726.5"])
def test_other_short_numbers_are_no_ein(ein: str) -> None:
    assert bring(f"name,ein\nElm,{ein}\n").numbers()["rejected"] == 1


@pytest.mark.parametrize(
    ("cell", "stored"),
    [("CA", "CA"), ("mx", "MX"), ("USA", "US"), ("Canada", "CA"), ("", ""), ("NA", "NA")],
)
def test_a_country_is_read(cell: str, stored: str) -> None:
    bring(f"name,city,country\nElm,Oakdale,{cell}\n")
    assert Address.objects.get().country == stored
    assert bring(f"name,city,country\nElm,Oakdale,{cell}\n").numbers()["same"] == 1


def test_a_country_that_is_no_code_is_named() -> None:
    report = bring("name,country\nElm,Atlantis\n")
    assert report.numbers()["rejected"] == 1
    assert "isn't a country" in report.problems[0].reason


def test_invisible_characters_anywhere_are_named_and_never_stored() -> None:
    report = bring("name,kind,odd\x00\nElm,\x00,a\nOak\x00,,b\nAsh,school,\x00\n")
    assert report.numbers()["rejected"] == 2
    assert report.numbers()["new"] == 1
    assert "\x00" not in str(ImportRun.objects.values_list())


@pytest.mark.parametrize(
    "content",
    [
        "sep=;\nname;city\nElm;Oakdale\n",
        'sep=,\r\n"name","city"\r\nElm,Oakdale\r\n',
        '"sep=|"\nname|city\nElm|Oakdale\n',
        "\ufeffsep=\t\nname\tcity\nElm\tOakdale\n",
        "name|city\nElm|Oakdale\n",
    ],
)
def test_the_delimiter_is_found_and_excels_own_line_is_skipped(content: str) -> None:
    report = bring(content + "\u0301\n")
    assert report.numbers()["new"] == 1
    assert Address.objects.get().city == "Oakdale"
    assert report.problems[0].line == content.count("\n") + 1
