"""The one producer: what should exist is put into the outbox, once each. And putting off."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import record
from common.errors import DomainError
from partnerships.outbox import actions as outbox
from partnerships.outbox.rules import Kind, Letter
from partnerships.relationships.models import Partnership
from partnerships.reminders.emails import render
from partnerships.reminders.lifecycle import SignalCode
from partnerships.reminders.models import Snooze
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


class NotAhead(DomainError):
    """A signal is put off until a day ahead."""


@transaction.atomic
def put_off(
    *,
    partnership: Partnership,
    signal: SignalCode,
    until: date,
    today: date,
    by: User,
    now: datetime,
) -> Snooze:
    """Let nobody see a signal of a partnership before a day. Raises NotAhead."""
    if until <= today:
        raise NotAhead(_("Choose a day ahead."), field="until")
    snooze, _made = Snooze.objects.update_or_create(
        partnership=partnership,
        signal=signal,
        defaults={"until": until, "at": now, "by": by},
    )
    _record("signal.put_off", snooze, by=by, at=now)
    return snooze


@transaction.atomic
def show_again(*, snooze: Snooze, by: User, now: datetime) -> Snooze:
    """Take it back: the signal shows again."""
    _record("signal.shown_again", snooze, by=by, at=now)
    snooze.delete()
    return snooze


def _record(verb: str, snooze: Snooze, *, by: User, at: datetime) -> None:
    record(
        verb,
        by=by,
        at=at,
        subject=snooze,
        organization_id=snooze.partnership.organization_id,
        partnership_id=snooze.partnership_id,
        signal=str(snooze.signal),
        until=snooze.until.isoformat(),
    )
