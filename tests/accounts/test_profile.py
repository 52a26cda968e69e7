"""The page about yourself."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.forms import ZoneSelect, known_zones, zone_options
from accounts.models import User, time_zones
from accounts.roles import Role


def test_everybody_changes_their_own_name_and_zone(
    client_as: Callable[[User], Client], viewer: User
) -> None:
    client = client_as(viewer)
    page = client.get("/you/")
    assert b"Vera Lindqvist" in page.content
    assert page.headers["Cache-Control"] == "private, no-store"
    response = client.post("/you/", {"name": "Vera L.", "time_zone": "America/Denver"})
    assert (response.status_code, response.headers["Location"]) == (302, "/you/")
    viewer.refresh_from_db()
    assert (viewer.name, viewer.time_zone) == ("Vera L.", "America/Denver")


@pytest.mark.parametrize(
    "wrong", [{"time_zone": "'; DROP"}, {"name": ""}, {"name": "x" * 201}, {"name": "A\nB"}, {}]
)
def test_a_wrong_value_is_shown_again(
    client_as: Callable[[User], Client], viewer: User, wrong: dict[str, str]
) -> None:
    data = {"name": "Vera L.", "time_zone": "UTC", **wrong} if wrong else {}
    response = client_as(viewer).post("/you/", data)
    assert response.status_code == 422
    viewer.refresh_from_db()
    assert viewer.name == "Vera Lindqvist"


def test_the_role_can_not_be_slipped_in(client_as: Callable[[User], Client], viewer: User) -> None:
    data = {"name": "Vera L.", "time_zone": "UTC", "role": "administrator", "is_active": "1"}
    client_as(viewer).post("/you/", data)
    viewer.refresh_from_db()
    assert viewer.role == Role.VIEWER


def test_zones_of_the_united_states_come_first_and_an_alias_stays() -> None:
    ours, others = known_zones()
    assert ours[0] == ("America/New_York", "Eastern (most areas): New York")
    assert ("Pacific/Guam", "Guam") in ours
    assert "US/Eastern" not in dict(ours + others)
    assert {zone for zone, _name in ours + others} <= time_zones()

    options = str(ZoneSelect().render("time_zone", "US/Eastern"))
    assert '<option value="US/Eastern" selected>US/Eastern</option>' in options
    assert options.index("US/Eastern") < options.index("America/New_York") < options.index("UTC")
    assert options.count(" selected") == 1


def test_what_was_typed_instead_of_a_zone_is_not_kept() -> None:
    ZoneSelect().render("time_zone", "UTC")
    before = zone_options.cache_info().currsize
    for number in range(3):
        assert f"Nowhere {number}" in ZoneSelect().render("time_zone", f"Nowhere {number}")
    assert zone_options.cache_info().currsize <= before + 2
