"""The agreement and its term."""

from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse
from django.utils.translation import gettext_lazy as _, ngettext

from audit.models import Witnessed
from common.dates import add_days
from common.querysets import VisibleQuerySet
from common.versions import Versioned
from partnerships.agreements.lifecycle import (
    COMPLETED,
    ENDING_SOON_DAYS,
    IN_FORCE_STANDINGS,
    IN_WORK,
    PAST_THE_GATE,
    RUNNING,
    UNSIGNED,
    EndKnown,
    ListsAs,
    MouState,
    SigningOrder,
    Standing,
    Succession,
    VersionKind,
)
from partnerships.agreements.models.types import MouType
from partnerships.relationships.lifecycle import Stage
from partnerships.relationships.models import Partnership


class MouQuerySet(VisibleQuerySet["Mou"]):
    """MOUs, asked the way people ask for them."""

    def in_effect_by(self, day: date) -> Self:
        """Those whose fixed start, else last signature, lies on or before ``day``."""
        return self.filter(
            LessThanOrEqual(Coalesce("starts_on", "signed_on", "legacy_signed_on"), day)
        )

    def in_force(self, today: date) -> Self:
        """Signed (or legacy), begun, and not ended on ``today``."""
        return (
            self.in_effect_by(today)
            .filter(state__in=RUNNING)
            .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
            .filter(Q(stopped_on__isnull=True) | Q(stopped_on__gt=today))
        )

    def ending_by(self, day: date, today: date) -> Self:
        """In force today and with an end, early or not, on or before ``day``."""
        return self.in_force(today).filter(Q(ends_on__lte=day) | Q(stopped_on__lte=day))

    def of_partners(self) -> Self:
        """Those of a partnership that goes on, or rests: not those left over from closed ones."""
        kept = Partnership.objects.exclude(stage=Stage.CLOSED).order_by()
        bound = Mou.objects.filter(parties__partnership__in=kept).order_by()
        return self.filter(pk__in=bound.values("pk"))

    def left_over(self, today: date) -> Self:
        """In force although every partnership under it is closed."""
        return self.in_force(today).exclude(pk__in=Mou.objects.of_partners().values("pk"))

    def signed_early(self) -> Self:
        """Papers signed outside before both sides answered (W5), not yet made good."""
        return self.filter(signed_early_on__isnull=False).exclude(
            state__in=[*PAST_THE_GATE, MouState.WITHDRAWN]
        )


class Mou(Versioned):
    """A memorandum of understanding (or a kin of it) between two or more parties."""

    type = models.ForeignKey(MouType, models.PROTECT, verbose_name=_("kind"))
    gated = models.BooleanField(editable=False)
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(
        _("state"), max_length=20, choices=MouState, default=MouState.DRAFT, editable=False
    )
    summary = models.TextField(_("summary"), blank=True)
    starts_on = models.DateField(
        _("starts on"),
        null=True,
        blank=True,
        help_text=_("Leave blank to start when the last party signs."),
    )
    end_known = models.CharField(_("end"), max_length=6, choices=EndKnown, default=EndKnown.DATE)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    notice_days = models.PositiveSmallIntegerField(_("days of notice to terminate"), default=30)

    term_months = models.PositiveSmallIntegerField(_("months"), null=True, blank=True)
    is_binding = models.BooleanField(_("legally binding"), default=False)
    text_by = models.CharField(
        _("whose text"), max_length=6, choices=VersionKind, default=VersionKind.OURS
    )
    lists_as = models.CharField(
        _("lists included"), max_length=10, choices=ListsAs, default=ListsAs.SCHEDULE
    )
    signing_order = models.CharField(
        _("signing order"), max_length=10, choices=SigningOrder, default=SigningOrder.PARALLEL
    )
    budget = models.DecimalField(
        _("cost to share ($)"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    succeeds = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="successors", editable=False
    )
    succession = models.CharField(max_length=10, choices=Succession, blank=True, editable=False)
    amendment_number = models.PositiveSmallIntegerField(null=True, editable=False)
    reviewed_on = models.DateField(null=True, editable=False)
    review_due_on = models.DateField(_("review due"), null=True, editable=False)

    gate_passed_at = models.DateTimeField(null=True, editable=False)
    signed_on = models.DateField(_("last signature on"), null=True, editable=False)
    legacy_signed_on = models.DateField(_("signed about"), null=True, editable=False)
    legacy_signers = models.CharField(_("who signed"), max_length=300, blank=True, editable=False)
    signed_early_on = models.DateField(_("signed outside on"), null=True, editable=False)

    stopped_on = models.DateField(_("no longer in effect from"), null=True, editable=False)
    stop_note = models.CharField(max_length=500, blank=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )

    witnessed = Witnessed(
        (
            "type",
            "gated",
            "title",
            "state",
            "starts_on",
            "end_known",
            "ends_on",
            "notice_days",
            "is_binding",
            "succeeds",
            "gate_passed_at",
            "signed_on",
            "legacy_signed_on",
            "legacy_signers",
            "signed_early_on",
            "stopped_on",
        )
    )

    objects = MouQuerySet.as_manager()

    class Meta:
        verbose_name = _("MOU")
        verbose_name_plural = _("MOUs")
        indexes = [
            GinIndex(fields=["title"], opclasses=["gin_trgm_ops"], name="mou_search"),
            models.Index(fields=["state", "ends_on"]),
            models.Index(fields=["-created_at", "-id"]),
            models.Index(fields=["ends_on", "id"]),
            models.Index(fields=["title", "id"]),
            models.Index(fields=["review_due_on", "id"]),
            models.Index(fields=["starts_on"]),
            models.Index(
                fields=["signed_on"], condition=Q(starts_on__isnull=True), name="mou_starts_signed"
            ),
            models.Index(
                fields=["stopped_on"], condition=Q(stopped_on__isnull=False), name="mou_stopped"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="no_mou_goes_out_before_the_gate",
                condition=~Q(state__in=PAST_THE_GATE)
                | Q(gate_passed_at__isnull=False)
                | Q(legacy_signed_on__isnull=False)
                | Q(gated=False),
            ),
            models.CheckConstraint(
                name="a_signed_mou_knows_when",
                condition=~Q(state__in=COMPLETED)
                | Q(signed_on__isnull=False)
                | Q(legacy_signed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="legacy_is_signed_and_nothing_else",
                condition=Q(legacy_signed_on__isnull=True)
                | Q(
                    state__in=COMPLETED,
                    signed_on__isnull=True,
                    signed_early_on__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="an_end_date_is_given_where_it_is_known",
                condition=Q(end_known__in=[EndKnown.DATE, EndKnown.TERM])
                | Q(ends_on__isnull=True),
            ),
            models.CheckConstraint(
                name="a_term_says_how_long",
                condition=~Q(end_known=EndKnown.TERM) | Q(term_months__gte=1),
            ),
            models.CheckConstraint(
                name="an_mou_that_follows_says_why",
                condition=Q(succeeds__isnull=True, succession="")
                | (Q(succeeds__isnull=False) & ~Q(succession="")),
            ),
            models.CheckConstraint(
                name="an_mou_ends_after_it_starts",
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_(
                    "End date is before start date. Choose a later end date."
                ),
            ),
            models.CheckConstraint(
                name="what_stopped_knows_when",
                condition=~Q(state__in=[MouState.TERMINATED, MouState.SUPERSEDED])
                | Q(stopped_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("mou_detail", args=[self.pk])

    def is_in_work(self) -> bool:
        """Whether its text may still be changed."""
        return self.state in IN_WORK

    def is_unsigned(self) -> bool:
        """Whether it may still be signed."""
        return self.state in UNSIGNED

    def effective_on(self) -> date | None:
        """The fixed start, else the day of the last signature; None before it is signed."""
        return self.starts_on or self.signed_on or self.legacy_signed_on

    def standing(self, today: date) -> Standing:
        """What the MOU is on ``today`` (M1, M4): from its state and its dates alone."""
        effective_on = self.effective_on()
        if self.stopped_on and self.stopped_on <= today:
            replaced = self.state == MouState.SUPERSEDED
            return Standing.REPLACED if replaced else Standing.ENDED_EARLY
        if self.state not in COMPLETED or effective_on is None:
            return Standing.IN_WORK
        if effective_on > today:
            return Standing.NOT_YET
        return self._running(today)

    def last_day(self) -> date | None:
        """The last day it counts, by its term or because it was stopped; None without an end."""
        stopped = self.stopped_on and add_days(self.stopped_on, -1)
        return min((day for day in (stopped, self.ends_on) if day), default=None)

    def end_in_words(self) -> str:
        """How its end reads where no day is known yet."""
        if self.end_known == EndKnown.DATE:
            return str(_("No date yet"))
        if self.end_known != EndKnown.TERM or not self.term_months:
            return self.get_end_known_display()
        months = ngettext(
            "%(months)s month after it starts",
            "%(months)s months after it starts",
            self.term_months,
        )
        return months % {"months": self.term_months}

    def _running(self, today: date) -> Standing:
        last_day = self.last_day()
        if last_day and last_day < today:
            return Standing.EXPIRED
        if self.state == MouState.SUSPENDED:
            return Standing.ON_HOLD
        soon = last_day is not None and last_day - today <= timedelta(days=ENDING_SOON_DAYS)
        return Standing.ENDING_SOON if soon else Standing.IN_FORCE

    def is_in_force(self, today: date) -> bool:
        return self.standing(today) in IN_FORCE_STANDINGS

    def is_left_over(self) -> bool:
        """Whether every partnership under it is closed. Reads ``parties`` as prefetched."""
        bound = [party.partnership for party in self.parties.all() if party.partnership]
        return bool(bound) and all(one.stage == Stage.CLOSED for one in bound)

    def renew_from(self) -> date | None:
        """The day on which its kind says to begin the renewal; None without an end.

        For a term shorter than that, it is the first day.
        """
        last_day, runway = self.last_day(), self.type.runway_days()
        if not last_day or not runway:
            return None
        first_day = self.starts_on or self.signed_on or date.min
        return max(add_days(last_day, -runway[0]), first_day)

    def is_legacy(self) -> bool:
        """Signed before the house's first day with Accord; "WIIFM not written down" (W4)."""
        return self.legacy_signed_on is not None
