"""What a person is told of, at the bell and in the days to come."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from accounts.models import User
from partnerships.reminders.models import Mute, Notice, NoticeQuerySet

#: The days a preview looks ahead.
PREVIEW = timedelta(days=14)


def at_the_bell(user: User, now: datetime) -> NoticeQuerySet:
    """What a person is told of now, the oldest first, without what they want no more of."""
    muted = Mute.objects.visible_to(user).filter(
        user=user, subject_type=OuterRef("subject_type"), subject_id=OuterRef("subject_id")
    )
    return Notice.objects.visible_to(user).filter(~Exists(muted), user=user).current(now)


def ahead(user: User, now: datetime, *, everybody: bool) -> NoticeQuerySet:
    """What one person, or everybody, will be told of in the next two weeks, as planned."""
    rows = Notice.objects.visible_to(user).open().select_related("user")
    mine = rows if everybody else rows.filter(user=user)
    return mine.filter(due_at__gt=now, due_at__lte=now + PREVIEW).order_by("due_at", "id")
