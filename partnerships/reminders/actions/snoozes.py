"""Putting a signal off, and taking that back."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import record
from common.errors import DomainError
from partnerships.relationships.models import Partnership
from partnerships.reminders.lifecycle import SignalCode
from partnerships.reminders.models import Snooze


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
    """Let no one see a signal of a partnership before a day. Raises `not_ahead`."""
    if until <= today:
        raise DomainError(_("Choose a future date."), field="until", code="not_ahead")
    snooze, _made = Snooze.objects.update_or_create(
        partnership=partnership,
        signal=signal,
        defaults={"until": until, "at": now, "by": by},
    )
    _record("signal.put_off", snooze, by=by, at=now)
    return snooze


@transaction.atomic
def show_again(*, snooze: Snooze, by: User, now: datetime) -> Snooze:
    """Take it back: the signal shows again. Does nothing if it was put off again since."""
    gone, _counts = Snooze.objects.filter(pk=snooze.pk, at=snooze.at).delete()
    if gone:
        _record("signal.shown_again", snooze, by=by, at=now)
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
