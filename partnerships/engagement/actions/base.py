"""What every action on a meeting needs."""

from collections.abc import Iterable
from copy import copy
from datetime import datetime
from uuid import uuid4

from django.db.models import Model

from accounts.models import User
from audit.actions import record
from common.dates import instant
from partnerships.engagement.models import Meeting, MeetingSeries
from partnerships.engagement.rules import days_of


def lock(meeting: Meeting) -> Meeting:
    """The row as it stands now, held until the end of the transaction; its series before it."""
    if meeting.series_id:
        MeetingSeries.objects.select_for_update().get(pk=meeting.series_id)
    return Meeting.objects.select_for_update().get(pk=meeting.pk)


def occurrences(meeting: Meeting, rule: str) -> list[Meeting]:
    """All meetings of a new series, unsaved; ``meeting`` carries the values of the first."""
    series = MeetingSeries.objects.create(rule=rule, time_zone=meeting.time_zone)
    first = meeting.wall_clock()
    rows = []
    for day in days_of(rule, first.date()):
        row = copy(meeting)
        row.uid, row.series = uuid4(), series
        row.starts_at = row.recurs_at = instant(day, first.time(), meeting.time_zone)
        rows.append(row)
    return rows


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
