"""Meetings, calls, notes, links sent and answers as one list, newest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, overload

from django.db.models import (
    DateTimeField,
    ExpressionWrapper,
    IntegerField,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.models import Event, EventQuerySet
from partnerships.engagement.lifecycle import TALKS, InteractionKind
from partnerships.engagement.models import (
    Interaction,
    InteractionQuerySet,
    Meeting,
    MeetingQuerySet,
)
from partnerships.organizations.models import Contact
from partnerships.overview.rules.events import who_did_what
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership


@dataclass(frozen=True)
class Activity:
    """One meeting, call, note, answer or link sent; what was written in it is for us only.

    ``edit_url`` leads to its correction; a meeting is corrected on its own page.
    """

    on: date
    who: User | Contact | str
    text: str
    more: str
    url: str
    note: str
    edit_url: str = ""
    files_url: str = ""
    is_theirs: bool = False


#: What someone of theirs told us, and what was emailed to them, by the name of its event.
ANSWERS = (
    "answers.given",
    "answers.recorded",
    "benefit.brought",
    "link.call_me",
    "link.hand_over",
    "link.not_me",
    "mou.commented",
    "mou.declined",
    "mou.signed",
    "mou.text_accepted",
    "review.answered",
    "review.result_commented",
)
EMAILED = ("link.sent", "mou.link_sent", "mou.copies_sent", "review.link_sent")

#: The kinds of calls and notes behind each filter of a feed; meetings are their own.
FILTERS: dict[str, tuple[InteractionKind, ...]] = {
    "meetings": (),
    "calls": (*TALKS, InteractionKind.NO_ANSWER),
    "messages": (InteractionKind.MESSAGE, InteractionKind.FORM),
    "notes": (InteractionKind.NOTE,),
    "answers": (),
}

#: From which table a row of a feed comes.
INTERACTION, MEETING, EVENT = range(3)


def activity_of(
    meetings: Iterable[Meeting],
    interactions: Iterable[Interaction],
    events: Iterable[Event] = (),
) -> list[Activity]:
    """Return meetings, calls, notes, answers and links sent, newest first."""
    rows = [_meeting(meeting) for meeting in meetings]
    rows += [_interaction(interaction) for interaction in interactions]
    rows += [_event(event) for event in events]
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


def _event(event: Event) -> Activity:
    who, text = who_did_what(event)
    return Activity(
        on=timezone.localdate(event.at),
        who=who,
        is_theirs=event.by_id is None,
        text=f"{who} {text}".strip(),
        more="",
        url=reverse("line_detail", args=[event.subject_id])
        if event.subject_type == "benefit"
        else "",
        note="",
    )


def told_or_sent(events: EventQuerySet) -> EventQuerySet:
    """Events that are part of the activity with a partner: their answers, and links sent."""
    ours = Q(verb="answers.recorded", params__side=Side.OURS.value)
    return events.filter(verb__in=(*ANSWERS, *EMAILED)).exclude(ours)


class Feed(Sequence[Activity]):
    """All that happened, of some rows; a page of it costs four queries."""

    def __init__(
        self,
        meetings: MeetingQuerySet,
        interactions: InteractionQuerySet,
        events: EventQuerySet | None = None,
        *,
        kind: str = "",
    ) -> None:
        events = Event.objects.none() if events is None else told_or_sent(events)
        if kind in FILTERS:
            interactions = interactions.filter(kind__in=FILTERS[kind])
        if kind not in ("", "meetings"):
            meetings = meetings.none()
        if kind == "answers":
            events = events.filter(verb__in=ANSWERS)
        elif kind:
            events = events.none()
        self.keys = _keys(interactions, "on", INTERACTION).union(
            _keys(meetings, "starts_at", MEETING), _keys(events, "at", EVENT), all=True
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
        keys = list(self.keys.order_by("-when", "table", "-pk")[index])
        found = {
            table: [pk for _when, its, pk in keys if its == table]
            for table in (INTERACTION, MEETING, EVENT)
        }
        return activity_of(
            Meeting.objects.filter(pk__in=found[MEETING])
            .select_related("owner")
            .order_by("-starts_at", "-pk"),
            Interaction.objects.filter(pk__in=found[INTERACTION])
            .select_related("with_contact", "recorded_by")
            .order_by("-on", "-pk"),
            Event.objects.filter(pk__in=found[EVENT]).order_by("-at", "-pk"),
        )


def feed_of(partnership: Partnership, user: User, kind: str = "") -> Feed:
    """All that happened with a partner but the history; those of one filter if it is named."""
    return Feed(
        Meeting.objects.visible_to(user).filter(partnerships=partnership),
        Interaction.objects.visible_to(user).filter(partnership=partnership),
        Event.objects.for_partnership(partnership.pk),
        kind=kind,
    )


def _keys(rows: QuerySet[Any], day: str, table: int) -> QuerySet[Any, tuple[datetime, int, int]]:
    when = Cast(day, DateTimeField())
    marked = ExpressionWrapper(Value(table), IntegerField())
    keys: QuerySet[Any, tuple[datetime, int, int]] = (
        rows.order_by().annotate(when=when, table=marked).values_list("when", "table", "pk")
    )
    return keys
