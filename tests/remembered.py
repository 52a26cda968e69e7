"""Situations that actions bring about once in a process; later tests get the same rows inserted.

Building them with the actions takes longer than what most tests do with them. Rows are kept only
for a database that held nothing but people before, and for the same people and arguments; those
of a whole house, its people among them, for an empty database and the same day.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from partnerships.relationships.models import Partnership
from tests.migrated import filled_tables

P = ParamSpec("P")
Build = Callable[Concatenate[datetime, User, P], Partnership]

PEOPLE = {User._meta.db_table, "account_emailaddress", "django_session"}


@dataclass(frozen=True)
class Rows:
    """The statements that insert what a test begins with."""

    statements: list[str]

    @classmethod
    def of(cls, tables: Iterable[str]) -> "Rows":
        """Read all rows of these tables."""
        return cls([_insert(table) for table in tables])

    def insert(self) -> None:
        """Insert them, in one round trip where the database can."""
        joined = [";".join(self.statements)]
        with transaction.atomic(), connection.cursor() as cursor:
            for sql in joined if connection.vendor == "postgresql" else self.statements:
                cursor.execute(sql)


def remembered(build: Build[P]) -> Build[P]:
    """Let a function that opens a partnership run once for the same people and arguments."""
    kept: dict[object, tuple[int, Rows]] = {}

    @wraps(build)
    def bring_about(now: datetime, by: User, /, *args: P.args, **named: P.kwargs) -> Partnership:
        if filled_tables() - PEOPLE:
            return build(now, by, *args, **named)
        key = (now, by.pk, args, *named.items(), *_people())
        if key in kept:
            kept[key][1].insert()
        else:
            built = build(now, by, *args, **named)
            kept[key] = built.pk, Rows.of(filled_tables() - PEOPLE)
        partnerships = Partnership.objects.select_related("organization", "owner")
        return partnerships.get(pk=kept[key][0])

    return bring_about


def remembered_today(build: Callable[[], None]) -> Callable[[], None]:
    """Let a function that fills an empty database run once a day."""
    kept: dict[date, Rows] = {}

    @wraps(build)
    def fill() -> None:
        if filled_tables():
            build()
        elif rows := kept.get(timezone.localdate()):
            rows.insert()
        else:
            build()
            kept[timezone.localdate()] = Rows.of(filled_tables())

    return fill


def _people() -> list[tuple[object, ...]]:
    return list(
        User.objects.order_by("pk").values_list("pk", "email", "name", "role", "is_active")
    )


def _insert(table: str) -> str:
    """Return the statement that inserts all rows of a table."""
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, table)
        columns = [f'"{column.name}"' for column in described]
        cast = "quote_nullable({}::text)" if connection.vendor == "postgresql" else "quote({})"
        values = " || ', ' || ".join(cast.format(column) for column in columns)
        cursor.execute(f'SELECT {values} FROM "{table}"')  # noqa: S608  our own names
        rows = ", ".join(f"({row})" for (row,) in cursor.fetchall())
    return f'INSERT INTO "{table}" ({", ".join(columns)}) VALUES {rows}'  # noqa: S608
