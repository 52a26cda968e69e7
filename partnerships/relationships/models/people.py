"""Who takes part in a partnership, and in which part."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.querysets import VisibleQuerySet
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import Level, Side, Stance, Weight
from partnerships.relationships.models.partnerships import Partnership


class KeyPlayer(models.Model):
    """A seat: someone, or "No one named yet", with a part on one side (W8, W9).

    One person may hold several seats. Influence, interest and stance are for us only (P2).
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="key_players")
    side = models.CharField(_("side"), max_length=6, choices=Side)
    level = models.CharField(_("role"), max_length=10, choices=Level)
    role = models.CharField(_("role"), max_length=120, blank=True)
    contact = models.ForeignKey(
        Contact,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name=_("contact"),
    )
    speaks = models.BooleanField(_("speaks for this side"), default=False)
    influence = models.PositiveSmallIntegerField(
        _("influence"), choices=Weight, null=True, blank=True
    )
    interest = models.PositiveSmallIntegerField(
        _("interest"), choices=Weight, null=True, blank=True
    )
    stance = models.CharField(_("stance"), max_length=10, choices=Stance, blank=True)
    named_at = models.DateTimeField(editable=False)

    objects = VisibleQuerySet["KeyPlayer"].as_manager()

    class Meta:
        verbose_name = _("key person")
        verbose_name_plural = _("key people")
        ordering = ["side", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "side", "level", "contact"],
                name="a_person_holds_a_seat_once",
            ),
            models.UniqueConstraint(
                fields=["partnership", "side"],
                condition=Q(speaks=True),
                name="one_person_speaks_for_a_side",
            ),
            models.CheckConstraint(
                name="only_a_named_person_speaks",
                condition=Q(speaks=False) | Q(contact__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        who = self.contact.name if self.contact else _("No one yet")
        return f"{who}, {self.role or self.get_level_display()}"
