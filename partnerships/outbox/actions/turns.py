"""What may be done only so often, however many processes want to."""

from datetime import datetime, timedelta

from partnerships.outbox.models import Heartbeat


def take_turn(*, name: str, every: timedelta, now: datetime) -> bool:
    """Say whether it is time again and nobody else was quicker; then it counts as done."""
    beat, is_first = Heartbeat.objects.get_or_create(name=name, defaults={"at": now})
    mine = Heartbeat.objects.filter(pk=beat.pk, at__lte=now - every)
    return is_first or bool(mine.update(at=now))
