"""The tick: what must happen every minute, whoever rings."""

import logging
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from types import FrameType

from celery import shared_task
from django.db import Error
from django.utils import timezone

from audit import actions as audit
from partnerships.agreements import actions as agreements
from partnerships.links import actions as links
from partnerships.outbox import actions as outbox
from partnerships.outbox.queries import TICK, database_now
from partnerships.pipeline import actions as pipeline
from partnerships.portal import actions as portal
from partnerships.reminders import actions as reminders
from partnerships.reviews import actions as reviews

log = logging.getLogger(__name__)


def run_tick(stopping: Callable[[], bool]) -> Counter[str]:
    """Plan, send what is due and seal the log; returns what became of the mail."""
    now = database_now()
    outbox.beat(name=TICK, now=now)
    _plan(now)
    reminders.catch_up(now=now)
    slices = (reminders, links, agreements, portal, pipeline)
    kinds = {kind: rule for one in slices for kind, rule in one.KINDS.items()}
    tally = outbox.pump(kinds=kinds, stopping=stopping)
    audit.seal(now=now)
    agreements.finish_signed(now=now)
    return tally


def _plan(now: datetime) -> None:
    """Do what a date that has come does, then plan the mail.

    A fault in one rule must not keep the mail back that is queued already.
    """
    try:
        pipeline.begin_due_work(now=now)
        reviews.plan_missing(today=timezone.localdate(now), now=now)
        reminders.plan_due(now=now)
    except Error:
        raise
    except Exception:
        log.exception("What is due could not be planned")


@shared_task(name="partnerships.tick", ignore_result=True)
def tick() -> None:
    """The same on Celery's clock. A worker told to stop finishes the mail in hand first."""
    with stopped_by_sigterm() as stopping:
        run_tick(stopping)


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
