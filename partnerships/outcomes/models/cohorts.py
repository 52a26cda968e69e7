"""People who were placed in one span of days, followed as counts."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit.models import Witnessed
from common.querysets import VisibleQuerySet
from partnerships.exchange.models import ServiceOffering
from partnerships.outcomes.lifecycle import FOLLOWED
from partnerships.outcomes.models.reported import Reported, ReportedQuerySet
from partnerships.relationships.models import Partnership


class Cohort(models.Model):
    """Whoever was placed between two days, such as "Placed in Q1"; never by name."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="cohorts")
    label = models.CharField(_("name"), max_length=80)
    offering = models.ForeignKey(
        ServiceOffering,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("service"),
    )
    first_day = models.DateField(_("placed from"))
    last_day = models.DateField(_("placed until"))
    added_at = models.DateTimeField(editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )

    witnessed = Witnessed()

    objects = VisibleQuerySet["Cohort"].as_manager()

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        indexes = [models.Index(fields=["partnership", "-last_day"])]
        constraints = [
            models.CheckConstraint(
                name="a_cohort_has_a_name_and_ends_after_it_begins",
                condition=~Q(label="") & Q(last_day__gte=F("first_day")),
            ),
            models.UniqueConstraint(
                fields=["partnership", "label"], name="cohorts_of_a_partner_have_own_names"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("cohort_detail", args=[self.pk])


class CohortCount(Reported):
    """How many of a cohort are still at work so many days after they were placed; 0: placed."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="counts")
    day = models.PositiveSmallIntegerField(_("days after placement"))
    number = models.PositiveIntegerField(_("how many"))

    witnessed = Witnessed()

    objects = ReportedQuerySet["CohortCount"].as_manager()

    class Meta(Reported.Meta):
        verbose_name = _("count of a cohort")
        verbose_name_plural = _("counts of cohorts")
        constraints = [
            *Reported.Meta.constraints,
            models.CheckConstraint(
                name="a_cohort_is_counted_on_known_days", condition=Q(day__in=FOLLOWED)
            ),
            models.UniqueConstraint(
                fields=["cohort", "side", "day"],
                condition=Q(replaced_at__isnull=True),
                name="a_side_counts_a_cohort_once_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.number}"
