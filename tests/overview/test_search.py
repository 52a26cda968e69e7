"""Search over organizations and people."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.scenarios import partner_organization, person

ClientAs = Callable[[User], Client]


def test_it_finds_organizations_and_people_without_accents(
    client_as: ClientAs, viewer: User, coordinator: User, now: datetime
) -> None:
    cafe = partner_organization(now, coordinator, "Café Olé")
    rene = person(now, coordinator, "René Oléander", cafe, leads=True)
    text = client_as(viewer).get("/search/?q=ole").content.decode()
    assert f'href="/directory/{cafe.pk}/"' in text
    assert f'href="/people/{rene.pk}/"' in text


def test_it_shows_the_first_twenty_and_leads_to_the_rest(
    client_as: ClientAs, viewer: User, coordinator: User, now: datetime
) -> None:
    for place in range(23):
        partner_organization(now, coordinator, f"Elm {place}")
    client = client_as(viewer)
    with CaptureQueriesContext(connection) as captured:
        text = client.get("/search/?q=elm").content.decode()
    assert len(captured) <= 8
    assert "3 more" in text
    assert "/directory/?q=elm" in text


@pytest.mark.parametrize("query", ["", "?q=", "?q=nobody", "?q=%00", "?q=" + "x" * 5000])
def test_nothing_found_says_what_to_do(client_as: ClientAs, coordinator: User, query: str) -> None:
    response = client_as(coordinator).get(f"/search/{query}")
    assert response.status_code == 200
    asked = query.removeprefix("?q=").replace("%00", "")
    assert ("New partner" in response.content.decode().partition("<main")[2]) == bool(asked)
