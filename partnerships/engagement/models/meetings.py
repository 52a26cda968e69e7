"""Meetings, the partners they are with, and the people who come."""

from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.querysets import VisibleQuerySet
from common.versions import Versioned
from partnerships.engagement.lifecycle import Feel, MeetingKind, MeetingMode, MeetingState
from partnerships.engagement.models.series import MeetingSeries
from partnerships.organizations.models import Contact, Organization
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership, PartnershipQuerySet

#: A meeting is still ahead so long after its start.
LATE = timedelta(hours=1)

#: A map that needs no key and follows no one.
MAP = "https://www.openstreetmap.org/search"


class MeetingQuerySet(VisibleQuerySet["Meeting"]):
    """Meetings, asked the way people ask for them."""

    def planned(self) -> "MeetingQuerySet":
        return self.filter(state=MeetingState.PLANNED)

    def ahead(self, now: datetime) -> "MeetingQuerySet":
        """Planned and not yet over an hour past their start."""
        return self.planned().filter(starts_at__gte=now - LATE)

    def to_close_out(self, now: datetime) -> "MeetingQuerySet":
        """Planned, begun, and no one has said yet how it went."""
        return self.planned().filter(starts_at__lt=now)

    def with_names(self) -> "MeetingQuerySet":
        """With what names whom they are with."""
        return self.select_related("partnership__organization", "organization")

    def mine(self, user: User) -> "MeetingQuerySet":
        """Those a person owns, comes to, or has a partner in."""
        partners = MeetingPartner.objects.filter(
            Q(partnership__owner=user) | Q(partnership__deputy=user), meeting=OuterRef("pk")
        )
        invited = Participant.objects.filter(contact__user=user)
        return self.filter(Q(owner=user) | Exists(partners) | Q(pk__in=invited.values("meeting")))

    def attended_by(self, user: User) -> "MeetingQuerySet":
        """Those a person owns or comes to."""
        invited = Participant.objects.filter(contact__user=user)
        return self.filter(Q(owner=user) | Q(pk__in=invited.values("meeting")))

    def attended_from(self, organization_id: int) -> "MeetingQuerySet":
        """Those that someone of an organization comes to."""
        invited = Participant.objects.filter(organization=organization_id)
        return self.filter(pk__in=invited.values("meeting"))


class Meeting(Versioned):
    """A meeting or tour with people of both sides.

    It is with a partner, with several (a coalition, of whom ``partnership`` leads), or with an
    organization that is no partner yet.
    """

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, null=True, blank=True, related_name="+"
    )
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("organization"),
    )
    #: All partners it is with; the one that leads is among them.
    partnerships: models.ManyToManyField[Partnership, "MeetingPartner"] = models.ManyToManyField(
        Partnership, through="MeetingPartner", related_name="meetings"
    )
    title = models.CharField(_("title"), max_length=120, blank=True)
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
    video_url = models.URLField(_("video link"), max_length=500, blank=True)
    aim = models.CharField(_("goal"), max_length=300, blank=True)
    agenda = models.TextField(_("agenda"), blank=True)
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
    #: The series it belongs to, and when its rule has it.
    series = models.ForeignKey(
        MeetingSeries, models.PROTECT, null=True, related_name="meetings", editable=False
    )
    recurs_at = models.DateTimeField(null=True, editable=False)
    #: By these, calendar programs know it again and tell an old revision from a new one.
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    revised_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        indexes = [
            GinIndex(fields=["title"], opclasses=["gin_trgm_ops"], name="meeting_title_search"),
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
                name="a_meeting_is_with_a_partner_or_an_organization",
                condition=Q(partnership__isnull=False, organization__isnull=True)
                | Q(partnership__isnull=True, organization__isnull=False),
            ),
            models.CheckConstraint(
                name="a_meeting_of_a_series_has_its_place_there",
                condition=Q(series__isnull=True, recurs_at__isnull=True)
                | Q(series__isnull=False, recurs_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["series", "recurs_at"], name="a_series_has_a_meeting_once"
            ),
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
        return self.title or self.get_kind_display()

    def get_absolute_url(self) -> str:
        return reverse("meeting_detail", args=[self.pk])

    def partner(self) -> Partnership | Organization:
        """Whom it is with: the partner, of several the one that leads, or an organization."""
        found = self.partnership or self.organization
        assert found is not None  # noqa: S101 -- by constraint
        return found

    def all_partners(self) -> PartnershipQuerySet:
        """All partners it is with, by name; none where it is with an organization."""
        rows = Partnership.objects.with_names().filter(meetings=self.pk)
        return rows.order_by("organization__name_key", "pk")

    def partner_organization_id(self) -> int:
        """The organization of whom it is with."""
        partner = self.partner()
        return partner.organization_id if isinstance(partner, Partnership) else partner.pk

    def place_line(self) -> str:
        """How and where people meet, in one line."""
        return ", ".join(part for part in (self.get_mode_display(), self.place) if part)

    def map_url(self) -> str:
        """Where a map shows the place; "" where people don't go anywhere."""
        if self.mode != MeetingMode.IN_PERSON or not self.place:
            return ""
        return f"{MAP}?{urlencode({'query': self.place})}"

    def is_ahead(self, now: datetime) -> bool:
        """What ``ahead`` asks of rows, for one that is at hand."""
        return self.state == MeetingState.PLANNED and self.starts_at >= now - LATE

    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    def wall_clock(self) -> datetime:
        """Its start as a clock at its own place shows it; naive, to be printed as it is."""
        return self.starts_at.astimezone(ZoneInfo(self.time_zone)).replace(tzinfo=None)


class MeetingPartnerQuerySet(VisibleQuerySet["MeetingPartner"]):
    """Meetings as their partners have them."""

    def ahead(self, now: datetime) -> "MeetingPartnerQuerySet":
        """What ``Meeting.objects.ahead`` asks."""
        return self.filter(meeting__state=MeetingState.PLANNED, meeting__starts_at__gte=now - LATE)

    def two_way(self) -> "MeetingPartnerQuerySet":
        """Held with someone of this very partner in it (L2)."""
        came = Participant.objects.filter(
            meeting=models.OuterRef("meeting"),
            organization=models.OuterRef("partnership__organization"),
            came=True,
        )
        return self.filter(models.Exists(came), meeting__state=MeetingState.HELD)


class MeetingPartner(models.Model):
    """A partner whom a meeting is with."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="partners")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="meeting_partners")

    objects = MeetingPartnerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "partnership"], name="a_meeting_has_a_partner_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.partnership)


class Participant(models.Model):
    """Someone invited to a meeting; ``came`` is known after it.

    ``organization`` is the one they come for, unless it is ours.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="participants")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="participations")
    side = models.CharField(max_length=6, choices=Side)
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="participations"
    )
    came = models.BooleanField(null=True)

    objects = VisibleQuerySet["Participant"].as_manager()

    class Meta:
        ordering = ["side", "contact__name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "contact"], name="invited_once"),
            models.CheckConstraint(
                name="whoever_is_not_of_ours_comes_for_an_organization",
                condition=Q(side=Side.OURS, organization__isnull=True)
                | Q(side=Side.THEIRS, organization__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.contact.name
