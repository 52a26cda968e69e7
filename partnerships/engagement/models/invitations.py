"""Invitations to meetings, each with a personal link to answer by."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.models import Witnessed
from partnerships.engagement.lifecycle import MeetingState, Rsvp
from partnerships.engagement.models.meetings import Meeting
from partnerships.engagement.models.series import MeetingSeries
from partnerships.links.models import Link, LinkQuerySet
from partnerships.organizations.models import Organization


class InvitationQuerySet(LinkQuerySet["Invitation"]):
    """Invitations, asked the way people ask for them."""

    def standing(self) -> "InvitationQuerySet":
        """Those whose people are expected, as far as they were told."""
        return self.filter(off_at__isnull=True)

    def to(self, meeting: Meeting) -> "InvitationQuerySet":
        """Those to a meeting, or to the series it belongs to."""
        own = Q(meeting=meeting, series__isnull=True)
        return self.filter(own | Q(series__isnull=False, series=meeting.series_id))


class Invitation(Link):
    """What one person was told by email of a meeting or a series, and what they answered (E2).

    One to a ``series`` has the first of its meetings that was ahead as its ``meeting``.
    ``sent_at`` is when they were last told; ``off_at`` is since when they are no longer expected.
    """

    PAGE, MAIL, ORGANIZATION = "invitation_page", "invitation", "organization"
    SHOWS = ("meeting__partnership__organization", "meeting__organization", "organization")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="invitations")
    series = models.ForeignKey(
        MeetingSeries, models.PROTECT, null=True, related_name="invitations"
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="invitations", verbose_name=_("organization")
    )
    answer = models.CharField(_("answer"), max_length=10, choices=Rsvp, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    mails = models.PositiveSmallIntegerField(default=0, editable=False)
    off_at = models.DateTimeField(null=True, editable=False)

    witnessed = Witnessed(
        ("meeting", "contact", "nonce", "token_hash", "sent_at", "expires_at", "revoked_at")
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "contact"],
                condition=Q(series__isnull=True),
                name="one_invitation_per_person_and_meeting",
            ),
            models.UniqueConstraint(
                fields=["series", "contact"], name="one_invitation_per_person_and_series"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact}: {self.meeting}"

    def meetings(self) -> list[Meeting]:
        """What it invites to, the earliest first."""
        if self.series_id is None:
            return [self.meeting]
        rows = Meeting.objects.filter(series=self.series_id).with_names()
        return list(rows.order_by("recurs_at"))

    def ends_at(self) -> datetime:
        """When all of it is over."""
        return max(meeting.ends_at() for meeting in self.meetings())

    def takes_answers(self, now: datetime) -> bool:
        """Whether it still matters if they come."""
        return not self.why_over() and self.ends_at() > now

    def why_over(self) -> str:
        states = {meeting.state for meeting in self.meetings()}
        if states == {MeetingState.CANCELLED}:
            return "cancelled"
        return "off" if self.off_at or MeetingState.PLANNED not in states else ""
