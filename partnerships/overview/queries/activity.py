"""Meetings, calls and notes as one list, newest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, overload

from django.db.models import (
    BooleanField,
    DateTimeField,
    ExpressionWrapper,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from partnerships.engagement.lifecycle import TALKS, InteractionKind
from partnerships.engagement.models import (
    Interaction,
    InteractionQuerySet,
    Meeting,
    MeetingQuerySet,
)
from partnerships.organizations.models import Contact
from partnerships.relationships.models import Partnership


@dataclass(frozen=True)
class Activity:
    """One meeting, call or note; what was written in it is for us only.

    ``edit_url`` leads to its correction; a meeting is corrected on its own page.
    """

    on: date
    who: User | Contact
    text: str
    more: str
    url: str
    note: str
    edit_url: str = ""
    files_url: str = ""
    is_theirs: bool = False


#: The kinds of calls and notes behind each filter of a feed; meetings are their own.
FILTERS: dict[str, tuple[InteractionKind, ...]] = {
    "meetings": (),
    "calls": (*TALKS, InteractionKind.NO_ANSWER),
    "messages": (InteractionKind.MESSAGE, InteractionKind.FORM),
    "notes": (InteractionKind.NOTE,),
}


def activity_of(
    meetings: Iterable[Meeting], interactions: Iterable[Interaction]
) -> list[Activity]:
    """Return meetings, calls and notes, newest first."""
    rows = [_meeting(meeting) for meeting in meetings]
    rows += [_interaction(interaction) for interaction in interactions]
    return sorted(rows, key=lambda row: row.on, reverse=True)


def _meeting(meeting: Meeting) -> Activity:
    return Activity(
        on=timezone.localdate(meeting.starts_at),
        who=meeting.owner,
        text=str(meeting),
        more=f"· {meeting.get_state_display()}",
        url=meeting.get_absolute_url(),
        note=meeting.learned,
    )


def _interaction(interaction: Interaction) -> Activity:
    return Activity(
        on=interaction.on,
        who=(interaction.is_theirs() and interaction.with_contact) or interaction.recorded_by,
        is_theirs=interaction.is_theirs(),
        text=str(interaction),
        more=f"· {interaction.with_contact}" if interaction.with_contact else "",
        url="",
        note=interaction.text,
        edit_url=reverse("interaction_edit", args=[interaction.pk]),
        files_url=reverse("attachment_list", args=["interaction", interaction.pk]),
    )


class Feed(Sequence[Activity]):
    """All meetings, calls and notes of some rows; a page of it costs three queries."""

    def __init__(
        self, meetings: MeetingQuerySet, interactions: InteractionQuerySet, kind: str = ""
    ) -> None:
        if kind in FILTERS:
            interactions = interactions.filter(kind__in=FILTERS[kind])
        if kind not in ("", "meetings"):
            meetings = meetings.none()
        self.keys = _keys(meetings, is_meeting=True).union(
            _keys(interactions, is_meeting=False), all=True
        )

    def __len__(self) -> int:
        return self.keys.count()

    @overload
    def __getitem__(self, index: int) -> Activity: ...
    @overload
    def __getitem__(self, index: slice) -> list[Activity]: ...
    def __getitem__(self, index: int | slice) -> Activity | list[Activity]:
        if isinstance(index, int):
            return self[index : index + 1][0]
        keys = list(self.keys.order_by("-at", "is_meeting", "-pk")[index])
        meetings = [pk for _at, is_meeting, pk in keys if is_meeting]
        interactions = [pk for _at, is_meeting, pk in keys if not is_meeting]
        return activity_of(
            Meeting.objects.filter(pk__in=meetings)
            .select_related("owner")
            .order_by("-starts_at", "-pk"),
            Interaction.objects.filter(pk__in=interactions)
            .select_related("with_contact", "recorded_by")
            .order_by("-on", "-pk"),
        )


def feed_of(partnership: Partnership, user: User, kind: str = "") -> Feed:
    """All meetings, calls and notes with a partner; those of one filter if it is named."""
    return Feed(
        Meeting.objects.visible_to(user).filter(partnerships=partnership),
        Interaction.objects.visible_to(user).filter(partnership=partnership),
        kind,
    )


def _keys(
    rows: QuerySet[Meeting] | QuerySet[Interaction], *, is_meeting: bool
) -> QuerySet[Any, tuple[datetime, bool, int]]:
    at = Cast("starts_at" if is_meeting else "on", DateTimeField())
    marked = ExpressionWrapper(Value(is_meeting), BooleanField())
    return rows.order_by().annotate(at=at, is_meeting=marked).values_list("at", "is_meeting", "pk")
