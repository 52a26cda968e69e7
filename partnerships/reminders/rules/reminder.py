"""One thing that falls due, and what a kind of reminder has to say to find it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from operator import attrgetter, methodcaller
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from accounts.models import User
from partnerships.outbox.rules import Recipient
from partnerships.relationships.models import Partnership
from partnerships.reminders.lifecycle import Mode
from partnerships.reminders.models import Notice
from partnerships.reminders.rules.link_targets import Act
from partnerships.reminders.rules.team import Team

MINUTE = timedelta(minutes=1)

#: What falls due is of use for so long at least, also where a clock skips the end of its day.
LEAST_USE = timedelta(hours=1)


@dataclass(frozen=True)
class Span:
    """From when until when something falls due, and in which team; ``offsets`` in days."""

    since: datetime
    until: datetime
    team: Team
    offsets: tuple[int, ...] = ()

    def has(self, at: datetime) -> bool:
        return self.since <= at <= self.until


@dataclass(frozen=True)
class Occurrence:
    """One thing that falls due: for whom, when, until when it is of use, what it is about.

    ``days`` are the two days, of what it is about and of falling due, where hours play no part.
    """

    recipient: User
    due_at: datetime
    expires_at: datetime
    anchor_at: datetime
    days: tuple[date, date] | None = None


def _itself(row: Any) -> object:
    return row


def _no_name(_row: Any) -> object:
    return ""


def _nothing(_row: Any) -> Iterable[object]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """One kind of reminder.

    ``rows`` are those that can fall due in a span, ``occurrences`` what falls due of one row.
    ``partner`` names whom it is with where that is no partnership.
    ``name``, ``heading`` and ``reason`` are its words; ``what`` is "$what" in them, ``timed``
    gives "$when" its hour. ``facts`` are what one has to know, a line each, ``page`` is where one
    sees it all, and ``act`` is what one does about it. ``usual`` is how people are told if they
    chose nothing; ``ahead`` is told before what it is about, so it belongs
    into a morning mail before its hour rather than after it, and put off beyond that it is told
    no more. ``early`` are the words where its mail leaves before it falls due; without them it is
    never told before. ``exact`` waits for no hours that would be too late, and is not told before
    them either. Without ``each_minute`` only the plan of each hour looks at it, as a signal that
    holds of thousands of partnerships and is told on a Monday. ``offsets`` are days from the date
    it is about, which administrators may change. What is ``personal`` no one else can do, so it is
    told to no stand-in.
    """

    code: str
    name: str | Promise
    heading: str | Promise
    reason: str | Promise
    act: Act
    rows: Callable[[Span], QuerySet[Any]]
    occurrences: Callable[[Any, Span], Iterator[Occurrence]]
    partnership: Callable[[Any], Partnership | None] = attrgetter("partnership")
    partner: Callable[[Any], object] = _no_name
    what: Callable[[Any], object] = _itself
    facts: Callable[[Any], Iterable[object]] = _nothing
    page: Callable[[Any], str] = methodcaller("get_absolute_url")
    timed: bool = False
    usual: Mode = Mode.DIGEST
    ahead: bool = False
    early: str | Promise = ""
    exact: bool = False
    each_minute: bool = True
    offsets: tuple[int, ...] = ()
    family: str = ""
    personal: bool = False

    @property
    def category(self) -> str:
        """What people choose a way for: the kind, or the family of kinds it belongs to."""
        return self.family or self.code

    def takes_days(self) -> bool:
        """Whether its days may be changed; the others follow hours, weeks or another rule."""
        return bool(self.offsets) or self.code == "mou_ending"

    def is_on(self, team: Team) -> bool:
        """Whether administrators left it in use."""
        rule = team.rule(self.code)
        return rule is None or rule.is_on

    def span(self, span: Span) -> Span:
        """The span with the offsets of this kind, as they are or as administrators set them."""
        rule = span.team.rule(self.code)
        return replace(span, offsets=parsed(rule.offsets if rule else "") or self.offsets)

    def notices(self, row: Model, span: Span) -> Iterator[Notice]:
        """What is to be told of one row within the span, not saved."""
        partnership = self.partnership(row)
        for found in self.occurrences(row, span):
            if span.has(found.due_at):
                user = self._told(found.recipient, row, found, span.team)
                yield Notice(
                    key=self.key(row, found, user),
                    kind=self.code,
                    user=user,
                    meant_for=found.recipient,
                    subject_type=row._meta.model_name or "",
                    subject_id=row.pk,
                    partnership_id=partnership.pk if partnership else None,
                    anchor_at=found.anchor_at,
                    due_at=found.due_at,
                    expires_at=max(found.expires_at, found.due_at + LEAST_USE),
                )

    def key(self, row: Model, found: Occurrence, user: User) -> str:
        """The name of this very notice; two plans that mean the same give the same name.

        A day has the same name in every zone: who moves west is not told of it again.
        """
        if found.days:
            when = ":".join(f"{day:%Y%m%d}" for day in found.days)
        else:
            when = f"{found.anchor_at:%Y%m%dT%H%M}:{found.due_at:%Y%m%dT%H%M}"
        return f"rem:{self.code}:{row.pk}:{when}:u{user.pk}"

    def true_rows(self, notices: list[Notice], team: Team) -> dict[int, Any]:
        """Read again what notices of this kind are about: the row of each that still holds.

        A notice holds if this very one, at its minute and for its person, would be planned
        today. Two or three queries, however many notices.
        """
        if not notices or not self.is_on(team):
            return {}
        since = min(notice.due_at for notice in notices) - MINUTE
        until = max(notice.due_at for notice in notices) + MINUTE
        span = self.span(Span(since, until, team))
        ids = {notice.subject_id for notice in notices}
        rows = {row.pk: row for row in self.rows(span).filter(pk__in=ids)}
        meant_for = {
            (row.pk, found.recipient.pk, found.anchor_at, found.due_at): found.recipient
            for row in rows.values()
            for found in self.occurrences(row, span)
        }
        return {
            notice.pk: rows[notice.subject_id]
            for notice in notices
            if not self.is_put_off_too_far(notice, team.now)
            and (user := meant_for.get(_identity(notice)))
            and (
                notice.user_id == user.pk
                or notice.user_id == self._told(user, rows[notice.subject_id], notice, team).pk
            )
        }

    def is_put_off_too_far(self, notice: Notice, until: datetime) -> bool:
        """Whether by then what a notice is about has come, and its person put it off before."""
        put_off = notice.snoozed_until is not None
        return put_off and self.ahead and notice.anchor_at <= until

    def _told(self, user: User, row: Model, found: Occurrence | Notice, team: Team) -> User:
        """Who is told instead of a person who is away when it falls due, or they themselves."""
        if self.personal:
            return user
        partnership = self.partnership(row)
        day = team.hours(user).today(found.due_at)
        return team.stand_in(user, day, deputy=partnership.deputy if partnership else None)


def _identity(notice: Notice) -> tuple[int, int, datetime, datetime]:
    return notice.subject_id, notice.meant_for_id, notice.anchor_at, notice.due_at


def parsed(offsets: str) -> tuple[int, ...]:
    """Read "-14, -3, 0". Raises ValueError when it holds anything but whole numbers."""
    return tuple(sorted({int(part) for part in offsets.split(",") if part.strip()}))


def recipient_of(user: User) -> Recipient:
    """One of us as a recipient of mail."""
    return Recipient(
        kind="user", id=user.pk, address=user.email, name=str(user), tz=user.time_zone
    )
