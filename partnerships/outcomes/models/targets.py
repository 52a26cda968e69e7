"""How much of an item on the lists is promised, and what was delivered of it."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit.models import Witnessed
from common.querysets import VisibleQuerySet
from partnerships.exchange.models import Benefit
from partnerships.exchange.models.answers import Said
from partnerships.outcomes.lifecycle import MOST_QUANTITY, MOST_RATE_CENTS, Per
from partnerships.relationships.lifecycle import Side


class Target(models.Model):
    """How much of an item is promised in which time, e.g. 20 training seats a year."""

    benefit = models.OneToOneField(Benefit, models.PROTECT, related_name="target")
    quantity = models.PositiveIntegerField(_("how many"))
    unit = models.CharField(_("of what"), max_length=40)
    per = models.CharField(_("how often"), max_length=7, choices=Per, default=Per.YEAR)
    starts_on = models.DateField(_("counted from"))
    due_on = models.DateField(_("due by"), null=True, blank=True)
    rate_cents = models.PositiveIntegerField(_("value of one"), null=True, blank=True)
    rate_source = models.CharField(_("source of the value"), max_length=200, blank=True)
    rate_on = models.DateField(_("date of the value"), null=True, blank=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    witnessed = Witnessed()

    objects = VisibleQuerySet["Target"].as_manager()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints = [
            models.CheckConstraint(
                name="a_target_is_a_sensible_number",
                condition=Q(quantity__gte=1, quantity__lte=MOST_QUANTITY) & ~Q(unit=""),
            ),
            models.CheckConstraint(
                name="a_rate_has_a_source_and_a_date",
                condition=Q(rate_cents__isnull=True, rate_source="", rate_on__isnull=True)
                | (
                    Q(rate_cents__gte=1, rate_cents__lte=MOST_RATE_CENTS, rate_on__isnull=False)
                    & ~Q(rate_source="")
                ),
            ),
            models.CheckConstraint(
                name="a_single_target_has_a_due_date_after_its_start",
                condition=Q(per=Per.ONCE, due_on__gte=F("starts_on"))
                | (~Q(per=Per.ONCE) & Q(due_on__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} {self.unit}"

    def get_absolute_url(self) -> str:
        return reverse("target_detail", args=[self.benefit_id])

    def value(self) -> str:
        """Return what one is worth in dollars; "" for none."""
        cents = self.rate_cents
        return f"{cents // 100:,}.{cents % 100:02d}" if cents else ""


class EarlierTarget(models.Model):
    """What a target was until someone changed it."""

    target = models.ForeignKey(Target, models.PROTECT, related_name="earlier")
    quantity = models.PositiveIntegerField()
    unit = models.CharField(max_length=40)
    per = models.CharField(max_length=7, choices=Per)
    starts_on = models.DateField()
    due_on = models.DateField(null=True)
    rate_cents = models.PositiveIntegerField(null=True)
    rate_source = models.CharField(max_length=200, blank=True)
    rate_on = models.DateField(null=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    until = models.DateTimeField()

    witnessed = Witnessed()

    objects = VisibleQuerySet["EarlierTarget"].as_manager()

    class Meta:
        verbose_name = _("earlier target")
        verbose_name_plural = _("earlier targets")
        indexes = [models.Index(fields=["target", "until"])]

    def __str__(self) -> str:
        return f"{self.quantity} {self.unit}"


class FulfillmentQuerySet(VisibleQuerySet["Fulfillment"]):
    """Deliveries of items."""

    def counting(self) -> "FulfillmentQuerySet":
        """Those that no correction has replaced."""
        return self.filter(corrected_by__isnull=True)

    def since(self, day: date) -> "FulfillmentQuerySet":
        return self.filter(on__gte=day)


class Fulfillment(models.Model):
    """So much of an item was delivered on a day; ``said_by`` is the side that says so.

    A correction is a row of its own, which takes the place of the one it corrects; none says
    nothing was delivered after all.
    """

    target = models.ForeignKey(Target, models.PROTECT, related_name="fulfillments")
    on = models.DateField(_("when"))
    quantity = models.PositiveIntegerField(_("how many"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    said_by = models.CharField(_("who says so"), max_length=6, choices=Side)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, editable=False, related_name="corrected_by"
    )

    witnessed = Witnessed()

    objects = FulfillmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [models.Index(fields=["target", "on"])]
        constraints = [
            models.CheckConstraint(
                name="a_delivery_is_a_sensible_number",
                condition=Q(quantity__lte=MOST_QUANTITY)
                & (Q(quantity__gte=1) | Q(corrects__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} {self.target.unit}"


class FulfillmentAcceptance(Said):
    """A person of the side that got it says that it was delivered. ``side`` is the receiver."""

    fulfillment = models.OneToOneField(Fulfillment, models.PROTECT, related_name="acceptance")

    witnessed = Witnessed()

    objects = VisibleQuerySet["FulfillmentAcceptance"].as_manager()

    class Meta(Said.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.contact} ({self.said_on})"
