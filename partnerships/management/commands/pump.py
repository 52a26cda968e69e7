"""Sending without a broker: `manage.py pump`, once or for good."""

import logging
import math
import signal
import threading
import time
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from partnerships import tasks
from partnerships.outbox import queries

log = logging.getLogger(__name__)
PERIOD = 60.0  # seconds between two ticks
IMPORT_SLICE = 15.0  # seconds at an import before mail gets its turn again
REVIEW_SLICE = 5.0  # seconds at a review round before mail gets its turn
GLANCE = 3.0  # seconds between two looks whether something has become due


class Command(BaseCommand):
    """Do one tick, or one each minute and whenever mail has become due; go on with imports."""

    help = (
        "Sends the mail that is due; with --loop, until it is stopped. "
        "Once, it ends with 1 and says why when a part of the tick failed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", action="store_true", help="Go on until stopped.")

    def handle(self, *, loop: bool, **_options: Any) -> None:
        stop = threading.Event()
        if not loop:
            ticked = tasks.run_tick(stop.is_set)
            self._report(ticked.tally)
            tasks.work_at_imports(stop.is_set, seconds=math.inf)
            tasks.work_at_reviews(stop.is_set, seconds=math.inf)
            if ticked.faults:  # whoever reads what a timetable says is told
                words = " ".join(str(fault.label) for fault in ticked.faults)
                raise CommandError(f"{words} All else was done; the log says more.")
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        next_tick = time.monotonic()
        while not stop.is_set():
            try:
                if time.monotonic() >= next_tick or queries.mail_is_due():
                    next_tick = time.monotonic() + PERIOD
                    self._report(tasks.run_tick(stop.is_set).tally)
                tasks.work_at_imports(stop.is_set, seconds=IMPORT_SLICE)
                tasks.work_at_reviews(stop.is_set, seconds=REVIEW_SLICE)
            except Exception:  # a cut connection or a fault of ours: mail goes on once it is over
                log.exception("The tick failed; trying again.")
            close_old_connections()
            stop.wait(GLANCE)

    def _report(self, tally: Counter[str]) -> None:
        if tally:
            figures = ", ".join(f"{outcome} {n}" for outcome, n in sorted(tally.items()))
            self.stdout.write(f"Mail: {figures}")
