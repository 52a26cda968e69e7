"""How we stand with one partner organization: the row and its history."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit.models import Witnessed
from common.bounds import MostOfOne
from common.querysets import VisibleQuerySet
from common.versions import Versioned
from partnerships.organizations.models import Address, Organization
from partnerships.relationships.lifecycle import MOST_PROGRAMS, OPEN_STAGES, Side, Stage
from partnerships.relationships.models.choices import ClosingReason, Motive


class PartnershipQuerySet(VisibleQuerySet["Partnership"]):
    """Partnerships, asked the way people ask for them."""

    def open(self) -> "PartnershipQuerySet":
        """All we work on now: neither on hold nor ended."""
        return self.filter(stage__in=OPEN_STAGES)

    def active(self) -> "PartnershipQuerySet":
        return self.filter(stage=Stage.ACTIVE)

    def no_mou_asked(self) -> "PartnershipQuerySet":
        """Those for which leadership is asked to agree that no MOU is needed."""
        asked = self.filter(no_mou_asked_at__isnull=False, no_mou_approved_at__isnull=True)
        return asked.exclude(stage=Stage.CLOSED)

    def owner_gone(self) -> "PartnershipQuerySet":
        """Those that go on although their owner no longer signs in."""
        return self.filter(owner__is_active=False).exclude(stage=Stage.CLOSED)

    def with_names(self) -> "PartnershipQuerySet":
        """With the rows every list shows beside it, so that a list costs one query."""
        return self.select_related("organization", "owner", "deputy", "closing_reason")

    def with_city(self) -> "PartnershipQuerySet":
        """With the ``city`` of the organization's main address, None without one."""
        main = Address.objects.filter(organization=OuterRef("organization"), is_main=True)
        return self.annotate(city=Subquery(main.values("city")[:1]))


class Partnership(Versioned):
    """The relationship between us and one partner organization, optionally per program."""

    MOST: ClassVar = {"organization_id": MostOfOne(MOST_PROGRAMS)}

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="partnerships", verbose_name=_("organization")
    )
    program = models.CharField(_("program"), max_length=120, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_partnerships",
        verbose_name=_("owner"),
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deputized_partnerships",
        verbose_name=_("deputy"),
    )
    motives = models.ManyToManyField(Motive, blank=True, verbose_name=_("goals"))
    stage = models.CharField(
        _("stage"), max_length=20, choices=Stage, default=Stage.IDENTIFIED, editable=False
    )
    stage_since = models.DateTimeField(_("in this stage since"), editable=False)
    court = models.CharField(_("waiting on"), max_length=6, choices=Side, default=Side.OURS)
    court_since = models.DateTimeField(_("waiting since"), editable=False)
    created_at = models.DateTimeField(_("created"), editable=False)
    #: The last day on which one of theirs answered by link, in a meeting or by phone (L2).
    answered_on = models.DateField(null=True, editable=False)

    working_since = models.DateField(_("active since (approx.)"), null=True, blank=True)
    began_before_accord = models.BooleanField(_("already working together"), default=False)
    review_every_months = models.PositiveSmallIntegerField(
        _("review every"), choices=[(6, _("6 months")), (12, _("12 months"))], default=6
    )
    no_next_step_reason = models.CharField(_("no next step, because"), max_length=300, blank=True)

    paused_from = models.CharField(max_length=20, choices=Stage, blank=True, editable=False)
    check_again_on = models.DateField(_("check again on"), null=True, blank=True)
    closing_reason = models.ForeignKey(
        ClosingReason, models.PROTECT, null=True, blank=True, verbose_name=_("closing reason")
    )
    revisit_on = models.DateField(_("revisit on"), null=True, blank=True)
    do_not_revisit = models.BooleanField(_("do not revisit"), default=False)
    reopened_at = models.DateTimeField(null=True, editable=False)

    no_mou_reason = models.CharField(_("no MOU needed, because"), max_length=300, blank=True)
    no_mou_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    no_mou_asked_at = models.DateTimeField(null=True, editable=False)
    no_mou_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    no_mou_approved_at = models.DateTimeField(null=True, editable=False)

    witnessed = Witnessed(
        (
            "organization",
            "stage",
            "stage_since",
            "paused_from",
            "closing_reason",
            "began_before_accord",
            "no_mou_reason",
            "no_mou_asked_by",
            "no_mou_approved_by",
            "no_mou_approved_at",
        )
    )

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        indexes = [
            models.Index(fields=["stage", "stage_since", "id"]),
            models.Index(fields=["stage", "court", "court_since", "id"]),
            models.Index(fields=["owner", "stage"]),
            models.Index(fields=["court", "court_since", "id"]),
            models.Index(fields=["stage_since", "id"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "program"],
                name="one_partnership_per_organization_and_program",
                violation_error_message=_("There's already a partnership with them."),
            ),
            models.CheckConstraint(
                name="on_hold_knows_where_from_and_until_when",
                condition=(
                    Q(stage=Stage.PAUSED, check_again_on__isnull=False) & ~Q(paused_from="")
                )
                | (~Q(stage=Stage.PAUSED) & Q(check_again_on__isnull=True, paused_from="")),
            ),
            models.CheckConstraint(
                name="ended_has_a_reason_and_a_date_or_do_not_revisit",
                condition=(
                    Q(stage=Stage.CLOSED, closing_reason__isnull=False)
                    & (
                        Q(revisit_on__isnull=False, do_not_revisit=False)
                        | Q(revisit_on__isnull=True, do_not_revisit=True)
                    )
                )
                | (
                    ~Q(stage=Stage.CLOSED)
                    & Q(closing_reason__isnull=True, revisit_on__isnull=True, do_not_revisit=False)
                ),
            ),
            models.CheckConstraint(
                name="no_mou_needed_is_approved_by_somebody_and_has_a_reason",
                condition=Q(no_mou_approved_at__isnull=True, no_mou_approved_by__isnull=True)
                | (
                    Q(no_mou_approved_at__isnull=False, no_mou_approved_by__isnull=False)
                    & ~Q(no_mou_reason="")
                ),
            ),
            models.CheckConstraint(
                name="deputy_is_another_person_than_the_owner",
                condition=Q(deputy__isnull=True) | Q(owner__isnull=True) | ~Q(deputy=F("owner")),
                violation_error_message=_("The deputy can't be the owner. Choose someone else."),
            ),
        ]

    def __str__(self) -> str:
        name = self.organization.name
        return f"{name} · {self.program}" if self.program else name

    def get_absolute_url(self) -> str:
        return reverse("partner_page", args=[self.pk])

    def is_open(self) -> bool:
        return self.stage in OPEN_STAGES


class StageChange(models.Model):
    """One row of the history: from, to, when, who, why, and how long the stage before lasted."""

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="stage_changes", verbose_name=_("partnership")
    )
    from_stage = models.CharField(max_length=20, choices=Stage, blank=True)
    to_stage = models.CharField(max_length=20, choices=Stage)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=1000, blank=True)
    time_in_stage = models.DurationField(null=True)

    witnessed = Witnessed()

    objects = VisibleQuerySet["StageChange"].as_manager()

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["partnership", "at"])]

    def __str__(self) -> str:
        return f"{self.from_stage} → {self.to_stage}"
