"""Putting a signal off, and taking that back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import Json, record
from common.errors import DomainError
from partnerships.relationships import actions as relationships
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
    relationships.lock(partnership)
    snooze = Snooze.objects.filter(partnership=partnership, signal=signal).first()
    before = _told(snooze) if snooze else None
    snooze = snooze or Snooze(partnership=partnership, signal=signal)
    snooze.until, snooze.at, snooze.by = until, now, by
    snooze.save()
    _record("signal.put_off", snooze, by=by, at=now, before=before)
    return snooze


@transaction.atomic
def put_off_as_before(
    *, snooze: Snooze, before: Mapping[str, Any], by: User, now: datetime
) -> Snooze:
    """Undo that a signal was put off anew: it shows when it did, put off by who did before."""
    relationships.lock(snooze.partnership)
    again = Snooze.objects.get(pk=snooze.pk)
    anew = _told(again)
    again.until = date.fromisoformat(before["until"])
    again.at, again.by_id = datetime.fromisoformat(before["at"]), before["by"]
    again.save()
    _record("signal.put_off", again, by=by, at=now, before=anew)
    return again


@transaction.atomic
def show_again(*, snooze: Snooze, by: User, now: datetime) -> Snooze:
    """Take it back: the signal shows again. Does nothing if it was put off again since."""
    gone, _counts = Snooze.objects.filter(pk=snooze.pk, at=snooze.at).delete()
    if gone:
        _record("signal.shown_again", snooze, by=by, at=now)
    return snooze


def _told(snooze: Snooze) -> dict[str, Json]:
    """Return what to put back when it was put off again by mistake."""
    return {
        "until": snooze.until.isoformat(),
        "at": snooze.at.isoformat(),
        "by": snooze.by_id,
    }


def _record(verb: str, snooze: Snooze, *, by: User, at: datetime, before: Json = None) -> None:
    record(
        verb,
        by=by,
        at=at,
        subject=snooze,
        organization_id=snooze.partnership.organization_id,
        partnership_id=snooze.partnership_id,
        signal=str(snooze.signal),
        until=snooze.until.isoformat(),
        before=before,
    )
