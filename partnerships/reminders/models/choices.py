"""What people and administrators chose about reminders."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.querysets import VisibleQuerySet
from partnerships.reminders.lifecycle import REMINDER_NAMES, Mode


class Preference(models.Model):
    """How one person wants to be told of one kind of thing."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminder_preferences"
    )
    kind = models.CharField(max_length=40)
    mode = models.CharField(max_length=10, choices=Mode)

    objects = VisibleQuerySet["Preference"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="one_preference_per_kind"),
            models.CheckConstraint(
                condition=models.Q(mode__in=Mode.values), name="preference_mode_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.kind} {self.mode}"


class Mute(models.Model):
    """One thing that one person does not want to be reminded of any more.

    ``kind`` is the only kind of reminder they want no more of; empty: all that tell of it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mutes")
    kind = models.CharField(max_length=40, blank=True)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    name = models.CharField(max_length=300)
    at = models.DateTimeField()

    objects = VisibleQuerySet["Mute"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "subject_type", "subject_id"], name="muted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.subject_type} {self.subject_id}"


class ReminderRule(models.Model):
    """What administrators changed about a kind of reminder; empty fields leave it as it is."""

    code = models.CharField(_("kind"), max_length=40, unique=True, editable=False)
    is_on = models.BooleanField(_("active"), default=True)
    offsets = models.CharField(
        _("days"),
        max_length=60,
        blank=True,
        help_text=_(
            "Days from the date, separated by commas: -14, -3, 0. Leave empty for the default."
        ),
    )
    heading = models.CharField(
        _("heading"),
        max_length=120,
        blank=True,
        help_text=_("You can use $partner, $what and $when. Leave empty for the default."),
    )
    note = models.TextField(
        _("personal note"),
        max_length=1000,
        blank=True,
        help_text=_("Added at the end of each email of this type. You can use the same names."),
    )

    objects = VisibleQuerySet["ReminderRule"].as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["code"]

    def __str__(self) -> str:
        return str(REMINDER_NAMES.get(self.code, self.code))
