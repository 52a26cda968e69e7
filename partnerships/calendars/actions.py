"""Saying when one may be written to, and when one is away."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import record
from common.bounds import require_room
from common.errors import DomainError
from partnerships.calendars.models import Absence, WorkingHours

#: Absences of one person that aren't over.
MOST_ABSENCES = 50


@transaction.atomic
def set_hours(*, hours: WorkingHours, by: User, now: datetime) -> WorkingHours:
    """Keep the hours a person chose for themselves."""
    hours.user = by
    hours.save()
    record("hours.set", by=by, at=now, subject=by, hours=str(hours))
    return hours


@transaction.atomic
def add_absence(*, absence: Absence, by: User, now: datetime) -> Absence:
    """Someone will be away; ``absence`` carries when and who stands in, unsaved.

    Raises `not_then` when those days are over, or are away days already, and `full`.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    absence.user, absence.made_at = by, now
    absence.full_clean()
    if absence.last_day < timezone.localdate(now, ZoneInfo(by.time_zone)):
        raise DomainError(
            _("These days are in the past. Choose a later day."), field="last_day", code="not_then"
        )
    require_room(
        by.absences.filter(last_day__gte=absence.made_at.date()),
        most=MOST_ABSENCES,
        refusal=_("You can plan %(most)s absences ahead. Remove one first."),
    )
    other = by.absences.filter(
        first_day__lte=absence.last_day, last_day__gte=absence.first_day
    ).first()
    if other:
        raise DomainError(
            _("You're already away from %(first)s to %(last)s. Remove that absence first.")
            % {"first": date_format(other.first_day), "last": date_format(other.last_day)},
            field="first_day",
            code="not_then",
        )
    absence.save()
    _record("absence.added", absence, by=by, at=now)
    return absence


@transaction.atomic
def end_absence(*, absence: Absence, by: User, now: datetime) -> Absence:
    """They are not away after all. Does nothing if that was said already."""
    gone, _counts = Absence.objects.filter(pk=absence.pk).delete()
    if gone:
        _record("absence.ended", absence, by=by, at=now)
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
