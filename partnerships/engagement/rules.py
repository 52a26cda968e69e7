"""What to ask on a tour, and a meeting as calendar programs have it."""

from dataclasses import replace

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from common.ical import CalendarEvent, Mailbox
from partnerships.engagement.models import Meeting

#: What to ask on a tour.
TOUR_QUESTIONS = (
    _("Who do you serve best?"),
    _("What does a first day look like?"),
    _("Where do people wait or drop out?"),
    _("What do you wish others would send you, or not send you?"),
    _("What would make our referrals easy for you?"),
    _("What are you proud of?"),
    _("What can we do for you in the next 30 days?"),
)


def event_for_them(meeting: Meeting, house: str) -> CalendarEvent:
    """A meeting as anyone at a partner may have it: title, time and place; ``house`` is us."""
    return CalendarEvent(
        uid=str(meeting.uid),
        sequence=meeting.sequence,
        stamp=meeting.revised_at,
        starts_at=meeting.starts_at,
        minutes=meeting.minutes,
        zone=meeting.time_zone,
        title=f"{meeting}: {house}",
        organizer=Mailbox(house, settings.MAIL_FROM),
        place=meeting.place or meeting.video_url,
        text=meeting.video_url,
    )


def event_for_us(meeting: Meeting, house: str) -> CalendarEvent:
    """A meeting as we have it ourselves: with whom, the agenda, and the way to its page."""
    page = settings.BASE_URL + meeting.get_absolute_url()
    parts = (meeting.agenda, meeting.video_url, page)
    return replace(
        event_for_them(meeting, house),
        title=f"{meeting}: {meeting.partner()}",
        text="\n\n".join(filter(None, parts)),
        url=page,
    )
