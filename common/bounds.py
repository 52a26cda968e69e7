"""A bound for what people can enlarge, so that no list, page or lock grows without end."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from common.errors import DomainError


@dataclass(frozen=True)
class MostOfOne:
    """How many rows of a model may belong to one record; ``counting`` are those that count.

    A model says it as ``MOST``, by the column that points to the record, for merges.
    """

    most: int
    counting: Q = field(default_factory=Q)


def require_room(
    rows: QuerySet[Any] | int,
    *,
    most: int,
    refusal: str,
    adding: int = 1,
    becoming: int | None = None,
    field: str | None = None,
    **words: str,
) -> None:
    """Raise `full` when what is added makes it more than `most` rows.

    What adds nothing passes, also where there are more from before they were bounded. Actions
    ask under the lock of what the rows belong to. Where others take the place of all rows,
    `becoming` says how many. `refusal` names the bound as "%(most)s", and says what to do
    instead; `words` are others that it names.
    """
    count = rows if isinstance(rows, int) else rows.count()
    if becoming is not None:
        adding = becoming - count
    if adding > 0 and count + adding > most:
        raise DomainError(refusal % {"most": f"{most:,}", **words}, field=field, code="full")
