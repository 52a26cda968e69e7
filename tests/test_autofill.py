"""Browsers never put the user's own data into a form about somebody else."""

from html.parser import HTMLParser

import pytest

from tests.test_access import (
    PAGES,
    TABLE,
    World,
    silence as silence,
    undone,
    world as world,
)

pytestmark = pytest.mark.django_db

FILLED = {"text", "email", "tel", "url", "search", "number", "password", "date", "time"}
#: Where people type about themselves, and what a browser may fill in for them.
OWN = {
    "account_login": {"login": "email", "password": "current-password"},
    "account_reset_password": {"email": "email"},
    "account_change_password": {
        "oldpassword": "current-password",
        "password1": "new-password",
        "password2": "new-password",
    },
    "account_reauthenticate": {"password": "current-password"},
    "profile": {"name": "name"},
    "new_link": {"email": "email"},
    "portal_call_me": {"phone": "tel"},
    "mou_page": {"typed_name": "name"},
    "offers_ask": {
        "organization_name": "organization",
        "person_name": "name",
        "person_title": "organization-title",
        "email": "email",
        "phone": "tel",
    },
}


class Fields(HTMLParser):
    """Collects the fields of a page that a browser could fill in, with their token."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, str | None] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a field under its name."""
        given = dict(attrs)
        typed = tag == "input" and given.get("type", "text") in FILLED
        if typed or tag in {"textarea", "select"}:
            self.found[given.get("name") or ""] = given.get("autocomplete")


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in PAGES
        if TABLE.answer(name, "GET", "leadership") == "allow"
        and not name.endswith("_changelist")  # no form of ours: Django's own search box
    ],
)
def test_every_field_says_what_a_browser_may_fill_in(world: World, name: str) -> None:
    principal = "anonymous" if name == "account_login" else "leadership"
    with undone():
        response = world.client(principal).get(world.address(PAGES[name]))
        if response.streaming:  # read to its end, the file behind it closes
            list(response)
            return
    if "html" not in response.headers.get("Content-Type", ""):
        return
    found = Fields(response.content.decode()).found
    assert found == {field: OWN.get(name, {}).get(field, "off") for field in found}
