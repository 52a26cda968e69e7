"""What every report of a side needs: who may have said it, and what it replaces."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from partnerships.outcomes.lifecycle import MOST_QUANTITY
from partnerships.outcomes.models import Reported
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import How, Side
from partnerships.relationships.models import Partnership


def take_report(
    row: Reported, partnership: Partnership | None, *, by: User | None, now: datetime
) -> None:
    """Sign a report with who recorded it, and check who said it, under the lock.

    Their report is an answer of theirs (L2). Raises `not_of_that_side`.
    """
    row.recorded_at, row.recorded_by = now, by
    if row.side == Side.OURS:
        row.contact, row.how = None, ""
    elif partnership and row.contact:
        relationships.require_side(
            partnership=partnership,
            contact=row.contact,
            side=Side.THEIRS,
            today=row.reported_on,
        )
        relationships.they_answered(
            partnership_id=partnership.pk, on=row.reported_on, how=How(row.how), now=now
        )
    else:
        raise DomainError(
            _("Choose the person who told us."), field="contact", code="no_one_told_us"
        )


def replace(model: type[Any], now: datetime, **same: object) -> list[Any]:
    """Let what a side said before count no more; return it, to be witnessed."""
    before = list(model.objects.counting().filter(**same))
    for one in before:
        one.replaced_at = now
        one.save(update_fields=["replaced_at"])
    return before


def require_number(number: int | None, *, field: str = "number") -> None:
    """Raise `absurd` for what no count can be."""
    if number is not None and not 0 <= number <= MOST_QUANTITY:
        raise DomainError(
            _("Enter a number from 0 to %(most)s.") % {"most": f"{MOST_QUANTITY:,}"},
            field=field,
            code="absurd",
        )


def require_past(day: date, today: date, refusal: str, *, field: str) -> None:
    """Raise `too_early` for what hasn't come yet."""
    if day > today:
        raise DomainError(refusal, field=field, code="too_early")
