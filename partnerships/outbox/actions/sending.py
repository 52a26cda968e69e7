"""Everything that is due goes out: claim, fence, hand over, settle."""

import logging
import os
import socket
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection

from partnerships.outbox import queries
from partnerships.outbox.actions import breaker, leases
from partnerships.outbox.actions.account_mail import forget_account_mail
from partnerships.outbox.actions.fence import pass_fence
from partnerships.outbox.actions.outcomes import settle
from partnerships.outbox.actions.rate import within_rate
from partnerships.outbox.emails import Transport, open_transport
from partnerships.outbox.lifecycle import Fault, Outcome, Part, Phase
from partnerships.outbox.models import Delivery, Heartbeat
from partnerships.outbox.rules import BATCH, LEASE, MailKind, Reply

log = logging.getLogger(__name__)
RENEW_AFTER = LEASE.total_seconds() / 4
SLOW = 0.05  # seconds our mail server may take for a message before others send beside

Clock = Callable[[], datetime]


def never() -> bool:
    """No one asks to stop."""
    return False


def pump(
    *,
    kinds: Mapping[str, MailKind],
    clock: Clock = queries.database_now,
    stopping: Callable[[], bool] = never,
    seconds: float = 60,
) -> Counter[str]:
    """Send what is due until nothing is left, `stopping()`, or `seconds` are over.

    Returns how many tries had which outcome. `kinds` is the table of what the upper slices tell
    about each kind of mail; `clock` is the database's. Sends nothing while this machine's clock
    is more than 30 seconds from it.
    """
    now = clock()
    differs = queries.clocks_differ(now)
    beat(name=Part.PUMP, now=now, detail="clock differs" if differs else "")
    if differs:
        beat(name=Fault.CLOCK, now=now, detail=socket.gethostname()[:100])
        log.error("This machine's clock is not the database's (%s); no mail leaves.", now)
        return Counter()
    leases.reap(now=now)
    leases.expire(now=now)
    forget_account_mail(now=now)
    deadline, broken = monotonic() + seconds, threading.Event()

    def over() -> bool:
        return broken.is_set() or stopping() or monotonic() > deadline

    with ThreadPoolExecutor(settings.MAIL_CONNECTIONS) as threads:
        crew = _Crew(kinds=kinds, clock=clock, over=over, threads=threads)
        try:
            return sum((helper.result() for helper in crew.helpers), crew.send(slow=crew.grow))
        except BaseException:
            broken.set()
            raise


def beat(*, name: str, now: datetime, detail: str = "") -> None:
    """Show a sign of life."""
    Heartbeat.objects.update_or_create(
        name=name,
        defaults={
            "at": now,
            "host": socket.gethostname()[:100],
            "pid": os.getpid(),
            "detail": detail,
        },
    )


def steady(clock: Clock) -> Clock:
    """Read the clock once, and carry it on by the counter of this machine that never jumps."""
    read, since = clock(), monotonic()
    return lambda: read + timedelta(seconds=monotonic() - since)


@dataclass(kw_only=True)
class _Crew:
    """Those who send: one, and others beside it once our mail server is what it waits for."""

    kinds: Mapping[str, MailKind]
    clock: Clock
    over: Callable[[], bool]
    threads: ThreadPoolExecutor
    helpers: list[Future[Counter[str]]] = field(default_factory=list)

    def grow(self) -> None:
        """Add a helper for each full batch that waits, up to the number of connections."""
        free = settings.MAIL_CONNECTIONS - 1 - len(self.helpers)
        wanted = leases.full_batches(now=self.clock(), most=free) if free else 0
        self.helpers += [self.threads.submit(self._help) for _ in range(wanted)]

    def send(self, *, slow: Callable[[], None]) -> Counter[str]:
        """Send batch after batch over one connection to our mail server."""
        with open_transport() as transport:
            sender = _Sender(
                kinds=self.kinds, clock=self.clock, over=self.over, transport=transport, slow=slow
            )
            while not self.over() and sender.batch():
                pass
        return sender.tally

    def _help(self) -> Counter[str]:
        """Send on a thread of its own, which has its own connection to the database too."""
        try:
            return self.send(slow=lambda: None)
        finally:
            connection.close()


@dataclass(kw_only=True)
class _Sender:
    """One of those who send side by side, with its connection and the figures of its batches."""

    kinds: Mapping[str, MailKind]
    clock: Clock
    over: Callable[[], bool]
    transport: Transport
    slow: Callable[[], None]
    tally: Counter[str] = field(default_factory=Counter)
    fenced: float = 0.0  # seconds the last fence took

    def batch(self) -> bool:
        """Send one batch; False when there is nothing more to do for now."""
        now = steady(self.clock)
        limit = breaker.allowance(now=now())
        token = uuid4()
        rows = leases.claim(token=token, now=now(), limit=limit) if limit else []
        try:
            passing = within_rate(rows, token=token, now=now())
            going_on = self._try_all(passing, token, now, probe=limit < BATCH)
        finally:
            leases.release(token=token, now=now())
        return bool(rows) and going_on

    def _try_all(self, rows: list[Delivery], token: UUID, now: Clock, *, probe: bool) -> bool:
        """Try the rows one after the other; False when the rest had better wait."""
        renewed = monotonic()
        for delivery in rows:
            if self.over():
                return False
            if monotonic() - renewed > RENEW_AFTER:
                leases.renew(token=token, now=now())
                renewed = monotonic()
            reply = self._try(delivery, now)
            self.tally[reply.outcome] += 1
            if reply.outcome == Outcome.RELAY:
                breaker.trip(reply=reply, now=now(), probe=probe)
                return False
            if probe:
                breaker.mend()
        return True

    def _try(self, delivery: Delivery, now: Clock) -> Reply:
        began, started, self.fenced = monotonic(), now(), 0.0
        reply = self._hand_over(delivery, now)
        waited = monotonic() - began - self.fenced
        settle(delivery, reply=reply, started=started, now=now())
        if waited > SLOW and reply.outcome != Outcome.RELAY:
            self.slow()
        return reply

    def _hand_over(self, delivery: Delivery, now: Clock) -> Reply:
        try:
            return self.transport.hand_over(delivery, lambda: self._fence(delivery, now))
        except queries.DATABASE_GONE:
            raise
        except Exception as fault:  # a mail that can't be sent must not stop the others
            log.exception("Delivery %s cannot be handed over", delivery.pk)
            return Reply(phase=Phase.CONNECT, outcome=Outcome.BUG, text=type(fault).__name__)

    def _fence(self, delivery: Delivery, now: Clock) -> bytes | None:
        began = monotonic()
        message = pass_fence(delivery, kinds=self.kinds, now=now())
        self.fenced = monotonic() - began
        return message
