"""More partnerships cost no more queries, on any page of the panel."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from partnerships.relationships.models import Partnership
from partnerships.reports.queries import REPORTS
from tests.reports.world import World

pytestmark = pytest.mark.django_db
ClientAs = Callable[[User], Client]

ADDRESSES = [
    "/admin/",
    "/admin/?period=365&owner=none&kind=nonprofit&place=RI",
    *(f"/admin/portfolio/{code}/?period=365" for code in REPORTS),
    "/admin/rows/moved/?period=365",
    "/admin/rows/carried/",
    "/admin/rows/signed/?value=answered",
]


def counts(client: Client) -> dict[str, int]:
    found = {}
    for address in ADDRESSES:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        found[address] = len(asked)
    return found


def test_more_rows_cost_no_more_queries(
    client_as: ClientAs, leader: User, coordinator: User
) -> None:
    client = client_as(leader)
    client.get("/admin/")
    now = datetime.now(UTC) - timedelta(hours=1)
    world = World(Random(2), now, ZoneInfo("UTC"), coordinator)  # noqa: S311  no secret
    for _more in range(4):
        world.build()
    few = counts(client)
    for _more in range(4):
        world.build()
    assert Partnership.objects.count() > 50
    assert counts(client) == few
    assert max(few.values()) < 130, few
