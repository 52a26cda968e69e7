"""Pairs of records that look alike and are not the same."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class NotTheSameQuerySet(models.QuerySet["NotTheSame"]):
    """Pairs that someone looked at."""

    def of(self, record: models.Model) -> list[int]:
        """Return the keys of those that are known to be others than this record."""
        pairs = self.filter(kind=record._meta.model_name)
        found = pairs.filter(Q(first_id=record.pk) | Q(second_id=record.pk))
        return [
            second if first == record.pk else first
            for first, second in found.values_list("first_id", "second_id")
        ]


class NotTheSame(models.Model):
    """Two organizations, or two people, that look alike and are not the same (O4)."""

    kind = models.CharField(max_length=20)
    first_id = models.BigIntegerField()
    second_id = models.BigIntegerField()
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = NotTheSameQuerySet.as_manager()

    class Meta:
        verbose_name = _("pair marked as different")
        verbose_name_plural = _("pairs marked as different")
        indexes = [models.Index(fields=["kind", "second_id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "first_id", "second_id"], name="a_pair_is_told_apart_once"
            ),
            models.CheckConstraint(
                name="a_pair_has_one_order", condition=Q(first_id__lt=F("second_id"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_id} ≠ {self.second_id}"
