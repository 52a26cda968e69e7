"""Addresses that must not be written to."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.querysets import VisibleQuerySet
from partnerships.outbox.lifecycle import WRONG_ADDRESS, Reason
from partnerships.outbox.models.deliveries import Delivery, Param


class SuppressionQuerySet(VisibleQuerySet["Suppression"]):
    """Addresses no one may write to."""

    def against(self, delivery: Delivery, now: datetime) -> "SuppressionQuerySet":
        """What forbids this delivery now."""
        return self.of(delivery.address_norm, delivery.category or delivery.kind, now)

    def of(self, address: Param, scope: Param, now: Param) -> "SuppressionQuerySet":
        """What forbids mail of one category to an address; values or expressions."""
        return self.in_force(now).filter(
            Q(scope=Suppression.EVERYTHING) | Q(scope=scope), address_norm=address
        )

    def in_force(self, now: Param) -> "SuppressionQuerySet":
        """All that still hold."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=now))

    def wrong_addresses(self, now: datetime) -> "SuppressionQuerySet":
        """All that hold because mail to the address does not arrive."""
        return self.in_force(now).filter(scope=Suppression.EVERYTHING, reason__in=WRONG_ADDRESS)


class Suppression(models.Model):
    """An address that must not be written to: at all, or in one category."""

    EVERYTHING = "all"

    address_norm = models.CharField(_("address"), max_length=254)
    scope = models.CharField(_("what"), max_length=60, default=EVERYTHING)
    reason = models.CharField(_("why"), max_length=60)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    evidence = models.CharField(_("evidence"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("since"))

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        ordering = ["address_norm", "scope"]
        constraints = [
            models.UniqueConstraint(
                fields=["address_norm", "scope"], name="one_suppression_per_address_and_scope"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address_norm} ({self.scope})"

    def reason_text(self) -> str:
        """Say in words why; words of upper slices are shown as they stand."""
        return str(Reason(self.reason).label) if self.reason in Reason.values else self.reason
