"""What the figures were: one row a day, so that what changed is history and not a guess."""

from django.db import models

from common.querysets import VisibleQuerySet


class FigureSnapshot(models.Model):
    """The figures of the whole house as they were when its day began, by their code."""

    day = models.DateField(unique=True)
    taken_at = models.DateTimeField()
    figures = models.JSONField()

    objects = VisibleQuerySet["FigureSnapshot"].as_manager()

    def __str__(self) -> str:
        return str(self.day)
