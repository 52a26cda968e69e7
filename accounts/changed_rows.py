"""Two people editing one row of the panel: the second is told before anything is overwritten."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping

from django.db.models import Field, Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from common.errors import DomainError

#: The field of a form that holds the mark of the row it was opened with.
SEEN = "_seen"


class RowChanged(DomainError):
    """Someone else saved the row since the form was opened; the message says what it says now."""

    def __init__(self, row: Model, names: Iterable[str], typed: Mapping[str, str]) -> None:
        now = "; ".join(_differences(row, names, typed)) or str(row)
        super().__init__(
            _(
                "Someone else changed this while you were editing. It now says: %(now)s. "
                "Keep what's right, and save again."
            )
            % {"now": now},
            code="row_changed",
        )


def mark_of(row: Model, names: Iterable[str]) -> str:
    """Return what tells one state of a row from another, by the fields that people edit."""
    values = [str(field.value_from_object(row)) for field in _fields(row, names)]
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:32]


def _fields(row: Model, names: Iterable[str]) -> "Iterator[Field[object, object]]":
    known = set(names)
    return (field for field in row._meta.concrete_fields if field.name in known)


def _differences(row: Model, names: Iterable[str], typed: Mapping[str, str]) -> Iterator[str]:
    for field in _fields(row, names):
        value, mine = field.value_from_object(row), typed.get(field.name, "")
        is_same = value == bool(mine) if isinstance(value, bool) else str(value or "") == mine
        if not is_same:
            yield f"{capfirst(str(field.verbose_name))}: {value}"
