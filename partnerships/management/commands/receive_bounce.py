"""Reports about undeliverable mail, handed over by a mail alias: `manage.py receive_bounce`."""

import logging
import os
import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError
from django.utils import timezone

from partnerships.outbox import actions
from partnerships.outbox.emails import TOP_BYTES, BounceReport, read_reports
from partnerships.outbox.rules import bounce_kind

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """Exit code 0 whatever comes in, so that nothing is ever answered; 75 asks to try later."""

    help = "Reads one report about undeliverable mail (RFC 3464) from standard input."

    def handle(self, *_args: Any, **_options: Any) -> None:
        reports = _read()
        if not reports:
            log.info("A message that is no report about our mail was ignored.")
        try:
            for report in reports:
                _take(report)
        except DatabaseError:
            log.exception("The database does not answer; the mail server shall try again.")
            sys.exit(os.EX_TEMPFAIL)


def _read() -> list[BounceReport]:
    """Read the beginning and let the rest run through: a mail server may mind a closed pipe."""
    top = sys.stdin.buffer.read(TOP_BYTES)
    while sys.stdin.buffer.read(TOP_BYTES):
        pass
    try:
        return read_reports(top)
    except Exception:  # whatever strangers send, the pipe must not bounce it back
        log.exception("A message cannot be read")
        return []


def _take(report: BounceReport) -> None:
    now = timezone.now()
    actions.take_bounce(
        event_id=report.event_id,
        message_id=report.message_id,
        address=report.address,
        kind=bounce_kind(report.code),
        code=report.code,
        text=report.text,
        at=now,
        now=now,
    )
