"""The words leadership chooses: why we partner, and why a partnership ends."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Motive(models.Model):
    """Why we partner, e.g. to widen a service; editable by leadership, known by its code."""

    code = models.SlugField(_("code"), unique=True)
    label = models.CharField(_("label"), max_length=120)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.label


class ClosingReason(models.Model):
    """Why a partnership ended; some reasons are good endings."""

    code = models.SlugField(_("code"), unique=True)
    label = models.CharField(_("label"), max_length=120)
    is_good_ending = models.BooleanField(_("counts as completed"), default=False)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("closing reason")
        verbose_name_plural = _("closing reasons")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.label
