"""What stands on the sheet of paper that a side marks by hand."""

from dataclasses import dataclass

from partnerships.exchange.models import ListLine, ListVersion
from partnerships.exchange.queries.exchange import latest_version
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership, Purpose


@dataclass(frozen=True)
class Sheet:
    """The newest shared version as one side reads it, and the purpose."""

    version: ListVersion | None
    gets: list[ListLine]
    brings: list[ListLine]
    purpose: Purpose | None


def sheet_of(partnership: Partnership, side: Side) -> Sheet:
    """Read the sheet for one side, in three queries; without a version nothing is shared yet."""
    version = latest_version(partnership)
    lines = list(ListLine.objects.filter(list_version=version)) if version else []
    return Sheet(
        version=version,
        gets=[line for line in lines if line.side == side.other],
        brings=[line for line in lines if line.side == side],
        purpose=Purpose.objects.filter(partnership=partnership).current().first(),
    )
