"""Meetings, calls and notes of a partnership as one list."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from accounts.models import User
from partnerships.engagement.models import Interaction, Meeting


@dataclass(frozen=True)
class Activity:
    """One meeting, call or note; what was written in it is for us only."""

    on: date
    who: User
    text: str
    more: str
    url: str
    note: str


def activity_of(meetings: list[Meeting], interactions: list[Interaction]) -> list[Activity]:
    """Return meetings, calls and notes, newest first."""
    rows = [
        Activity(
            on=timezone.localdate(meeting.starts_at),
            who=meeting.owner,
            text=str(meeting),
            more=f"· {meeting.get_state_display()}",
            url=meeting.get_absolute_url(),
            note=meeting.learned,
        )
        for meeting in meetings
    ]
    rows += [
        Activity(
            on=interaction.on,
            who=interaction.recorded_by,
            text=str(interaction),
            more=f"· {interaction.with_contact}" if interaction.with_contact else "",
            url="",
            note=interaction.text,
        )
        for interaction in interactions
    ]
    return sorted(rows, key=lambda row: row.on, reverse=True)
