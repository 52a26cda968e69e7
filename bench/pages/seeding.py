"""A made-up directory of any size, written by PostgreSQL itself.

A million organizations take some minutes. Everything in them is invented: names made of a few
words, addresses at example.org.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from bench.pages.directory import directory, people_of_ours
from bench.pages.partnerships import relationships
from partnerships.organizations.models import Organization
from partnerships.outbox.queries import database_now
from partnerships.reminders.actions import plan


def seed(organizations: int) -> Iterator[tuple[str, float]]:
    """Fill an empty database; say what was made and how long it took."""
    if Organization.objects.exists():
        sys.exit("There are organizations in this database already; an empty one is needed.")
    began = time.perf_counter()
    now = database_now()
    with search_indexes_dropped():
        people_of_ours()
        directory(organizations)
    analyze()
    yield "directory", time.perf_counter() - began
    relationships(organizations // 20, now)
    analyze()
    yield "partnerships", time.perf_counter() - began
    plan(now=now)
    analyze()
    yield "reminders", time.perf_counter() - began


@contextmanager
def search_indexes_dropped() -> Iterator[None]:
    """Make the indexes for searching once at the end, which takes a fraction of the time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes"
            " WHERE schemaname = 'public' AND indexdef LIKE '%USING gin%'"
        )
        found = cursor.fetchall()
        for name, _made_by in found:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _name, made_by in found:
            cursor.execute(made_by)


def analyze() -> None:
    """Let the database look at its rows, as it does by itself in the hours after an import."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
