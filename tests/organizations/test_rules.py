"""What an EIN and a phone number may look like (O1); what may be the same organization (O4)."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, strategies as st

from accounts.models import User
from partnerships.organizations import actions, rules
from partnerships.organizations.lifecycle import match_key
from partnerships.organizations.models import Address, Organization


@pytest.mark.parametrize("raw", ["030413726", "03-0413726", " 03 0413726 ", "03 0413726"])
def test_the_ways_people_write_one_ein_are_one_value(raw: str) -> None:
    assert rules.ein(raw) == rules.Ein("030413726")
    assert str(rules.ein(raw)) == "03-0413726"


def test_an_eight_digit_number_gets_its_zero_back_and_is_marked() -> None:
    assert rules.ein(30413726) == rules.Ein("030413726", zero_restored=True)
    assert rules.ein(130413726) == rules.Ein("130413726")


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "N/A",
        "none",
        "0304137",
        "30413726",
        "0304137261",
        "078-05-1120",
        "03-04137-26",
        "\u0660\u0663\u0660\u0664\u0661\u0663\u0667\u0662\u0666",
    ],
)
def test_anything_else_is_refused(raw: str) -> None:
    with pytest.raises(rules.BadIdentifier):
        rules.ein(raw)


@pytest.mark.parametrize("raw", [0, 1, 3041372, -30413726, 10_000_000_000])
def test_numbers_with_too_few_or_too_many_digits_are_refused(raw: int) -> None:
    with pytest.raises(rules.BadIdentifier):
        rules.ein(raw)


@given(st.text(max_size=30) | st.integers())
def test_whatever_is_typed_gives_nine_digits_or_a_refusal(raw: str | int) -> None:
    try:
        found = rules.ein(raw)
    except rules.BadIdentifier:
        return
    assert len(found.value) == 9
    assert found.value.isascii()
    assert found.value.isdigit()


def test_phones_are_read_one_per_line() -> None:
    text = "555 0100 front desk\n\n+1 (401) 555-0101, Sam\n5550102"
    assert rules.phones(text) == [
        ("555 0100", "front desk"),
        ("+1 (401) 555-0101", "Sam"),
        ("5550102", ""),
    ]
    with pytest.raises(rules.BadIdentifier):
        rules.phones("call us")


def test_same_name_and_zip_or_same_site_may_be_the_same(coordinator: User, now: datetime) -> None:
    def add(name: str, website: str = "", postal_code: str = "") -> Organization:
        return actions.create_organization(
            organization=Organization(name=name, website=website),
            address=Address(postal_code=postal_code) if postal_code else None,
            by=coordinator,
            now=now,
        )

    first = add("Bright Path", "https://www.brightpath.example.org/a", "02886-2233")
    far = add("Bright Path", postal_code="90210")
    near = add("Bright Path, Inc.", postal_code="02886")
    site = add("B.P. Training", "http://brightpath.example.org")
    both = add("The Bright Path", "http://brightpath.example.org/b", "02886")
    found = rules.possible_doubles(first, coordinator, postal_code="02886")
    assert found.best == [both, far, near, site]
    assert found.more == 0


@pytest.mark.parametrize(
    "variant",
    [
        "HARBOR HOUSE CENTER, INC.",
        "The Harbor House Center",
        "Harbor House Ctr",
        "Harbor-House Centre, L.L.C.",
        "harbor house center",
    ],
)
def test_variants_of_a_name_have_one_key(variant: str) -> None:
    assert match_key(variant) == match_key("Harbor House Center") == "harborhousecenter"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("St. Brendan\u2019s Job House", "Saint Brendan's Job House"),
        ("Food & Shelter Svcs.", "Food and Shelter Services"),
        ("The Inc.", "the inc"),
        ("Elm Street Neighbours", "elm street neighbor"),
        ("Organisation for Labour", "Organization for Labor"),
    ],
)
def test_quotes_and_short_forms_have_one_key(one: str, other: str) -> None:
    assert match_key(one) == match_key(other) != ""


@pytest.mark.parametrize("name", ["Harbor House North", "Harbor Home Center", "North Center"])
def test_other_names_have_other_keys(name: str) -> None:
    assert match_key(name) != match_key("Harbor House Center")


@pytest.mark.parametrize(
    ("known", "typed"),
    [
        ("Bright Path Training", "Brightpath Training Center"),
        ("Brightpath Training Center", "Bright Path Training"),
        ("Bright Path Training", "Brightpath"),
        ("Brightpath", "Bright Path"),
    ],
)
def test_two_words_written_as_one_are_proposed(
    known: str, typed: str, coordinator: User, now: datetime
) -> None:
    actions.create_organization(organization=Organization(name=known), by=coordinator, now=now)
    found = rules.possible_doubles(Organization(name=typed), coordinator)
    assert [one.name for one in found.best] == [known]


def test_at_most_ten_are_proposed_and_the_rest_is_counted(
    coordinator: User, now: datetime
) -> None:
    for _number in range(13):
        actions.create_organization(
            organization=Organization(name="Elm Street"), by=coordinator, now=now
        )
    found = rules.possible_doubles(Organization(name="Elm Street, Inc."), coordinator)
    assert (len(found.best), found.more) == (10, 3)


def test_every_sign_of_a_duplicate_has_its_index(coordinator: User, now: datetime) -> None:
    """A page asks on each view; without an index, each time through the whole directory."""
    looked_for = Organization(
        name="Elm Street", website="https://elm.example.org/", email="a@elm.example.org"
    )
    others = [
        Organization(
            name=f"N{number}",
            website_host=f"n{number}.example.org",
            email_key=f"n{number}@example.org",
            match_key=f"n{number}",
            name_key=f"n{number}",
            search_text=f"n{number}",
        )
        for number in range(3_000)
    ]
    Organization.objects.bulk_create(others)  # enough for the planner to take an index
    with CaptureQueriesContext(connection) as asked:
        rules.possible_doubles(looked_for, coordinator)
    prefix = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE partnerships_organization")
        cursor.execute(f"{prefix} {asked[0]['sql']}")
        plan = str(cursor.fetchall())
    for index in ("organization_host", "organization_email_key", "organization_match_key"):
        assert index in plan
