"""Measures that both sides report: what is counted, for whom, and each side's figures.

Counts only (P1): no field names a person who was served.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit.models import Witnessed
from common.dates import add_days
from common.querysets import VisibleQuerySet
from partnerships.exchange.models.answers import Said
from partnerships.organizations.models import Contact
from partnerships.outcomes.lifecycle import MONTHS, Reporting, Rhythm, Unit
from partnerships.outcomes.models.reported import Reported, ReportedQuerySet
from partnerships.relationships.lifecycle import Side, Stage
from partnerships.relationships.models import Partnership


class MeasureDefinition(models.Model):
    """A measure as the catalog words it; each measure begins with its words."""

    code = models.SlugField(_("code"), unique=True)
    label = models.CharField(_("name"), max_length=120)
    definition = models.TextField(_("definition"), blank=True)
    unit = models.CharField(_("what a figure is"), max_length=7, choices=Unit, default=Unit.COUNT)
    of_what = models.CharField(_("unit"), max_length=40)
    counts_people = models.BooleanField(
        _("counts people"),
        default=True,
        help_text=_("Counts under 5 are then hidden from partners and exports."),
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("active"), default=True)

    objects = VisibleQuerySet["MeasureDefinition"].as_manager()

    class Meta:
        verbose_name = _("measure definition")
        verbose_name_plural = _("measure definitions")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.label


class Measure(models.Model):
    """Something that is counted each period, in words that both sides agreed on."""

    kind = models.ForeignKey(
        MeasureDefinition, models.PROTECT, related_name="measures", editable=False
    )
    label = models.CharField(_("name"), max_length=120)
    definition = models.TextField(_("definition"), blank=True)
    unit = models.CharField(max_length=7, choices=Unit, editable=False)
    of_what = models.CharField(_("unit"), max_length=40)
    counts_people = models.BooleanField(default=True, editable=False)
    source = models.CharField(_("source"), max_length=300, blank=True)
    per = models.CharField(_("how often"), max_length=7, choices=Rhythm, default=Rhythm.QUARTER)
    starts_on = models.DateField(_("counted from"))
    reports = models.CharField(
        _("who reports"), max_length=6, choices=Reporting, default=Reporting.BOTH
    )
    baseline = models.PositiveIntegerField(_("baseline"), null=True, blank=True)
    target = models.PositiveIntegerField(_("target"), null=True, blank=True)
    set_at = models.DateTimeField(editable=False)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    stopped_at = models.DateTimeField(null=True, editable=False)

    witnessed = Witnessed()

    objects = VisibleQuerySet["Measure"].as_manager()

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        constraints = [
            models.CheckConstraint(
                name="a_measure_has_a_name_and_a_unit", condition=~Q(label="") & ~Q(of_what="")
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def months(self) -> int:
        """Return how many months a period has."""
        return MONTHS[self.per]

    def is_reported_by(self, side: str) -> bool:
        """Tell whether a side reports figures."""
        return self.reports in (Reporting.BOTH, side)


class MeasureShareQuerySet(VisibleQuerySet["MeasureShare"]):
    """Where measures are counted."""

    def running(self) -> "MeasureShareQuerySet":
        """Those of measures in use, of partnerships that go on."""
        return self.filter(measure__stopped_at__isnull=True).exclude(
            partnership__stage=Stage.CLOSED
        )

    def with_a_period_from(self, days: Iterable[date]) -> "MeasureShareQuerySet":
        """Those of which a period may begin on one of these days.

        Where a month is too short for a measure's day, its period begins on the last of it.
        """
        by_month = defaultdict[int, set[int]](set)
        for day in days:
            is_last = add_days(day, 1).day == 1
            by_month[day.month].update(range(day.day, 32) if is_last else [day.day])
        found = Q(pk__in=[])
        for month, numbers in by_month.items():
            for rhythm, months in MONTHS.items():
                found |= Q(
                    measure__per=rhythm,
                    measure__starts_on__day__in=numbers,
                    measure__starts_on__month__in=[
                        one for one in range(1, 13) if (month - one) % months == 0
                    ],
                )
        return self.filter(found)

    def of_house(self) -> "MeasureShareQuerySet":
        """Our own, with no partner."""
        return self.filter(partnership__isnull=True)

    def with_names(self) -> "MeasureShareQuerySet":
        """With the rows that every list shows beside it."""
        return self.select_related("measure", "partnership__organization", "partnership__owner")


class MeasureShare(models.Model):
    """A measure as it is counted with one partner, or without a partnership in our own house.

    ``ours_due_on`` and ``theirs_due_on`` are the last days of the first periods that a side
    hasn't reported after its newest figure; none where it doesn't report.
    """

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="shares")
    partnership = models.ForeignKey(
        Partnership, models.PROTECT, null=True, related_name="measure_shares"
    )
    our_reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who reports on our side"),
    )
    their_reporter = models.ForeignKey(
        Contact,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who reports on their side"),
    )
    ours_due_on = models.DateField(null=True, editable=False)
    theirs_due_on = models.DateField(null=True, editable=False)
    added_at = models.DateTimeField(editable=False)

    objects = MeasureShareQuerySet.as_manager()

    class Meta:
        verbose_name = _("shared measure")
        verbose_name_plural = _("shared measures")
        indexes = [
            models.Index(fields=["ours_due_on"]),
            models.Index(fields=["theirs_due_on"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "partnership"], name="a_measure_is_shared_once_with_a_partner"
            ),
            models.UniqueConstraint(
                fields=["measure"],
                condition=Q(partnership__isnull=True),
                name="a_measure_is_counted_once_in_the_house",
            ),
        ]

    def __str__(self) -> str:
        return str(self.measure)

    def get_absolute_url(self) -> str:
        return reverse("measure_detail", args=[self.pk])

    def due_on(self, side: str) -> date | None:
        """Return the end of the first period that a side owes."""
        return self.ours_due_on if side == Side.OURS else self.theirs_due_on

    def sides(self) -> list[Side]:
        """Return which sides report it here; the house has no other side."""
        sides = list(Side) if self.partnership_id else [Side.OURS]
        return [side for side in sides if self.measure.is_reported_by(side)]


class MeasureFigure(Reported):
    """What one side reports for the period that begins on a day."""

    share = models.ForeignKey(MeasureShare, models.PROTECT, related_name="reported_figures")
    first_day = models.DateField()
    number = models.PositiveIntegerField(_("figure"))
    out_of = models.PositiveIntegerField(_("out of"), null=True, blank=True)

    witnessed = Witnessed()

    objects = ReportedQuerySet["MeasureFigure"].as_manager()

    class Meta(Reported.Meta):
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        indexes = [models.Index(fields=["share", "first_day"])]
        constraints = [
            *Reported.Meta.constraints,
            models.UniqueConstraint(
                fields=["share", "side", "first_day"],
                condition=Q(replaced_at__isnull=True),
                name="a_side_has_one_figure_for_a_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.out_of}" if self.out_of is not None else str(self.number)


class FigureSettlement(Said):
    """Both sides talked about two figures that differ, and which number counts.

    ``side`` is theirs: the person we talked with. Once a side reports the period again, it's open.
    """

    ours = models.OneToOneField(MeasureFigure, models.PROTECT, related_name="settled_with_theirs")
    theirs = models.OneToOneField(MeasureFigure, models.PROTECT, related_name="settled_with_ours")
    number = models.PositiveIntegerField(_("figure that counts"))
    out_of = models.PositiveIntegerField(_("out of"), null=True, blank=True)
    note = models.CharField(_("why they differ"), max_length=300)

    witnessed = Witnessed()

    objects = VisibleQuerySet["FigureSettlement"].as_manager()

    class Meta(Said.Meta):
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        constraints = [
            *Said.Meta.constraints,
            models.CheckConstraint(
                name="a_settlement_says_why_figures_differ", condition=~Q(note="")
            ),
        ]

    def __str__(self) -> str:
        return self.note


class SmallCountsConsent(Said):
    """A person of one side agrees that counts under 5 are shown to both sides and exported."""

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="small_counts_consents"
    )

    witnessed = Witnessed()

    objects = VisibleQuerySet["SmallCountsConsent"].as_manager()

    class Meta(Said.Meta):
        verbose_name = _("agreement to show small counts")
        verbose_name_plural = _("agreements to show small counts")
        constraints = [
            *Said.Meta.constraints,
            models.UniqueConstraint(
                fields=["partnership", "side"], name="a_side_agrees_once_to_show_small_counts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact} ({self.said_on})"
