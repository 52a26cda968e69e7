"""Proposals to hold a review early, because something happened."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.querysets import VisibleQuerySet
from partnerships.relationships.models import Partnership
from partnerships.reviews.lifecycle import Occasion


class ReviewProposalQuerySet(VisibleQuerySet["ReviewProposal"]):
    """Proposals, asked the way people ask for them."""

    def waiting(self) -> "ReviewProposalQuerySet":
        """Those that no one has accepted or dismissed; work goes on with their partners."""
        return self.filter(decided_at__isnull=True, partnership__in=Partnership.objects.active())


class ReviewProposal(models.Model):
    """One reason to hold a review now; a person accepts or dismisses it.

    ``about_id`` is the key of the row that is the reason: a position, a commitment, an MOU or a
    meeting, and ``since`` the day it became one. That's proposed once, whatever became of it.
    ``detail`` is its name on that day.
    """

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="review_proposals", editable=False
    )
    occasion = models.CharField(_("why now"), max_length=10, choices=Occasion, editable=False)
    about_id = models.BigIntegerField(editable=False)
    since = models.DateField(editable=False)
    detail = models.CharField(max_length=300, blank=True, editable=False)
    proposed_at = models.DateTimeField(editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    accepted = models.BooleanField(default=False, editable=False)

    objects = ReviewProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("review proposal")
        verbose_name_plural = _("review proposals")
        indexes = [
            models.Index(
                fields=["partnership"],
                condition=Q(decided_at__isnull=True),
                name="review_proposal_waiting",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "occasion", "about_id", "since"],
                name="proposed_once_per_reason",
            ),
            models.CheckConstraint(
                name="a_decided_proposal_knows_by_whom",
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, accepted=False)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.get_occasion_display()
