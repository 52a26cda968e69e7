"""No page about one record reads a large table from end to end, however many rows it has.

Each page is opened in a made-up directory and every statement is explained by PostgreSQL. What
grows with the directory shows as rows read, on a machine of any speed.
"""

from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from bench.pages.addresses import pages
from bench.pages.directory import directory, people_of_ours
from bench.pages.partnerships import relationships
from bench.pages.recorder import Recorder
from partnerships.outbox.queries import database_now

ORGANIZATIONS, PARTNERSHIPS = 1500, 800
#: Pages about one record and lists in the order of an index: more rows must not cost more.
FLAT = (
    "bell",
    "partner page",
    "timeline",
    "brief",
    "new meeting",
    "meetings",
    "meeting",
    "directory",
    "organization",
    "suggested contacts",
    "contact",
    "new contact",
)
#: A statement may go through so many rows of one table; the tables have five to twenty times more.
MOST = 200


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="reads PostgreSQL's plans")
def test_no_page_about_one_record_reads_a_table_from_end_to_end() -> None:
    people_of_ours()
    directory(ORGANIZATIONS)
    relationships(PARTNERSHIPS, database_now())
    client = Client()
    client.force_login(User.objects.filter(role="coordinator").order_by("pk")[0])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("SET LOCAL enable_seqscan = off")  # small tables are read whole otherwise

    addresses = pages()
    found = [line for name in FLAT for line in long_reads(client, name, addresses[name])]

    assert not found, "\n".join(found)


def long_reads(client: Client, name: str, address: str) -> list[str]:
    """Return what a page reads too much of, with the statement that does."""
    recorder = Recorder()
    with connection.execute_wrapper(recorder):
        assert client.get(address).status_code == 200
    return [
        f"{name}: {rows} rows of {table} for {sql}"
        for sql, params in recorder.statements
        if sql.startswith(("SELECT", "(SELECT")) and not sql.startswith("SELECT COUNT(")
        for table, rows in rows_read(explained(sql, params)).items()
        if rows > MOST
    ]


def explained(sql: str, params: Any) -> dict[str, Any]:
    """Return the plan of a statement as it was carried out."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
        ((plans,),) = cursor.fetchall()
    plan: dict[str, Any] = plans[0]["Plan"]
    return plan


def rows_read(node: dict[str, Any]) -> Counter[str]:
    """Return how many rows of each table a plan went through."""
    read = Counter[str]()
    if table := node.get("Relation Name"):
        passed = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
        read[table] += round(sum(node.get(name, 0) for name in passed) * node["Actual Loops"])
    for below in node.get("Plans", []):
        read += rows_read(below)
    return read
