"""The layers of the calendar: which rows each has, and what of a row it shows."""

import calendar
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.dates import add_days, add_months
from partnerships.agreements.lifecycle import COMPLETED
from partnerships.agreements.models import Mou, MouParty
from partnerships.engagement.lifecycle import MeetingState
from partnerships.engagement.models import FollowUp, Meeting, MeetingQuerySet
from partnerships.overview.lifecycle import CalendarView, Layer
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership, PartnershipQuerySet
from partnerships.reviews.models import Review

M = TypeVar("M", bound=Model)

#: The agenda looks so many days ahead.
AGENDA_DAYS = 28

WEEKS = calendar.Calendar(firstweekday=calendar.SUNDAY)


@dataclass(frozen=True)
class Asked:
    """What a calendar is to show: which days, whose, of which partner, and which layers."""

    view: CalendarView
    on: date
    everybody: bool
    partner: Partnership | None
    layers: Collection[Layer]

    def is_grid(self) -> bool:
        return self.view in (CalendarView.MONTH, CalendarView.WEEK)

    def weeks(self) -> list[list[date]]:
        """The rows of the grid, from Sunday to Saturday; none for a list."""
        if not self.is_grid():
            return []
        month = WEEKS.monthdatescalendar(self.on.year, self.on.month)
        if self.view == CalendarView.MONTH:
            return month
        return [week for week in month if self.on in week][:1]

    def first(self) -> date:
        return self.weeks()[0][0] if self.is_grid() else self.on

    def last(self) -> date:
        if self.is_grid():
            return self.weeks()[-1][-1]
        return self.on if self.view == CalendarView.DAY else add_days(self.on, AGENDA_DAYS - 1)

    def before(self) -> str:
        """The day that leads to what lies before, as the address says it."""
        return self._beside(-1).isoformat()

    def after(self) -> str:
        return self._beside(1).isoformat()

    def _beside(self, way: int) -> date:
        if self.view == CalendarView.MONTH:
            return add_months(self.on.replace(day=1), way)
        days = {CalendarView.WEEK: 7, CalendarView.DAY: 1}.get(self.view, AGENDA_DAYS)
        return add_days(self.on, way * days)


@dataclass(frozen=True)
class Entry:
    """One thing on one day; ``at`` where its hour matters, ``move_url`` where it can be moved."""

    layer: Layer
    on: date
    title: str
    partner: str
    url: str
    at: datetime | None = None
    where: str = ""
    move_url: str = ""
    is_over: bool = False
    is_late: bool = False
    clashes: bool = False

    def label(self) -> str:
        """What its sign means."""
        return str(self.layer.label)


@dataclass(frozen=True)
class Source:
    """The rows of one layer, the column that says when, and how a row becomes an entry."""

    layer: Layer
    rows: QuerySet[Any]
    when: str
    related: tuple[str, ...]
    entry: Callable[[Any], Entry]


def sources_of(user: User, asked: Asked, now: datetime) -> list[Source]:
    """The layers that are asked for, each with its rows in the span."""
    today, span = timezone.localdate(now), (asked.first(), asked.last())
    hours = (_midnight(span[0]), _midnight(add_days(span[1], 1)))
    scope = _Scope(user, asked)
    named = ("partnership__organization",)
    reviews = Review.objects.visible_to(user).to_do_now().filter(due_on__range=span)
    mous = Mou.objects.visible_to(user).filter(state__in=COMPLETED, stopped_on__isnull=True)
    promises = FollowUp.objects.visible_to(user).open().filter(due_on__range=span)
    promises_of = scope.of_people(promises)
    related = (*named, "contact")
    layers = [
        Source(
            Layer.MEETINGS,
            scope.meetings().filter(starts_at__gte=hours[0], starts_at__lt=hours[1]),
            "starts_at",
            (*named, "organization"),
            partial(_meeting, now),
        ),
        Source(Layer.REVIEWS, scope.of(reviews), "due_on", named, partial(_review, today)),
        Source(
            Layer.MOUS, scope.mous(mous.filter(ends_on__range=span)), "ends_on", ("type",), _mou
        ),
        *(
            Source(
                Layer(side.value),
                promises_of.filter(side=side),
                "due_on",
                related,
                partial(_promise, today),
            )
            for side in Side
        ),
    ]
    return [one for one in layers if one.layer in asked.layers]


@dataclass(frozen=True)
class _Scope:
    """Whose rows are asked for: one person's, one partner's, or everyone's."""

    user: User
    asked: Asked

    def _partnerships(self) -> PartnershipQuerySet | None:
        """Those whose rows are asked for; None for all."""
        rows = Partnership.objects.visible_to(self.user)
        if self.asked.partner:
            return rows.filter(pk=self.asked.partner.pk)
        if self.asked.everybody:
            return None
        return rows.filter(Q(owner=self.user) | Q(deputy=self.user))

    def meetings(self) -> MeetingQuerySet:
        rows = Meeting.objects.visible_to(self.user).exclude(state=MeetingState.CANCELLED)
        if self.asked.partner:
            return rows.filter(partnerships=self.asked.partner)
        return rows if self.asked.everybody else rows.mine(self.user)

    def of(self, rows: QuerySet[M]) -> QuerySet[M]:
        known = self._partnerships()
        return rows if known is None else rows.filter(partnership__in=known)

    def of_people(self, rows: QuerySet[M]) -> QuerySet[M]:
        """The same with what is in one's own name elsewhere."""
        if self.asked.partner or self.asked.everybody:
            return self.of(rows)
        return rows.filter(Q(partnership__in=self._partnerships()) | Q(contact__user=self.user))

    def mous(self, rows: QuerySet[M]) -> QuerySet[M]:
        known = self._partnerships()
        if known is None:
            return rows
        return rows.filter(pk__in=MouParty.objects.filter(partnership__in=known).values("mou"))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _meeting(now: datetime, meeting: Meeting) -> Entry:
    is_planned = meeting.state == MeetingState.PLANNED
    return Entry(
        layer=Layer.MEETINGS,
        on=timezone.localdate(meeting.starts_at),
        at=meeting.starts_at,
        title=str(meeting),
        partner=str(meeting.partner()),
        url=meeting.get_absolute_url(),
        where=meeting.place,
        move_url=reverse("meeting_move", args=[meeting.pk]) if is_planned else "",
        is_over=not is_planned or meeting.ends_at() < now,
    )


def _review(today: date, review: Review) -> Entry:
    return Entry(
        layer=Layer.REVIEWS,
        on=review.due_on,
        title=_("Review due"),
        partner=str(review.partnership),
        url=review.get_absolute_url(),
        move_url=reverse("review_move", args=[review.pk]),
        is_late=review.due_on < today,
    )


def _mou(mou: Mou) -> Entry:
    ends_on = mou.ends_on
    assert ends_on  # noqa: S101 -- asked for by it
    return Entry(
        layer=Layer.MOUS,
        on=ends_on,
        title=_("MOU ends"),
        partner=mou.title,
        url=mou.get_absolute_url(),
    )


def _promise(today: date, promise: FollowUp) -> Entry:
    return Entry(
        layer=Layer(promise.side),
        on=promise.due_on,
        title=promise.what,
        partner=str(promise.partnership),
        url=promise.get_absolute_url(),
        where=str(promise.contact or ""),
        move_url=reverse("follow_up_edit", args=[promise.pk]),
        is_late=promise.due_on < today,
    )
