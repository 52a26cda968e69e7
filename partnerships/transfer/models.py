"""Which files were brought in."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.querysets import VisibleQuerySet
from partnerships.transfer.lifecycle import Format


class ImportRun(models.Model):
    """One file that was brought in, by the SHA-256 of its content, and what came of its rows."""

    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    format = models.CharField(_("format"), max_length=3, choices=Format)
    counts = models.JSONField(_("rows"))
    imported_at = models.DateTimeField(_("when"))
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = VisibleQuerySet["ImportRun"].as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-imported_at", "-id"]
        indexes = [models.Index(fields=["sha256"])]

    def __str__(self) -> str:
        return self.file_name
