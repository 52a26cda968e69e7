"""What we do together: meetings, calls and notes, promises."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.querysets import VisibleQuerySet
from common.versions import Versioned
from partnerships.engagement.lifecycle import (
    Feel,
    InteractionKind,
    MeetingKind,
    MeetingMode,
    MeetingState,
    PromiseState,
)
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership


class MeetingQuerySet(VisibleQuerySet["Meeting"]):
    """Meetings, asked the way people ask for them."""

    def planned(self) -> "MeetingQuerySet":
        return self.filter(state=MeetingState.PLANNED)

    def ahead(self, now: datetime) -> "MeetingQuerySet":
        """Planned and not yet over an hour past their start."""
        return self.planned().filter(starts_at__gte=now - timedelta(hours=1))

    def to_close_out(self, now: datetime) -> "MeetingQuerySet":
        """Planned, begun, and no one has said yet how it went."""
        return self.planned().filter(starts_at__lt=now)

    def two_way(self) -> "MeetingQuerySet":
        """Held with someone of theirs in it (L2)."""
        came = Participant.objects.filter(
            meeting=models.OuterRef("pk"), side=Side.THEIRS, came=True
        )
        return self.filter(models.Exists(came), state=MeetingState.HELD)


class Meeting(Versioned):
    """A meeting or tour with people of both sides."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="meetings")
    kind = models.CharField(
        _("type"), max_length=20, choices=MeetingKind, default=MeetingKind.DISCOVERY
    )
    mode = models.CharField(
        _("how"), max_length=10, choices=MeetingMode, default=MeetingMode.IN_PERSON
    )
    starts_at = models.DateTimeField(_("starts"))
    minutes = models.PositiveSmallIntegerField(_("duration (minutes)"), default=60)
    time_zone = models.CharField(_("time zone"), max_length=64)
    place = models.CharField(_("location"), max_length=200, blank=True)
    aim = models.CharField(_("goal"), max_length=300, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="meetings", verbose_name=_("owner")
    )
    state = models.CharField(
        max_length=10, choices=MeetingState, default=MeetingState.PLANNED, editable=False
    )
    feel = models.PositiveSmallIntegerField(_("energy"), choices=Feel, null=True, blank=True)
    learned = models.TextField(_("what we learned"), blank=True)
    purpose_read_aloud = models.BooleanField(_("we read the purpose aloud"), default=False)
    closed_out_at = models.DateTimeField(null=True, editable=False)
    closed_out_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    cancelled_because = models.CharField(max_length=300, blank=True, editable=False)
    #: When its time or people last changed, or it was canceled, and who did it: whoever heard
    #: otherwise before is told.
    changed_at = models.DateTimeField(null=True, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        indexes = [
            GinIndex(fields=["aim"], opclasses=["gin_trgm_ops"], name="meeting_aim_search"),
            GinIndex(fields=["place"], opclasses=["gin_trgm_ops"], name="meeting_place_search"),
            models.Index(fields=["state", "starts_at", "id"]),
            models.Index(fields=["partnership", "starts_at"]),
            models.Index(fields=["starts_at", "id"]),
            models.Index(
                fields=["changed_at"],
                condition=Q(changed_at__isnull=False),
                name="meeting_changed",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_changed_meeting_knows_by_whom",
                condition=Q(changed_at__isnull=True) | Q(changed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_held_meeting_was_closed_out",
                condition=~Q(state=MeetingState.HELD)
                | Q(closed_out_at__isnull=False, closed_out_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_meeting_takes_up_to_a_day",
                condition=Q(minutes__gte=5, minutes__lte=1440),
                violation_error_message=_("A meeting can last from 5 minutes to 24 hours."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def get_absolute_url(self) -> str:
        return reverse("meeting_detail", args=[self.pk])

    def is_ahead(self, now: datetime) -> bool:
        """What ``ahead`` asks of rows, for one that is at hand."""
        return self.state == MeetingState.PLANNED and self.starts_at >= now - timedelta(hours=1)

    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    def wall_clock(self) -> datetime:
        """Its start as a clock at its own place shows it; naive, to be printed as it is."""
        return self.starts_at.astimezone(ZoneInfo(self.time_zone)).replace(tzinfo=None)


class Participant(models.Model):
    """Someone invited to a meeting; ``came`` is known after it."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="participants")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="participations")
    side = models.CharField(max_length=6, choices=Side)
    came = models.BooleanField(null=True)

    objects = VisibleQuerySet["Participant"].as_manager()

    class Meta:
        ordering = ["side", "contact__name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "contact"], name="invited_once"),
        ]

    def __str__(self) -> str:
        return self.contact.name


class InteractionQuerySet(VisibleQuerySet["Interaction"]):
    """Calls, messages and notes."""

    def two_way(self) -> "InteractionQuerySet":
        """A logged call with someone of theirs in it (L2)."""
        return self.filter(kind=InteractionKind.CALL, with_contact__isnull=False)


class Interaction(models.Model):
    """A call, a message or a note: what happened between meetings."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="interactions")
    kind = models.CharField(_("what happened"), max_length=10, choices=InteractionKind)
    on = models.DateField(_("when"))
    with_contact = models.ForeignKey(
        Contact,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="interactions",
        verbose_name=_("contact"),
    )
    text = models.TextField(_("summary"), blank=True)
    feel = models.PositiveSmallIntegerField(_("energy"), choices=Feel, null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = InteractionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["partnership", "-on"]),
            models.Index(fields=["on", "id"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_talk_was_with_somebody",
                condition=~Q(kind=InteractionKind.CALL) | Q(with_contact__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def is_two_way(self) -> bool:
        """What ``two_way`` asks of rows, for one that is at hand."""
        return self.kind == InteractionKind.CALL and self.with_contact_id is not None


class FollowUpQuerySet(VisibleQuerySet["FollowUp"]):
    """Promises, asked the way people ask for them."""

    def open(self) -> "FollowUpQuerySet":
        return self.filter(state=PromiseState.OPEN)

    def due(self, today: date) -> "FollowUpQuerySet":
        return self.open().filter(due_on=today)

    def overdue(self, today: date) -> "FollowUpQuerySet":
        return self.open().filter(due_on__lt=today)


class FollowUp(models.Model):
    """A promise one side gave: who does what by when."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="follow_ups")
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="follow_ups"
    )
    side = models.CharField(_("whose commitment"), max_length=6, choices=Side)
    what = models.CharField(_("what"), max_length=300)
    due_on = models.DateField(_("due date"))
    contact = models.ForeignKey(
        Contact,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="follow_ups",
        verbose_name=_("assigned to"),
    )
    state = models.CharField(
        max_length=10, choices=PromiseState, default=PromiseState.OPEN, editable=False
    )
    closed_on = models.DateField(null=True, editable=False)
    closing_note = models.CharField(max_length=300, blank=True, editable=False)
    made_at = models.DateTimeField(editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        indexes = [
            models.Index(fields=["state", "due_on"]),
            models.Index(fields=["partnership", "state", "due_on"]),
            models.Index(fields=["due_on", "id"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_closed_promise_knows_when",
                condition=Q(state=PromiseState.OPEN, closed_on__isnull=True)
                | (~Q(state=PromiseState.OPEN) & Q(closed_on__isnull=False)),
            ),
            models.CheckConstraint(name="a_promise_says_what", condition=~Q(what="")),
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return reverse("follow_up_detail", args=[self.pk])

    def days_late(self, today: date) -> int:
        """Whole days past its date; 0 when it is not late or no longer open."""
        late = self.state == PromiseState.OPEN and self.due_on < today
        return (today - self.due_on).days if late else 0
