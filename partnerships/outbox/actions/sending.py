"""Everything that is due goes out: claim, fence, hand over, settle."""

import logging
import os
import socket
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from uuid import UUID, uuid4

from partnerships.outbox import queries
from partnerships.outbox.actions import breaker, leases
from partnerships.outbox.actions.fence import pass_fence
from partnerships.outbox.actions.outcomes import settle
from partnerships.outbox.emails import Transport, open_transport
from partnerships.outbox.lifecycle import Outcome, Phase
from partnerships.outbox.models import Delivery, Heartbeat
from partnerships.outbox.rules import BATCH, LEASE, Kind, Reply

log = logging.getLogger(__name__)
PUMP = "pump"
RENEW_AFTER = LEASE.total_seconds() / 4

Clock = Callable[[], datetime]


def never() -> bool:
    """Nobody asks to stop."""
    return False


def pump(
    *,
    kinds: Mapping[str, Kind],
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
    beat(name=PUMP, now=now, detail="clock differs" if differs else "")
    if differs:
        log.error("This machine's clock is not the database's (%s); no mail leaves.", now)
        return Counter()
    leases.reap(now=now)
    leases.expire(now=now)
    deadline = time.monotonic() + seconds
    with open_transport() as transport:
        run = _Run(
            kinds=kinds,
            clock=clock,
            transport=transport,
            over=lambda: stopping() or time.monotonic() > deadline,
        )
        while not run.over() and run.batch():
            pass
    return run.tally


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


@dataclass(kw_only=True)
class _Run:
    """One go of the pump, with the connection and the figures of its batches."""

    kinds: Mapping[str, Kind]
    clock: Clock
    transport: Transport
    over: Callable[[], bool]
    tally: Counter[str] = field(default_factory=Counter)

    def batch(self) -> bool:
        """Send one batch; False when there is nothing more to do for now."""
        now = self.clock()
        limit = breaker.allowance(now=now)
        token = uuid4()
        rows = leases.claim(token=token, now=now, limit=limit) if limit else []
        try:
            tried = self._send(rows, token)
        finally:
            leases.release(token=token, now=self.clock())
        if tried and limit < BATCH:
            breaker.mend()
        return bool(rows) and tried

    def _send(self, rows: list[Delivery], token: UUID) -> bool:
        """Try the rows one after the other; False when the rest had better wait."""
        renewed = time.monotonic()
        for delivery in rows:
            if self.over():
                return False
            if time.monotonic() - renewed > RENEW_AFTER:
                leases.renew(token=token, now=self.clock())
                renewed = time.monotonic()
            reply = self._try(delivery)
            self.tally[reply.outcome] += 1
            if reply.outcome == Outcome.RELAY:
                breaker.trip(reply=reply, now=self.clock())
                return False
        return bool(rows)

    def _try(self, delivery: Delivery) -> Reply:
        started = self.clock()
        reply = self._hand_over(delivery)
        settle(delivery, reply=reply, started=started, now=self.clock())
        return reply

    def _hand_over(self, delivery: Delivery) -> Reply:
        fence = partial(pass_fence, delivery, kinds=self.kinds)
        try:
            return self.transport.hand_over(delivery, lambda: fence(now=self.clock()))
        except queries.DATABASE_GONE:
            raise
        except Exception as fault:  # a mail that can't be sent must not stop the others
            log.exception("Delivery %s cannot be handed over", delivery.pk)
            return Reply(phase=Phase.CONNECT, outcome=Outcome.BUG, text=repr(fault))
