"""Lists without a row: what they say, and what they offer."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User

As = Callable[[User], Client]
#: Each list, with a filter in use.
LISTS = {
    "partner_list": {"whose": "mine"},
    "organization_list": {"q": "elm"},
    "contact_list": {"q": "elm"},
    "mou_list": {"state": "draft"},
    "meeting_list": {"show": "past"},
    "review_list": {"show": "done"},
}


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("role", ["viewer", "coordinator"])
def test_it_offers_what_one_may_do(
    client_as: As, request: pytest.FixtureRequest, name: str, role: str
) -> None:
    client = client_as(request.getfixturevalue(role))
    empty = client.get(reverse(name)).content.decode().partition('class="empty"')[2]
    offered = re.findall(r'href="(/[^"]*)"', empty.partition("</section>")[0])
    assert offered or role == "viewer"
    assert [client.get(url).status_code for url in offered] == [200] * len(offered)


@pytest.mark.parametrize("name", LISTS)
def test_with_a_filter_it_says_that_nothing_matches(
    client_as: As, viewer: User, name: str
) -> None:
    page = client_as(viewer).get(reverse(name), LISTS[name]).content.decode()
    assert "match these filters." in page
    assert "match these filters." not in client_as(viewer).get(reverse(name)).content.decode()
