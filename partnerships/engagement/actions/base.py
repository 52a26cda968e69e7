"""What every action on a meeting needs."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Model

from accounts.models import User
from audit.actions import record
from partnerships.engagement.models import Meeting


def lock(meeting: Meeting) -> Meeting:
    """The row as it stands now, held until the end of the transaction."""
    return Meeting.objects.select_for_update().get(pk=meeting.pk)


def record_meeting_event(
    verb: str,
    meeting: Meeting,
    *,
    by: User | None,
    at: datetime,
    wrote: Iterable[Model] = (),
    **params: str | int,
) -> None:
    """Write the event of a meeting."""
    record(
        verb,
        by=by,
        at=at,
        subject=meeting,
        organization_id=meeting.partner_organization_id(),
        partnership_id=meeting.partnership_id,
        kind=meeting.kind,
        wrote=wrote,
        **params,
    )
