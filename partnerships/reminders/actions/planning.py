"""The one producer: what should be told is kept as notices, and their mail is queued."""

import logging
import math
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from time import monotonic

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Model

from audit.models import Event
from partnerships.outbox import actions as outbox
from partnerships.outbox.lifecycle import Part, Reason
from partnerships.outbox.models import Heartbeat
from partnerships.reminders.actions.digest_slots import Digests
from partnerships.reminders.actions.queueing import goes_alone, letter_of, queue_digests
from partnerships.reminders.lifecycle import DigestKind
from partnerships.reminders.models import Notice
from partnerships.reminders.rules import (
    REMINDERS,
    DigestSlot,
    Reminder,
    Span,
    Team,
    can_wait,
    route,
    takes_more,
)

log = logging.getLogger(__name__)

#: The full plan looks so far ahead, and so far back, to make good what fell due in an outage:
#: nothing is of use for longer.
AHEAD, BACK = timedelta(days=15), timedelta(days=14)

#: The plan of every minute looks a little back, and ahead as far as the next morning mail
#: carries; the full one runs each hour, and when something was done.
NEAR_BACK, NEAR_AHEAD = timedelta(hours=2), timedelta(hours=26)
EACH_MINUTE, EACH_HOUR = timedelta(seconds=50), timedelta(hours=1)

#: With 50,000 partnerships a full plan takes 20 seconds; it may have a twentieth of the time.
SHARE = 20

#: An action may take so long from its time until its event is there to be seen.
LATE_EVENT = timedelta(minutes=1)
FULL = "plan_ahead"

#: Rows taken at once.
CHUNK = 500

#: What a plan brings up to date of a notice that it knows already.
TIMES = ["due_at", "anchor_at", "expires_at"]
ROUTED = [*TIMES, "digest_id", "mail_at", "over_at"]


class KindsNotPlanned(Exception):
    """Some kinds of reminder couldn't be planned; all others were."""


def plan_due(*, now: datetime) -> int:
    """Plan what this minute asks for, unless someone else just did.

    Two ticks at once would plan the same; it costs time and nothing else. The full plan comes
    each hour, after anything was done, and at once after an outage; how long ago the last one
    was is no condition for anything to be right, as each plan looks at everything in its span.
    """
    if not outbox.take_turn(name=Part.PLAN, every=EACH_MINUTE, now=now):
        return 0
    if not outbox.take_turn(name=FULL, every=_until_next_full_plan(), now=now):
        return plan(now=now, back=NEAR_BACK, ahead=NEAR_AHEAD)
    began = monotonic()
    try:
        planned = plan(now=now)
    except KindsNotPlanned:
        _note_full_plan(monotonic() - began)
        raise
    except Exception:
        outbox.give_turn_back(name=FULL)
        raise
    _note_full_plan(monotonic() - began)
    return planned


def _note_full_plan(seconds: float) -> None:
    Heartbeat.objects.filter(name=FULL).update(detail=f"{math.ceil(seconds)} s")


def _until_next_full_plan() -> timedelta:
    """Return how long after the last full plan the next one comes.

    If anything was recorded since, "Next 14 days" shows it within a minute, or as soon as the
    time that a full plan takes allows.
    """
    last = Heartbeat.objects.filter(name=FULL).first()
    if last is None or not Event.objects.filter(at__gt=last.at - LATE_EVENT).exists():
        return EACH_HOUR
    took = timedelta(seconds=int(last.detail.removesuffix(" s") or 0))
    return min(max(EACH_MINUTE, SHARE * took), EACH_HOUR)


def plan(*, now: datetime, back: timedelta = BACK, ahead: timedelta = AHEAD) -> int:
    """Keep a notice of all that falls due in the span, queue its mail; return how many are new.

    There is no "last run" to remember: running it twice, late, or in two places at once leaves
    the same rows. What no longer holds is over, and its mail is taken out. Raises KindsNotPlanned
    at the end, once everything else is planned.
    """
    span = Span(now - back, now + ahead, Team(now))
    planning = _Planning(span=span, now=now, digests=Digests(span))
    for reminder in REMINDERS.values():
        if reminder.each_minute or ahead > NEAR_AHEAD:
            with planning.apart(reminder.code):
                planning.take(reminder)
    planning.take_put_off()
    queue_digests(span, now)
    if planning.faults:
        raise KindsNotPlanned(", ".join(f"{k}: {fault}" for k, fault in planning.faults.items()))
    return planning.new


def wanted(reminder: Reminder, span: Span) -> Iterator[tuple[Model, Notice]]:
    """All that falls due of one kind in the span and is still of use, each with its row."""
    if not reminder.is_on(span.team):
        return
    own = reminder.span(span)
    for row in reminder.rows(own).order_by().iterator(chunk_size=CHUNK):
        for notice in reminder.notices(row, own):
            if notice.expires_at > span.team.now:
                yield row, notice


@dataclass
class _Changes:
    """Notices that are different now: those no mail carried yet, those one did, own mails."""

    waiting: list[Notice] = field(default_factory=list)
    told: list[Notice] = field(default_factory=list)
    alone: list[str] = field(default_factory=list)


@dataclass(kw_only=True)
class _Planning:
    """One run of the plan over all kinds."""

    span: Span
    now: datetime
    digests: Digests
    new: int = 0
    keys: set[str] = field(default_factory=set)
    faults: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def apart(self, kind: str) -> Iterator[None]:
        """Keep an error in one kind from stopping the others, unless the database is away."""
        try:
            yield
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            log.exception("Reminders of the kind %s can't be planned", kind)
            self.faults[kind] = type(error).__name__
            self.digests = Digests(self.span)  # those it made may be rolled back with it

    def take(self, reminder: Reminder) -> None:
        """Plan one kind: keep what is wanted, end what is not."""
        self.keys = set()
        found = wanted(reminder, self.span)
        while chunk := list(islice(found, CHUNK)):
            self._keep(reminder, {notice.key: (row, notice) for row, notice in chunk})
        self._end_others(reminder)

    def _keep(self, reminder: Reminder, found: dict[str, tuple[Model, Notice]]) -> None:
        """Find each its mail first: two plans that make digests shall hold nothing else then."""
        self.keys.update(found)
        rows = Notice.objects.filter(key__in=found).select_related("user", "digest")
        known = {notice.key: notice for notice in rows}
        fresh = [notice for key, (_row, notice) in found.items() if key not in known]
        for notice in fresh:
            notice.made_at = self.now
            self._route(notice, reminder)
        changes = self._again(reminder, [(n, found[key][1]) for key, n in known.items()])
        alone = [n for n in (*fresh, *known.values()) if goes_alone(n)]
        letters = [letter_of(notice, found[notice.key][0]) for notice in alone]
        with transaction.atomic():
            # Another process may be inserting the same; the database keeps one of each.
            Notice.objects.bulk_create(fresh, ignore_conflicts=True)
            self._write(changes)
            outbox.bulk_enqueue(letters, now=self.now)
        self.new += len(fresh)

    def _route(self, notice: Notice, reminder: Reminder) -> None:
        """Give it to the mail that is to carry it; a catch-up mail that waits keeps it."""
        if self._is_caught(notice):
            return
        gone = self.digests.gone
        found = route(notice, reminder, team=self.span.team, gone=gone, now=self.now)
        notice.mail_at, notice.digest_id = found.mail_at, self.digests.id_of(found.digest)

    def _is_caught(self, notice: Notice) -> bool:
        digest = notice.digest
        if digest is None or digest.kind != DigestKind.CATCH_UP:
            return False
        slot = DigestSlot(digest.user_id, digest.kind, digest.slot)
        hours = self.span.team.hours(notice.user)
        return takes_more(slot, self.digests.gone, self.now) and can_wait(notice, hours, self.now)

    def _again(self, reminder: Reminder, known: list[tuple[Notice, Notice]]) -> _Changes:
        """Follow what people chose since, where they are now, and what the last mail left."""
        changes = _Changes()
        for notice, wanted_now in known:
            if notice.snoozed_until is not None:
                continue
            before, was_alone = [getattr(notice, name) for name in ROUTED], notice.is_alone()
            for name in TIMES:
                setattr(notice, name, getattr(wanted_now, name))
            notice.over_at = None
            if notice.mailed_at is None:
                self._route(notice, reminder)
            if before != [getattr(notice, name) for name in ROUTED]:
                (changes.waiting if notice.mailed_at is None else changes.told).append(notice)
                if was_alone:
                    changes.alone.append(notice.key)
        return changes

    def _write(self, changes: _Changes) -> None:
        """A sender may have one in hand, or its person may just have put it off: those stay."""
        untouched = Notice.objects.filter(snoozed_until__isnull=True)
        untouched.unmailed().bulk_update(changes.waiting, ROUTED)
        untouched.bulk_update(changes.told, [*TIMES, "over_at"])
        outbox.cancel(keys=changes.alone, reason=Reason.OTHER_WAY, now=self.now)

    def _end_others(self, reminder: Reminder) -> None:
        """What was wanted and no longer is, is over; its own mail need not wait for the fence."""
        known = Notice.objects.open().filter(
            kind=reminder.code,
            due_at__gte=self.span.since,
            due_at__lte=self.span.until,
            snoozed_until__isnull=True,
        )
        pairs = known.filter(expires_at__gt=self.now).values_list("pk", "key").iterator()
        over = [(pk, key) for pk, key in pairs if key not in self.keys]
        for start in range(0, len(over), CHUNK):
            part = over[start : start + CHUNK]
            Notice.objects.filter(pk__in=[pk for pk, _key in part]).update(over_at=self.now)
            outbox.cancel(keys=[key for _pk, key in part], reason=Reason.OVER, now=self.now)

    def take_put_off(self) -> None:
        """What people put off comes again with a morning mail, however old it is by then."""
        due = Notice.objects.open().unmailed().filter(snoozed_until__lte=self.span.until)
        by_kind: dict[str, list[int]] = defaultdict(list)
        for pk, kind in due.values_list("pk", "kind"):
            by_kind[kind].append(pk)
        for kind, ids in by_kind.items():
            with self.apart(kind):
                self._take_put_off(REMINDERS[kind], ids)

    @transaction.atomic
    def _take_put_off(self, reminder: Reminder, ids: list[int]) -> None:
        rows = Notice.objects.open().unmailed().filter(pk__in=ids, snoozed_until__isnull=False)
        rows = rows.select_related("user", "digest").order_by("pk")
        notices = list(rows.select_for_update(of=("self",)))
        true = reminder.true_rows(notices, self.span.team)
        for notice in notices:
            self._route(notice, reminder)
            notice.over_at = None if notice.pk in true else self.now
        Notice.objects.bulk_update(notices, ROUTED)
