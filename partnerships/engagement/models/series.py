"""Meetings that come again."""

from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.querysets import VisibleQuerySet


class MeetingSeries(models.Model):
    """What the meetings of a series have in common; each of them is a meeting of its own.

    ``rule`` is that of calendar programs (RFC 5545, 3.3.10), on the clock of ``time_zone``.
    """

    rule = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=64)
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    revised_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = VisibleQuerySet["MeetingSeries"].as_manager()

    class Meta:
        verbose_name = _("series of meetings")
        verbose_name_plural = _("series of meetings")

    def __str__(self) -> str:
        return self.rule
