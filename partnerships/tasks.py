"""The tick: what must happen every minute, whoever rings."""

import logging
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from http.client import HTTPException
from types import FrameType
from typing import NamedTuple
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    UnknownHandler,
)

from celery import shared_task
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from audit import actions as audit
from audit.queries import chain_head
from partnerships.agreements import actions as agreements
from partnerships.engagement import actions as engagement
from partnerships.exchange import actions as exchange
from partnerships.links import actions as links
from partnerships.organizations import actions as organizations
from partnerships.outbox import actions as outbox
from partnerships.outbox.lifecycle import Fault
from partnerships.outbox.queries import TICK, clocks_differ, database_now
from partnerships.pipeline import actions as pipeline
from partnerships.reminders import actions as reminders
from partnerships.reports import actions as reports
from partnerships.reviews import actions as reviews
from partnerships.transfer import actions as transfer

log = logging.getLogger(__name__)
DEADMAN_TIMEOUT = 5  # seconds
HEAD_EVERY = timedelta(hours=24)
IMPORT_SLICE = 45.0  # seconds at an import before the next tick gets its turn
REVIEW_SLICE = 10.0  # seconds at preparing reviews before the next tick gets its turn
PROPOSE_EVERY = timedelta(hours=1)
DEADMAN_EVERY = timedelta(seconds=55)  # so that a tick a moment early is not passed over


def _web() -> OpenerDirector:
    """What can call a page of the web and knows no other scheme, not even for a redirect."""
    opener = OpenerDirector()
    for handler in (
        ProxyHandler,
        UnknownHandler,
        HTTPHandler,
        HTTPSHandler,
        HTTPDefaultErrorHandler,
        HTTPRedirectHandler,
        HTTPErrorProcessor,
    ):
        opener.add_handler(handler())
    return opener


WEB = _web()


class Ticked(NamedTuple):
    """What became of the mail, and what could not be done."""

    tally: Counter[str]
    faults: list[Fault]


def run_tick(stopping: Callable[[], bool]) -> Ticked:
    """Plan, send what is due, seal the log and finish what was signed, as far as each can be."""
    now, tally, faults = database_now(), Counter[str](), list[Fault]()
    outbox.beat(name=TICK, now=now)
    for plan in _plans(now):
        with _apart(Fault.PLANNING, faults):
            plan()
    for wait in (links.hold_reminders, reminders.catch_up):
        with _apart(Fault.CATCHING_UP, faults):
            wait(now=now)
    slices = (
        *(organizations, reminders, links, exchange, agreements, engagement),
        *(pipeline, reviews, reports),
    )
    kinds = {kind: rule for one in slices for kind, rule in one.KINDS.items()}
    with _apart(Fault.SENDING, faults):
        tally = outbox.pump(kinds=kinds, stopping=stopping)
    with _apart(Fault.SEALING, faults):
        audit.seal(now=now)
        _print_head(now)
    if Fault.SEALING not in faults:  # a final copy tells of entries that are sealed
        with _apart(Fault.FINISHING, faults):
            agreements.finish_signed(now=now)
    if clocks_differ(database_now()):
        faults.append(Fault.CLOCK)
    if not faults:
        _call_deadman(now)
    return Ticked(tally, faults)


@contextmanager
def _apart(fault: Fault, faults: list[Fault]) -> Iterator[None]:
    """Do one part of the tick: if it fails, people are told, and the other parts go on.

    Where the database is away, the fault cannot be noted either, and the tick ends.
    """
    try:
        yield
    except Exception as error:
        log.exception("%s", fault.label)
        # The words of other errors may hold what an email says.
        named = isinstance(error, reminders.KindsNotPlanned)
        detail = str(error)[:200] if named else type(error).__name__
        outbox.beat(name=fault, now=database_now(), detail=detail)
        if fault not in faults:
            faults.append(fault)


def _plans(now: datetime) -> list[Callable[[], int]]:
    """What a date that has come does, then the mail; none of them keeps the others back."""
    return [
        partial(pipeline.begin_due_work, now=now),
        partial(engagement.pass_overdue, now=now),
        partial(reviews.plan_missing, today=timezone.localdate(now), now=now),
        partial(_propose_reviews, now),
        partial(exchange.forget_inquiries, now=now),
        partial(reminders.plan_due, now=now),
        partial(reports.keep_snapshot, now=now),
        partial(reports.plan_portfolio_mail, now=now),
    ]


def _propose_reviews(now: datetime) -> int:
    """Look once an hour for what happened that is a reason for a review."""
    if not outbox.take_turn(name="review_proposals", every=PROPOSE_EVERY, now=now):
        return 0
    return reviews.propose_reviews(today=timezone.localdate(now), now=now)


def _print_head(now: datetime) -> None:
    """Once a day, leave the head of the log's chain outside the database (docs/security.md)."""
    if outbox.take_turn(name="head", every=HEAD_EVERY, now=now):
        audit.seal(now=now, everything=True)
        log.info("Head of the log, to keep: %s", chain_head())


def _call_deadman(now: datetime) -> None:
    """Tell those who watch from outside that we work; they raise the alarm when this stops."""
    if not settings.DEADMAN_URL:
        return
    if not outbox.take_turn(name="deadman", every=DEADMAN_EVERY, now=now):
        return
    try:
        with WEB.open(settings.DEADMAN_URL, timeout=DEADMAN_TIMEOUT):
            pass
    except (OSError, HTTPException, ValueError) as error:
        log.warning("The dead-man address cannot be called: %s", type(error).__name__)


@shared_task(name="partnerships.tick", ignore_result=True)
def tick() -> None:
    """The same on Celery's clock. A worker told to stop finishes the mail in hand first."""
    with stopped_by_sigterm() as stopping:
        run_tick(stopping)
        work_at_imports(stopping, seconds=IMPORT_SLICE)
        work_at_reviews(stopping, seconds=REVIEW_SLICE)


def work_at_imports(stopping: Callable[[], bool], *, seconds: float) -> None:
    """Go on with the import that waits, for a while; the next tick goes on with the rest."""
    end = time.monotonic() + seconds

    def enough() -> bool:
        return stopping() or time.monotonic() > end

    try:
        while not enough() and transfer.work(clock=database_now, stopping=stopping, enough=enough):
            pass
    except DatabaseError:
        log.exception("An import could not go on; trying again.")


def work_at_reviews(stopping: Callable[[], bool], *, seconds: float) -> None:
    """Prepare reviews for a while; the next tick goes on with the rest."""
    end = time.monotonic() + seconds
    try:
        reviews.work_at_reviews(
            clock=database_now, stopping=lambda: stopping() or time.monotonic() > end
        )
    except DatabaseError:
        log.exception("Reviews could not be prepared; trying again.")


@contextmanager
def stopped_by_sigterm() -> Iterator[Callable[[], bool]]:
    """Turn SIGTERM into a question one can ask, and obey it in the end."""
    told = threading.Event()

    def note(_number: int, _frame: FrameType | None) -> None:
        told.set()

    if threading.current_thread() is not threading.main_thread():
        yield told.is_set
        return
    before = signal.signal(signal.SIGTERM, note)
    try:
        yield told.is_set
    finally:
        signal.signal(signal.SIGTERM, before)
        if told.is_set():
            signal.raise_signal(signal.SIGTERM)
