"""What may be done only so often, however many processes want to."""

from datetime import datetime, timedelta

from django.db.models import Q

from partnerships.outbox.models import Heartbeat


def take_turn(*, name: str, every: timedelta, now: datetime) -> bool:
    """Claim the next turn if it's due; return whether this caller got it."""
    beat, is_first = Heartbeat.objects.get_or_create(name=name, defaults={"at": now})
    # One from the far future was written by a clock that was put back since; one from the near
    # future by another tick, which began a moment later.
    its_time = Q(at__lte=now - every) | Q(at__gt=now + every)
    mine = Heartbeat.objects.filter(its_time, pk=beat.pk)
    return is_first or bool(mine.update(at=now))


def give_turn_back(*, name: str) -> None:
    """Let the next one who asks have the turn: what it was taken for could not be done."""
    Heartbeat.objects.filter(name=name).delete()
