"""The one producer: what should exist is put into the outbox, once each."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from partnerships.outbox import actions as outbox
from partnerships.outbox.rules import Kind, Letter
from partnerships.reminders.emails import render
from partnerships.reminders.rules import AHEAD, BACK, REMINDERS

#: What the pump asks and writes, per kind.
KINDS = {code: Kind(why_untrue=r.why_untrue, render=render) for code, r in REMINDERS.items()}

#: Letters given to the outbox at once.
CHUNK = 500


def plan(*, now: datetime) -> int:
    """Queue every reminder that falls due in the next 8 days; return how many are new.

    There is no "last run" to remember: running it twice, late, or in two places at once leaves
    the same rows. What fell due while nothing ran is made good as long as it is still useful.
    """
    letters = wanted(now)
    planned = 0
    while chunk := list(islice(letters, CHUNK)):
        planned += outbox.bulk_enqueue(chunk, now=now)
    return planned


def wanted(now: datetime) -> Iterator[Letter]:
    """Every reminder that should exist now, kind by kind."""
    since, until = now - BACK, now + AHEAD
    for reminder in REMINDERS.values():
        for row in reminder.rows(since, until).iterator(chunk_size=CHUNK):
            for letter in reminder.letters(row, since, until):
                if letter.expires_at > now:
                    yield letter
