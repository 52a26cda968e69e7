"""Statements that every mail costs: written once by the ORM, filled in for each mail.

Writing such an update takes Django up to twenty times as long as the database needs to run it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.db import connection
from django.db.models import Expression, Field
from django.db.models.sql import UpdateQuery

from partnerships.outbox.models import Delivery, DeliveryQuerySet


class Placeholder(Expression):
    """A value that is not known before the statement runs, of the kind a field holds."""

    def __init__(self, name: str, field: Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, *_compiler_and_connection: object) -> tuple[str, list[Any]]:
        return "%s", [self]


@dataclass(frozen=True)
class Statement:
    """An update with gaps."""

    sql: str
    params: Iterable[Any]

    def run(self, **given: object) -> int:
        """Fill the gaps in, run it, and return how many rows changed."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [_filled(param, given) for param in self.params])
            changed: int = cursor.rowcount
        return changed


def _filled(param: Any, given: dict[str, object]) -> Any:
    if isinstance(param, Placeholder):
        return param.output_field.get_db_prep_value(given[param.name], connection)
    return param


def given(name: str, field: str) -> Placeholder:
    """A gap for a value of one of a delivery's fields."""
    return Placeholder(name, cast("Field[Any, Any]", Delivery._meta.get_field(field)))


def update_of(rows: DeliveryQuerySet, **fields: object) -> Statement:
    """Return what `rows.update(**fields)` would run."""
    query: UpdateQuery = rows.query.chain(UpdateQuery)  # type: ignore[assignment]
    query.add_update_values(fields)
    sql, params = query.get_compiler(connection=connection).as_sql()
    return Statement(sql, tuple(params))
