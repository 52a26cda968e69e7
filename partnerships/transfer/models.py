"""Imports: which files came in, and the one that is worked on."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.querysets import VisibleQuerySet
from partnerships.transfer.lifecycle import (
    WORKING,
    Encoding,
    Format,
    Problem,
    RowOutcome,
    RunState,
)

#: A preview no one went ahead with is removed after this time, with its file.
KEPT_FOR = timedelta(days=1)


class ImportRunQuerySet(VisibleQuerySet["ImportRun"]):
    """Imports."""

    def waiting(self, now: datetime) -> Self:
        """Those with work to do that no process is doing, oldest first."""
        free = Q(token__isnull=True) | Q(leased_until__lte=now)
        return self.filter(free, state__in=WORKING).order_by("pk")

    def abandoned(self, now: datetime) -> Self:
        """Those of which nothing was written, and no one came back to within a day."""
        unwritten = self.exclude(state__in=[RunState.IMPORTING, RunState.DONE])
        return unwritten.filter(imported_at__lt=now - KEPT_FOR, rows_written=0)

    def needing_file(self) -> Self:
        """Those that may still read their file."""
        stopped = Q(state=RunState.FAILED, rows_written__gt=0)
        return self.exclude(state=RunState.DONE).exclude(stopped)


class ImportRun(models.Model):
    """An import of one file, by the SHA-256 of its content, and what came of its rows.

    The row is also the job: it says what is to be done, how far it is, and which process has it
    in hand until when. One process works at a time.
    """

    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    format = models.CharField(_("format"), max_length=3, choices=Format)
    encoding = models.CharField(_("encoding"), max_length=10, choices=Encoding, blank=True)
    state = models.CharField(max_length=10, choices=RunState, default=RunState.DONE)
    counts = models.JSONField(_("rows"))
    rows = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    rows_written = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)
    sample = models.JSONField(default=list)
    ignored_columns = models.JSONField(default=list)
    failure = models.TextField(blank=True)
    imported_at = models.DateTimeField(_("when"))
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    token = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-imported_at", "-id"]
        indexes = [models.Index(fields=["sha256"])]
        constraints = [
            models.UniqueConstraint(
                models.Value(1),
                condition=Q(token__isnull=False),
                name="one_import_at_a_time",
            ),
            models.CheckConstraint(
                name="an_import_is_leased_until_some_time",
                condition=Q(token__isnull=True, leased_until__isnull=True)
                | Q(token__isnull=False, leased_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("import_run", args=[self.pk])

    def is_working(self) -> bool:
        """Whether there is work to do."""
        return self.state in WORKING

    def outcomes(self) -> list[tuple[RowOutcome, int]]:
        """Every outcome with its count, in their fixed order."""
        return [(outcome, self.counts.get(outcome.value, 0)) for outcome in RowOutcome]

    def problem_rows(self) -> list[Problem]:
        """Rows to look at, as many as are kept."""
        return [
            Problem(one["line"], RowOutcome(one["outcome"]), one["reason"])
            for one in self.problems
        ]
