"""Changing a meeting together with those of its series that follow."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.models import User
from common.dates import add_days, instant
from partnerships.engagement.actions.meetings import (
    MEETING_FIELDS,
    Invited,
    cancel_meeting,
    edit_meeting,
    move_meeting,
)
from partnerships.engagement.models import Meeting
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership


@transaction.atomic
def edit_following(
    *,
    meeting: Meeting,
    invited: Invited,
    also: Iterable[Partnership] = (),
    seen_version: int,
    by: User,
    now: datetime,
) -> Meeting:
    """Change a meeting, and the same in those that follow. Raises what ``edit_meeting`` raises."""
    before = Meeting.objects.get(pk=meeting.pk)
    people, partners = _people(before), list(also)
    edited = edit_meeting(
        meeting=meeting,
        invited=invited,
        also=partners,
        seen_version=seen_version,
        by=by,
        now=now,
    )
    same_people = people == _people(edited)
    names = [name for name in MEETING_FIELDS if getattr(before, name) != getattr(edited, name)]
    for row in _following(before):
        moved = _as_much_later(row, before, edited)
        for name in names:
            setattr(row, name, moved if name == "starts_at" else getattr(edited, name))
        edit_meeting(
            meeting=row,
            invited=_people(row) if same_people else invited,
            also=partners,
            seen_version=row.version,
            by=by,
            now=now,
        )
    return edited


@transaction.atomic
def move_following(
    *, meeting: Meeting, starts_at: datetime, seen_version: int, by: User, now: datetime
) -> Meeting:
    """Let a meeting start at another time, and those that follow as much earlier or later."""
    before = Meeting.objects.get(pk=meeting.pk)
    moved = move_meeting(
        meeting=meeting, starts_at=starts_at, seen_version=seen_version, by=by, now=now
    )
    for row in _following(before):
        later = _as_much_later(row, before, moved)
        move_meeting(meeting=row, starts_at=later, seen_version=row.version, by=by, now=now)
    return moved


@transaction.atomic
def cancel_following(*, meeting: Meeting, reason: str, by: User, now: datetime) -> Meeting:
    """Cancel a meeting and those of its series that follow. Raises `meeting_over`."""
    following = list(_following(meeting))
    cancelled = cancel_meeting(meeting=meeting, reason=reason, by=by, now=now)
    for row in following:
        cancel_meeting(meeting=row, reason=reason, by=by, now=now)
    return cancelled


def _following(meeting: Meeting) -> Iterable[Meeting]:
    rows = Meeting.objects.planned().filter(series__isnull=False, series=meeting.series_id)
    return rows.filter(recurs_at__gt=meeting.recurs_at).order_by("recurs_at")


def _as_much_later(row: Meeting, before: Meeting, moved: Meeting) -> datetime:
    """When a later meeting starts, so many days off as the one that moved, at its new hour."""
    shift = (moved.wall_clock().date() - before.wall_clock().date()).days
    day = add_days(row.wall_clock().date(), shift)
    return instant(day, moved.wall_clock().time(), moved.time_zone)


def _people(meeting: Meeting) -> dict[Side, list[Contact]]:
    found: dict[Side, list[Contact]] = {side: [] for side in Side}
    for one in meeting.participants.select_related("contact").order_by("contact"):
        found[Side(one.side)].append(one.contact)
    return found
