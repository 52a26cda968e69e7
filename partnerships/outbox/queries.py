"""Questions about mail, and whether what sends it is alive."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import (
    Error,
    InterfaceError,
    OperationalError,
    ProgrammingError,
    connection,
)
from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from kombu.connection import Connection
from kombu.exceptions import OperationalError as BrokerError
from redis import RedisError

from partnerships.outbox.lifecycle import WHAT_TO_DO, Fault, Part
from partnerships.outbox.models import (
    Delivery,
    DeliveryAttempt,
    Heartbeat,
    RelayState,
    Suppression,
)
from partnerships.outbox.rules import RELAY_PATIENCE, SILENCE, SKEW

TICK = Part.TICK
OK, MISSING, OFF, FAILING = "ok", "missing", "off", "failing"
READ_ONLY = "read-only"
BROKER_GONE = (BrokerError, RedisError, OSError)
# The database is away, locked or in the middle of an upgrade: no fault of the mail in hand.
DATABASE_GONE = (OperationalError, InterfaceError, ProgrammingError)
DATABASE_CLOCK = {
    "postgresql": "SELECT clock_timestamp()",
    "sqlite": "SELECT strftime('%Y-%m-%d %H:%M:%f+00:00', 'now')",
}


@dataclass(frozen=True, kw_only=True)
class Health:
    """Each part as "ok", "missing", "failing", "read-only" or "off" (not configured).

    `tick_age` is in seconds. A tick is failing when it comes and cannot do what it must.
    """

    database: str
    broker: str
    tick: str
    tick_age: int | None

    def parts(self) -> dict[str, str]:
        return {"database": self.database, "broker": self.broker, "tick": self.tick}

    def is_well(self) -> bool:
        return {OK, OFF}.issuperset(self.parts().values())


@dataclass(frozen=True)
class Outage:
    """What sends is silent, mail cannot leave since `relay_since`, ticks fail, or several."""

    is_silent: bool
    tick_at: datetime | None
    relay_since: datetime | None
    faults: list[Fault]

    def mail_is_late(self) -> bool:
        others = set(self.faults) - {Fault.SEALING, Fault.FINISHING}
        return bool(self.is_silent or self.relay_since or others)


@dataclass(frozen=True)
class Sign:
    """What is known of a part, or of a fault of the last day; `wrong` is how it is now."""

    of: Part | Fault
    beat: Heartbeat | None
    wrong: bool

    def what_to_do(self) -> Promise:
        return WHAT_TO_DO[self.of]


@dataclass(frozen=True, kw_only=True)
class Figures:
    """How the mail goes. Failures are tries of the last day by outcome; dead rows by reason."""

    beats: list[Heartbeat]
    relay: RelayState | None
    waiting: int
    due: int
    oldest_due: datetime | None
    in_hand: int
    sent_hour: int
    sent_day: int
    failures: dict[str, int]
    dead: dict[str, int]
    suppressed: int

    def parts(self, now: datetime) -> list[Sign]:
        """Return each part that must keep running, wrong if nothing was heard of it lately."""
        found = {beat.name: beat for beat in self.beats}
        return [
            Sign(part, beat := found.get(part), beat is None or now - beat.at > SILENCE)
            for part in Part
        ]

    def faults(self, now: datetime) -> list[Sign]:
        """Return what a tick of the last day could not do, wrong if it was just now."""
        found = {beat.name: beat for beat in self.beats}
        day = timedelta(days=1)
        return [
            Sign(fault, found[fault], now - found[fault].at <= SILENCE)
            for fault in Fault
            if fault in found and now - found[fault].at < day
        ]

    def late(self, now: datetime) -> timedelta:
        """Return how late the oldest due mail is."""
        return max(now - self.oldest_due, timedelta()) if self.oldest_due else timedelta()


def database_now() -> datetime:
    """Return the database's time: the one clock that all senders share."""
    with connection.cursor() as cursor:
        cursor.execute(DATABASE_CLOCK[connection.vendor])
        (now,) = cursor.fetchone()
    return datetime.fromisoformat(now) if isinstance(now, str) else now


def clocks_differ(database: datetime) -> bool:
    """Say whether this machine's clock is too far from the database's to send mail."""
    return abs(timezone.now() - database) > SKEW


def last_tick() -> datetime | None:
    """Return when the scheduler last showed a sign of life."""
    return Heartbeat.objects.filter(name=TICK).values_list("at", flat=True).first()


def outage(now: datetime) -> Outage | None:
    """Return what everyone should know is broken, or None; one small query for every page."""
    beats = Heartbeat.objects.filter(name__in=[TICK, Part.PUMP, *Fault.values]).order_by()
    ticks = beats.values_list("name", "at")
    relays = RelayState.objects.filter(pk=settings.MAIL_TRANSPORT, failures__gt=0)
    signs = dict(ticks.union(relays.values_list("name", "since"), all=True))
    tick_at, relay_since = signs.get(TICK), signs.get(settings.MAIL_TRANSPORT)
    if tick_at and Part.PUMP in signs:  # a tick that is killed each time before it sends
        tick_at = min(tick_at, signs[Part.PUMP])
    silent = tick_at is None or now - tick_at > SILENCE
    if relay_since and now - relay_since <= RELAY_PATIENCE:
        relay_since = None
    faults = [fault for fault in Fault if fault in signs and now - signs[fault] <= SILENCE]
    found = silent or relay_since or faults
    return Outage(silent, tick_at, relay_since, faults) if found else None


def mail_is_due() -> bool:
    """Say whether some mail could leave now."""
    now = database_now()
    closed = RelayState.objects.filter(pk=settings.MAIL_TRANSPORT, open_until__gt=now).exists()
    return not closed and Delivery.objects.due(now).exists()


def broker_connection() -> Connection:
    """Return a connection to the broker that gives up after a second instead of waiting."""
    opened: Connection = current_app.connection_for_write(
        transport_options={"socket_connect_timeout": 1, "socket_timeout": 2, "max_retries": 0}
    )
    return opened


def health() -> Health:
    """Look at every part that must work."""
    try:
        at, now = last_tick(), database_now()
        found = outage(now)
    except Error:
        return Health(database=MISSING, broker=broker(), tick=MISSING, tick_age=None)
    age = int((now - at).total_seconds()) if at else None
    tick = MISSING if found and found.is_silent else FAILING if found and found.faults else OK
    database = READ_ONLY if _takes_no_changes() else OK
    return Health(database=database, broker=broker(), tick=tick, tick_age=age)


def _takes_no_changes() -> bool:
    """Say whether PostgreSQL refuses changes, as a standby or during maintenance."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_read_only")
        (setting,) = cursor.fetchone()
    return bool(setting == "on")


def figures(now: datetime) -> Figures:
    """Count what can be counted quickly however much mail has been sent: by small indexes."""
    day, hour = now - timedelta(days=1), now - timedelta(hours=1)
    queue = Delivery.objects.waiting().aggregate(
        waiting=Count("pk"),
        due=Count("pk", filter=Q(not_before__lte=now)),
        oldest_due=Min("not_before", filter=Q(not_before__lte=now)),
    )
    sent = Delivery.objects.filter(sent_at__gt=day).aggregate(
        sent_day=Count("pk"), sent_hour=Count("pk", filter=Q(sent_at__gt=hour))
    )
    return Figures(
        **queue,
        **sent,
        beats=list(Heartbeat.objects.all()),
        relay=RelayState.objects.filter(pk=settings.MAIL_TRANSPORT).first(),
        in_hand=Delivery.objects.filter(lease_until__isnull=False).count(),
        failures=_counted(DeliveryAttempt.objects.failed_since(day), "outcome"),
        dead=_counted(Delivery.objects.dead(), "reason"),
        suppressed=Suppression.objects.in_force(now).count(),
    )


def _counted(rows: QuerySet[Any], word: str) -> dict[str, int]:
    return dict(rows.order_by(word).values_list(word).annotate(Count("pk")))


def broker() -> str:
    """Say how the broker is: off if none is configured and no embedded one runs."""
    if settings.EMBEDDED_BROKER and not settings.BROKER_SOCKET.exists():
        return OFF
    try:
        with broker_connection() as found:
            # The transport asks once, where the connection itself would try again for seconds.
            found.transport.close_connection(found.transport.establish_connection())
    except BROKER_GONE:
        return MISSING
    return OK
