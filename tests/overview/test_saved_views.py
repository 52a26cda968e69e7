"""Views of lists: a person keeps filters under a name, and finds them in the rail."""

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.overview import actions, lifecycle
from partnerships.overview.queries import saved_views_of
from partnerships.overview.rules import SavedView
from tests.refusals import refused

ClientAs = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock")
MINE = "/partners/?whose=mine&sort=-stage"


def save(client: Client, address: str, **typed: str) -> str:
    """Press "Save view" on a list, and return where that leads."""
    page = client.get(address).content.decode()
    link = re.search(r'href="(/saved-views/\w+/new/[^"]*)"', page)
    assert link
    response = client.post(unescape(link[1]), typed)
    assert response.status_code == 302, response.context["form"].errors
    return response.headers["Location"]


def rail(client: Client) -> dict[str, tuple[str, bool]]:
    """Return where the rail leads, and what it marks as the present page."""
    links = client.get(MINE).context["rail"]
    return {str(link.label): (link.url, link.is_current) for link in links}


def test_filters_are_kept_and_found_in_the_rail(client_as: ClientAs, viewer: User) -> None:
    client = client_as(viewer)
    assert save(client, MINE, name="My partners") == MINE
    places = rail(client)
    assert places["My partners"] == (MINE, True)
    assert places["Partners"] == ("/partners/", False)
    assert 'aria-current="page">' in client.get(MINE).content.decode()
    assert "My partners" in client.get(reverse("search"), {"q": "my part"}).content.decode()


def test_a_default_opens_from_the_rail_and_there_is_one_per_list(
    client_as: ClientAs, viewer: User
) -> None:
    client = client_as(viewer)
    save(client, "/partners/?court=ours", name="Waiting", is_default="on")
    assert rail(client)["Partners"] == ("/partners/?court=ours", True)
    save(client, "/partners/board/?whose=mine", name="My board", is_default="on")
    assert rail(client)["Partners"][0] == "/partners/board/?whose=mine"
    client.post(reverse("view_default", args=[2]))
    assert rail(client)["Partners"][0] == "/partners/"


def test_a_view_is_renamed_and_removed(client_as: ClientAs, viewer: User) -> None:
    client = client_as(viewer)
    for name in ("One", "Two"):
        save(client, MINE, name=name)
    url = reverse("view_rename", args=[1])
    assert client.post(url, {"name": "two"}).status_code == 422
    client.post(url, {"name": "First"})
    assert "First" in client.get(reverse("view_list")).content.decode()
    client.post(reverse("view_remove", args=[2]))
    viewer.refresh_from_db()
    assert [one.name for one in saved_views_of(viewer)] == ["First"]


def test_what_is_refused(viewer: User, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    view = SavedView("partner_list", "q=oak", "Oak")
    for query in ("", "q=" + "x" * lifecycle.LONGEST_QUERY):
        with refused("view_refused"):
            actions.save_view(view=view._replace(query=query), by=viewer, now=now)
    with refused("view_refused"):
        actions.change_view(view=view, by=viewer, now=now)
    monkeypatch.setattr(actions.saved_views, "MOST_VIEWS", 1)
    actions.save_view(view=view, by=viewer, now=now)
    with refused("full"):
        actions.save_view(view=view._replace(name="Ash"), by=viewer, now=now)


def test_the_rail_shows_the_first_and_each_list_can_be_kept(
    client_as: ClientAs, viewer: User
) -> None:
    client = client_as(viewer)
    for number, page in enumerate([*lifecycle.LISTS, *lifecycle.LISTS]):
        save(client, f"{reverse(page)}?sort=x", name=f"View {number}")
    shown = [label for label in rail(client) if label.startswith("View")]
    assert len(shown) == lifecycle.VIEWS_IN_RAIL
    assert "All saved views" in rail(client)


def test_only_lists_with_filters_can_be_kept(client_as: ClientAs, viewer: User) -> None:
    client = client_as(viewer)
    assert "Save view" not in client.get("/partners/").content.decode()
    assert client.get(reverse("view_create", args=["today"]), {"q": "x"}).status_code == 404
    url = reverse("view_create", args=["partner_list"])
    assert client.post(url, {"name": "x"}).status_code == 422
