"""Referrals in both directions, month by month, as counts."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit.models import Witnessed
from partnerships.exchange.models import ServiceOffering
from partnerships.outcomes.lifecycle import Direction
from partnerships.outcomes.models.reported import Reported, ReportedQuerySet
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership

#: Who sends, by direction; the other side receives.
SENDER = {Direction.TO_THEM: Side.OURS, Direction.TO_US: Side.THEIRS}


def _is_senders() -> Q:
    return Q(direction=Direction.TO_THEM, side=Side.OURS) | Q(
        direction=Direction.TO_US, side=Side.THEIRS
    )


class ReferralReport(Reported):
    """What one side says about the referrals of a month in one direction, for a service or all.

    The sender knows how many were sent; the receiver how many came, were accepted and were
    contacted in time, and why the others weren't accepted.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="referral_reports")
    direction = models.CharField(_("direction"), max_length=7, choices=Direction)
    offering = models.ForeignKey(
        ServiceOffering,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("service"),
    )
    first_day = models.DateField(_("month"))
    number = models.PositiveIntegerField(_("how many"))
    accepted = models.PositiveIntegerField(_("accepted"), null=True, blank=True)
    contacted = models.PositiveIntegerField(_("first contact in time"), null=True, blank=True)
    within_days = models.PositiveSmallIntegerField(_("days to first contact"), default=5)
    #: How many weren't accepted, by reason.
    not_accepted = models.JSONField(default=dict, editable=False)

    witnessed = Witnessed()

    objects = ReportedQuerySet["ReferralReport"].as_manager()

    class Meta(Reported.Meta):
        verbose_name = _("referral report")
        verbose_name_plural = _("referral reports")
        indexes = [models.Index(fields=["partnership", "first_day"])]
        constraints = [
            *Reported.Meta.constraints,
            models.CheckConstraint(
                name="only_the_receiver_says_what_was_accepted",
                condition=(_is_senders() & Q(accepted__isnull=True, contacted__isnull=True))
                | (
                    ~_is_senders()
                    & Q(accepted__lte=F("number"), contacted__lte=F("number"))
                    & Q(accepted__isnull=False, contacted__isnull=False)
                ),
            ),
            models.UniqueConstraint(
                fields=["partnership", "direction", "first_day", "side", "offering"],
                condition=Q(replaced_at__isnull=True, offering__isnull=False),
                name="a_side_reports_a_month_of_a_service_once",
            ),
            models.UniqueConstraint(
                fields=["partnership", "direction", "first_day", "side"],
                condition=Q(replaced_at__isnull=True, offering__isnull=True),
                name="a_side_reports_a_month_of_all_services_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.first_day:%Y-%m}: {self.number}"

    def is_senders(self) -> bool:
        """Tell whether it says how many were sent, rather than what came of them."""
        return SENDER[Direction(self.direction)] == self.side

    def declined(self) -> int:
        """Return how many weren't accepted."""
        return sum(self.not_accepted.values())
