"""What a person is told of, at the bell and in the days to come."""

from datetime import datetime, timedelta

from django.db.models.functions import Coalesce

from accounts.models import User
from partnerships.reminders.models import Notice, NoticeQuerySet

#: The days a preview looks ahead.
PREVIEW = timedelta(days=14)


def at_the_bell(user: User, now: datetime) -> NoticeQuerySet:
    """What a person is told of now, the oldest first, without what they want no more of."""
    return _of(user).current(now).order_by("anchor_at", "id")


def put_off(user: User, now: datetime) -> NoticeQuerySet:
    """What a person wants to see later, the next to come first."""
    return _of(user).open().filter(snoozed_until__gt=now).order_by("snoozed_until", "id")


def _of(user: User) -> NoticeQuerySet:
    rows = Notice.objects.visible_to(user).unmuted().filter(user=user)
    return rows.select_related("user", "digest")


def ahead(user: User, now: datetime, *, everybody: bool) -> NoticeQuerySet:
    """What one person, or everyone, will be told of in the next two weeks, as planned.

    ``comes_at`` is when the bell shows it, which for what was put off is a later day.
    """
    rows = Notice.objects.visible_to(user).open().unmuted().select_related("user", "digest")
    mine = rows if everybody else rows.filter(user=user)
    coming = mine.annotate(comes_at=Coalesce("snoozed_until", "due_at"))
    return coming.filter(comes_at__gt=now, comes_at__lte=now + PREVIEW).order_by("comes_at", "id")
