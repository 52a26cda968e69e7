"""The way back from what someone just did, offered with the message about it."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model
from django.http import HttpRequest

from audit.models import Event

#: What was done can be undone for so long.
UNDONE_WITHIN = timedelta(minutes=10)

#: Marks the message that offers it; the number of the event follows.
MARK = "undo-"


def say_done(request: HttpRequest, text: str, subject: Model) -> None:
    """Say what was just done with `subject`, beside a button that undoes it."""
    last = Event.objects.about(subject._meta.model_name or "", subject.pk).first()
    messages.success(request, text, extra_tags=f"{MARK}{last.pk}" if last else "")


def done_by(user: AbstractBaseUser, event_id: int) -> Event | None:
    """Return what this person did, or None if it was someone else."""
    return Event.objects.filter(pk=event_id, by_id=user.pk).first()
