"""What was written down by mistake: kept, crossed out, and no longer counted."""

from typing import TypeVar

from django.conf import settings
from django.db import models

from common.querysets import VisibleQuerySet

M = TypeVar("M", bound=models.Model)

#: The columns that say so; the event of it is the proof, not the digest of the row.
IN_ERROR = ("in_error_at", "in_error_by", "in_error_because")


class CountingManager(models.Manager[M]):
    """Rows that count: without those recorded in error, also through related managers."""

    def get_queryset(self) -> VisibleQuerySet[M]:
        return VisibleQuerySet(self.model, using=self._db).filter(in_error_at__isnull=True)

    def visible_to(self, user: object) -> VisibleQuerySet[M]:
        """Rows that ``user`` may see."""
        return self.get_queryset().visible_to(user)  # type: ignore[arg-type]  # as the queryset's


class Retractable(models.Model):
    """A row that can be marked as recorded in error: when, by whom, and why."""

    in_error_at = models.DateTimeField(null=True, editable=False)
    in_error_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    in_error_because = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        abstract = True
