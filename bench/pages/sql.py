# ruff: noqa: S608 -- SQL made of our own words only
"""Rows that PostgreSQL makes by itself."""

from typing import Any

from django.db import connection
from django.db.models import Field, Model, UUIDField


def any_of(words: str, number: str) -> str:
    """Return SQL for one of some words, chosen by a number."""
    each = words.split()
    return f"('{{{','.join(each)}}}'::text[])[1 + ({number})::int % {len(each)}]"


def scattered(number: str, below: int) -> str:
    """Return SQL for a number that looks random and is the same in every run."""
    return f"((({number}) * 2654435761 % 4294967296) >> 8) % {below}"


def fill(model: type[Model], source: str, /, **values: str) -> None:
    """Insert a row for each of `source`, with SQL as values and the model's defaults elsewhere."""
    columns, selected, literals = list[str](), list[str](), list[Any]()
    for field in model._meta.concrete_fields:
        if field.name in values:
            columns.append(field.column)
            selected.append(values[field.name].replace("%", "%%"))
        elif isinstance(field, UUIDField):  # another one for each row
            columns.append(field.column)
            selected.append("gen_random_uuid()")
        elif field.name != "id" and (default := _default(field)) is not None:
            columns.append(field.column)
            selected.append("%s")
            literals.append(default)
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({names})"
            f" SELECT {', '.join(selected)} FROM {source.replace('%', '%%')}",
            literals,
        )


def _default(field: Field[Any, Any]) -> Any:
    if field.has_default():
        return field.get_db_prep_save(field.get_default(), connection)
    return None if field.null or not field.empty_strings_allowed else ""


def series(number: int) -> str:
    """Return SQL for the numbers from 1 to a number, as `n`."""
    return f"generate_series(1, {number}) AS n"
