"""Mail that came back after our mail server had taken it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.querysets import VisibleQuerySet
from partnerships.outbox.lifecycle import BounceKind, RecipientKind
from partnerships.outbox.models.deliveries import Delivery


class BounceQuerySet(VisibleQuerySet["Bounce"]):
    """Bounces, asked the way those who tell people about them ask."""

    def hard(self) -> "BounceQuerySet":
        """All that say the address is wrong."""
        return self.filter(kind=BounceKind.HARD)

    def to_contacts(self) -> "BounceQuerySet":
        """All of mail to partners' people, with the delivery: its partnership and recipient."""
        theirs = self.filter(delivery__recipient_kind=RecipientKind.CONTACT)
        return theirs.select_related("delivery")


class Bounce(models.Model):
    """What someone's mail server or the mail provider said later about one delivery."""

    event_id = models.CharField(max_length=300, unique=True)
    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="bounces")
    kind = models.CharField(_("kind"), max_length=10, choices=BounceKind)
    code = models.CharField(_("code"), max_length=12, blank=True)
    text = models.CharField(_("server's reply"), max_length=500, blank=True)
    at = models.DateTimeField(_("when"))

    objects = BounceQuerySet.as_manager()

    class Meta:
        verbose_name = _("bounce")
        verbose_name_plural = _("bounces")
        ordering = ["-id"]
        indexes = [models.Index(fields=["kind", "-at"], name="bounce_kind")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=BounceKind.values), name="bounce_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code} {self.delivery_id}"
