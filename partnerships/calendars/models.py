"""When people may be written to: their hours, their absences, and the days the house is closed."""

from datetime import date, time

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.querysets import VisibleQuerySet

DAY_STARTS, DAY_ENDS = time(8), time(18)


class WorkingHours(models.Model):
    """The hours in which a person is written to; who has no row has the usual ones."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="working_hours"
    )
    starts = models.TimeField(_("from"), default=DAY_STARTS)
    ends = models.TimeField(_("until"), default=DAY_ENDS)
    every_day = models.BooleanField(_("also on weekends and holidays"), default=False)

    objects = VisibleQuerySet["WorkingHours"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="hours_end_after_they_start",
                condition=Q(ends__gt=F("starts")),
                violation_error_message=_("Choose an end that's later than the start."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts:%H:%M}-{self.ends:%H:%M}"


class AbsenceQuerySet(VisibleQuerySet["Absence"]):
    """Absences, asked by day."""

    def not_over(self, today: date) -> "AbsenceQuerySet":
        """Those that last today or are still to come."""
        return self.filter(last_day__gte=today)


class Absence(models.Model):
    """Days on which someone is away, and who is reminded instead."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="absences", verbose_name=_("who")
    )
    first_day = models.DateField(_("first day away"))
    last_day = models.DateField(_("last day away"))
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("stand-in"),
    )
    made_at = models.DateTimeField(editable=False)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["first_day", "id"]
        indexes = [models.Index(fields=["last_day"])]
        constraints = [
            models.CheckConstraint(
                name="an_absence_ends_after_it_starts",
                condition=Q(last_day__gte=F("first_day")),
                violation_error_message=_("The last day is before the first day."),
            ),
            models.CheckConstraint(
                name="nobody_stands_in_for_themselves",
                condition=Q(deputy__isnull=True) | ~Q(deputy=F("user")),
                violation_error_message=_("Choose a colleague, or no one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.first_day} to {self.last_day}"

    def covers(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


class ClosedDay(models.Model):
    """A day on which our house is closed, beyond the public holidays."""

    day = models.DateField(_("day"), unique=True)
    name = models.CharField(_("why"), max_length=100)

    objects = VisibleQuerySet["ClosedDay"].as_manager()

    class Meta:
        verbose_name = _("closed day")
        verbose_name_plural = _("closed days")
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day}: {self.name}"
