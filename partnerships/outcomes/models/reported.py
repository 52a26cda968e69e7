"""What every number that a side reports has in common."""

from typing import TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.querysets import VisibleQuerySet
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import How, Side
from partnerships.relationships.models import own_or_written_down

R = TypeVar("R", bound="Reported")


class ReportedQuerySet(VisibleQuerySet[R]):
    """Reported numbers of one kind."""

    def counting(self) -> "ReportedQuerySet[R]":
        """Those that no later report has replaced."""
        return self.filter(replaced_at__isnull=True)


class Reported(models.Model):
    """A number that a side reports: ours in Accord, theirs by link or as someone told us.

    Whoever reports again replaces what they said before, which stays with ``replaced_at``.
    """

    side = models.CharField(_("who reports"), max_length=6, choices=Side)
    contact = models.ForeignKey(
        Contact,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who told us"),
    )
    how = models.CharField(max_length=10, choices=How, blank=True)
    reported_on = models.DateField()
    note = models.CharField(_("note"), max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    replaced_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_is_ours_or_told_by_one_of_theirs",
                condition=Q(
                    side=Side.OURS, contact__isnull=True, how="", recorded_by__isnull=False
                )
                | (Q(side=Side.THEIRS, contact__isnull=False) & own_or_written_down()),
            ),
        ]
