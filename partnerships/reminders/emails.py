"""What a reminder says: plain words, the fact, one button."""

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format

from partnerships.agreements.models import Mou
from partnerships.engagement.models import FollowUp, Meeting
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import Content
from partnerships.reminders.rules import REMINDERS
from partnerships.reviews.models import Review

#: Where each kind's row is read from.
MODELS: dict[str, type[Meeting | FollowUp | Review | Mou]] = {
    "meeting": Meeting,
    "followup": FollowUp,
    "review": Review,
    "mou": Mou,
}


def render(delivery: Delivery) -> Content:
    """Write the mail of one delivery in its recipient's zone and language."""
    reminder = REMINDERS[delivery.kind]
    row: Any = delivery.subject or MODELS[delivery.subject_type].objects.get(
        pk=delivery.subject_id
    )
    partnership = reminder.partnership(row)
    with timezone.override(ZoneInfo(delivery.tz)), translation.override(settings.LANGUAGE_CODE):
        when = (
            date_format(timezone.localtime(row.starts_at), "D, N j, P")
            if isinstance(row, Meeting)
            else ""
        )
        names = {"what": row, "partner": partnership or "", "when": when}
        heading = str(reminder.heading) % names
        context = {
            "heading": heading,
            "reason": reminder.reason,
            "row": row,
            "kind": delivery.subject_type,
            "partnership": partnership,
            "url": settings.BASE_URL + _path(row),
            "name": delivery.recipient_name,
            "time_zone": delivery.tz,
        }
        return Content(
            subject=heading,
            text=render_to_string("emails/reminder.txt", context),
            html=render_to_string("emails/reminder.html", context),
        )


def _path(row: Meeting | FollowUp | Review | Mou) -> str:
    """The page on which one does what the mail reminds of."""
    return (
        row.partnership.get_absolute_url() if isinstance(row, FollowUp) else row.get_absolute_url()
    )
