"""Saying when one may be written to, and when one is away."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.actions import record
from partnerships.calendars.models import Absence, WorkingHours


@transaction.atomic
def set_hours(*, hours: WorkingHours, by: User, now: datetime) -> WorkingHours:
    """Keep the hours a person chose for themselves."""
    hours.user = by
    hours.save()
    record("hours.set", by=by, at=now, subject=by, hours=str(hours))
    return hours


@transaction.atomic
def add_absence(*, absence: Absence, by: User, now: datetime) -> Absence:
    """Somebody will be away; ``absence`` carries when and who stands in, unsaved."""
    absence.user, absence.made_at = by, now
    absence.full_clean()
    absence.save()
    _record("absence.added", absence, by=by, at=now)
    return absence


@transaction.atomic
def end_absence(*, absence: Absence, by: User, now: datetime) -> Absence:
    """They are not away after all."""
    _record("absence.ended", absence, by=by, at=now)
    absence.delete()
    return absence


def _record(verb: str, absence: Absence, *, by: User, at: datetime) -> None:
    record(
        verb,
        by=by,
        at=at,
        subject=by,
        first_day=absence.first_day.isoformat(),
        last_day=absence.last_day.isoformat(),
        deputy=str(absence.deputy or ""),
    )
