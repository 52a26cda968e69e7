"""The way back from what someone just did, offered with the message about it."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model
from django.http import HttpRequest

from audit.models import Event

#: What was done can be undone for so long.
UNDONE_WITHIN = timedelta(minutes=10)

#: Marks the message that offers it; the number of the event follows.
MARK = "undo-"


def say_done(request: HttpRequest, text: str, subject: Model, *, now: datetime) -> None:
    """Say what was done with `subject` at `now`, beside a button that undoes it.

    An action that found nothing to do left no event, and so nothing to undo.
    """
    events = Event.objects.about(subject._meta.model_name or "", subject.pk)
    done = events.filter(at=now, by_id=request.user.pk).first()
    messages.success(request, text, extra_tags=f"{MARK}{done.pk}" if done else "")


def done_by(user: AbstractBaseUser, event_id: int) -> Event | None:
    """Return what this person did, or None if it was someone else."""
    return Event.objects.filter(pk=event_id, by_id=user.pk).first()
