"""Calendars that programs follow, each at a secret address."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.querysets import VisibleQuerySet
from partnerships.engagement.lifecycle import MOST_IN_FEED, MeetingState
from partnerships.engagement.models.meetings import Meeting, MeetingQuerySet
from partnerships.links.models import SecretAddress
from partnerships.relationships.models import Partnership

#: A feed has what was lately and what comes within a year.
BACK, AHEAD = timedelta(days=30), timedelta(days=366)


class CalendarFeed(SecretAddress):
    """The meetings of one of us, or those with a partner.

    A partner may follow theirs: it has the meetings that one of their people comes to, with
    title, time and place.
    """

    PAGE = "calendar_feed"

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="calendar_feed"
    )
    partnership = models.OneToOneField(
        Partnership, models.PROTECT, null=True, related_name="calendar_feed"
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = VisibleQuerySet["CalendarFeed"].as_manager()

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        constraints = [
            models.CheckConstraint(
                name="a_feed_is_of_a_user_or_a_partnership",
                condition=Q(user__isnull=False, partnership__isnull=True)
                | Q(user__isnull=True, partnership__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.user or self.partnership)

    def is_open(self) -> bool:
        """Whether its address gives anything: not revoked, and its user can sign in."""
        return self.revoked_at is None and (self.user is None or self.user.is_active)

    def meetings(self, now: datetime) -> MeetingQuerySet:
        """What it has, the earliest first."""
        rows = Meeting.objects.exclude(state=MeetingState.CANCELLED)
        if self.user:
            rows = rows.visible_to(self.user).attended_by(self.user)
        elif self.partnership:
            rows = rows.filter(partnerships=self.partnership).attended_from(
                self.partnership.organization_id
            )
        near = rows.filter(starts_at__gte=now - BACK, starts_at__lt=now + AHEAD)
        return near.with_names().order_by("starts_at", "pk")[:MOST_IN_FEED]
