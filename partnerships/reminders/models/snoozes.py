"""Signals that someone put off."""

from django.conf import settings
from django.db import models

from common.querysets import VisibleQuerySet
from partnerships.relationships.models import Partnership
from partnerships.reminders.lifecycle import SignalCode


class Snooze(models.Model):
    """A signal of a partnership that no one needs to see before a day."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="snoozes")
    signal = models.CharField(max_length=20, choices=SignalCode)
    until = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = VisibleQuerySet["Snooze"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "signal"], name="a_signal_is_put_off_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_signal_display()} ({self.until})"
