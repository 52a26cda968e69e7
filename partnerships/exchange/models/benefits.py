"""One line on one of the two lists: the working copy."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.querysets import VisibleQuerySet
from common.versions import Versioned
from partnerships.exchange.models.offerings import OfferingCategory, ServiceOffering
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership


class BenefitQuerySet(VisibleQuerySet["Benefit"]):
    """Lines of the working copy."""

    def on_the_lists(self) -> "BenefitQuerySet":
        """Lines that stand today: not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def to_share(self) -> "BenefitQuerySet":
        """What the other side gets to see."""
        return self.on_the_lists().filter(is_internal=False)


class Benefit(Versioned):
    """What one side brings, as one sentence with four blanks; loose lines are welcome."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="benefits")
    side = models.CharField(_("brought by"), max_length=6, choices=Side)
    what = models.CharField(_("what"), max_length=200)
    how_much = models.CharField(_("how much (or yes/no)"), max_length=100, blank=True)
    rhythm = models.CharField(_("by when, or how often"), max_length=100, blank=True)
    told_by = models.ForeignKey(
        Contact,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who reports"),
    )
    why = models.CharField(_("why it matters to the recipient"), max_length=300, blank=True)

    category = models.ForeignKey(
        OfferingCategory, models.PROTECT, null=True, blank=True, verbose_name=_("category")
    )
    offering = models.ForeignKey(
        ServiceOffering, models.PROTECT, null=True, blank=True, verbose_name=_("service")
    )
    cost = models.CharField(_("cost to the provider"), max_length=200, blank=True)
    evidence = models.CharField(_("how we'll know it happened"), max_length=200, blank=True)
    due_on = models.DateField(_("next due"), null=True, blank=True)
    notes = models.TextField(_("internal notes"), blank=True)
    is_guess = models.BooleanField(_("our guess"), default=False)
    is_internal = models.BooleanField(_("internal, not shared"), default=False)
    #: Who of theirs added it by their link, and when.
    brought_by = models.ForeignKey(
        Contact, models.PROTECT, null=True, editable=False, related_name="+"
    )
    brought_at = models.DateTimeField(null=True, editable=False)
    position = models.PositiveSmallIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = BenefitQuerySet.as_manager()

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ["position", "id"]
        indexes = [
            models.Index(fields=["partnership", "side", "position"]),
            models.Index(fields=["due_on", "partnership"]),
        ]
        constraints = [
            models.CheckConstraint(name="benefit_says_what", condition=~Q(what="")),
            models.CheckConstraint(
                name="only_their_lines_can_be_our_guess",
                condition=Q(is_guess=False) | Q(side=Side.THEIRS),
            ),
            models.CheckConstraint(
                name="a_line_brought_by_link_is_theirs",
                condition=Q(brought_by__isnull=True, brought_at__isnull=True)
                | Q(brought_by__isnull=False, brought_at__isnull=False, side=Side.THEIRS),
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return reverse("line_detail", args=[self.pk])

    def is_checkable(self) -> bool:
        """All four blanks are filled, so both sides can tell whether it happened (W1)."""
        return bool(self.what and self.how_much and self.rhythm and self.told_by_id)
