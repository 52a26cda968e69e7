"""Questions about mail, and whether what sends it is alive."""

from dataclasses import dataclass
from datetime import datetime

from celery import current_app
from django.conf import settings
from django.db import (
    Error,
    InterfaceError,
    OperationalError,
    ProgrammingError,
    connection,
)
from django.utils import timezone
from kombu.connection import Connection
from kombu.exceptions import OperationalError as BrokerError
from redis import RedisError

from partnerships.outbox.models import Delivery, Heartbeat, RelayState
from partnerships.outbox.rules import SILENCE, SKEW

TICK = "tick"
OK, MISSING, OFF = "ok", "missing", "off"
BROKER_GONE = (BrokerError, RedisError, OSError)
# The database is away, locked or in the middle of an upgrade: no fault of the mail in hand.
DATABASE_GONE = (OperationalError, InterfaceError, ProgrammingError)
DATABASE_CLOCK = {
    "postgresql": "SELECT clock_timestamp()",
    "sqlite": "SELECT strftime('%Y-%m-%d %H:%M:%f+00:00', 'now')",
}


@dataclass(frozen=True, kw_only=True)
class Health:
    """Each part as "ok", "missing" or "off" (not configured); `tick_age` in seconds."""

    database: str
    broker: str
    tick: str
    tick_age: int | None

    def parts(self) -> dict[str, str]:
        return {"database": self.database, "broker": self.broker, "tick": self.tick}

    def is_well(self) -> bool:
        return MISSING not in self.parts().values()


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


def scheduler_silent(now: datetime) -> bool:
    """Say whether no tick came for three minutes; people are then told."""
    at = last_tick()
    return at is None or now - at > SILENCE


def mail_is_due() -> bool:
    """Say whether some mail could leave now."""
    now = database_now()
    closed = RelayState.objects.filter(pk=settings.MAIL_TRANSPORT, open_until__gt=now).exists()
    return not closed and Delivery.objects.due(now).exists()


def broker_connection() -> Connection:
    """Return a connection to the broker that gives up after a second instead of waiting."""
    broker: Connection = current_app.connection_for_write(
        transport_options={"socket_connect_timeout": 1, "socket_timeout": 2, "max_retries": 0}
    )
    return broker


def health() -> Health:
    """Look at every part that must work."""
    database, at, now = _database_and_tick()
    age = int((now - at).total_seconds()) if at and now else None
    fresh = age is not None and age <= SILENCE.total_seconds()
    return Health(database=database, broker=_broker(), tick=OK if fresh else MISSING, tick_age=age)


def _database_and_tick() -> tuple[str, datetime | None, datetime | None]:
    try:
        return OK, last_tick(), database_now()
    except Error:
        return MISSING, None, None


def _broker() -> str:
    """Without a configured broker and without an embedded one that runs, there is none to miss."""
    if settings.EMBEDDED_BROKER and not settings.BROKER_SOCKET.exists():
        return OFF
    try:
        with broker_connection() as broker:
            # The transport asks once, where the connection itself would try again for seconds.
            broker.transport.close_connection(broker.transport.establish_connection())
    except BROKER_GONE:
        return MISSING
    return OK
