"""The words of a reminder: its heading, and the facts below it."""

from datetime import datetime
from string import Template
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from partnerships.agreements.models import Document, Mou, MouLink
from partnerships.engagement.lifecycle import MeetingState
from partnerships.engagement.models import FollowUp, Meeting
from partnerships.links.models import PersonalLink
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from partnerships.reminders.lifecycle import ReminderKind
from partnerships.reminders.models import ReminderRule
from partnerships.reminders.rules.answers import is_answer, said
from partnerships.reminders.rules.occurrences import Reminder
from partnerships.reviews.models import Review

Row = (
    Meeting
    | FollowUp
    | Review
    | Mou
    | Document
    | Partnership
    | PersonalLink
    | MouLink
    | Contact
    | User
)

#: What headings and notes may name.
NAMES = ("partner", "what", "when")


def heading(
    reminder: Reminder,
    rule: ReminderRule | None,
    row: Row,
    anchor: datetime,
    *,
    is_early: bool = False,
) -> str:
    """Say what it is about, in the zone and language that are switched on.

    ``is_early`` says that it is told before it falls due.
    """
    usual = (rule and rule.heading) or str(reminder.heading)
    says_otherwise = is_early and reminder.early and reminder.early != reminder.heading
    return _filled(str(reminder.early) if says_otherwise else usual, reminder, row, anchor)


def note(reminder: Reminder, rule: ReminderRule | None, row: Row, anchor: datetime) -> str:
    """The words that administrators add to each mail of this kind."""
    return _filled(rule.note, reminder, row, anchor) if rule and rule.note else ""


def _filled(words: str, reminder: Reminder, row: Row, anchor: datetime) -> str:
    partnership = reminder.partnership(row)
    names = {"partner": partnership or "", "what": _what(row), "when": when(row, anchor)}
    return Template(words).safe_substitute(names)


def _what(row: Row) -> object:
    if isinstance(row, PersonalLink):
        return row.contact.name
    return row.mou if isinstance(row, Document) else row


def sample(reminder: Reminder, rule: ReminderRule) -> str:
    """Heading and note as they would read about a made-up partnership."""
    names = {
        "partner": "Bright Path Training",
        "what": _("Send the handout"),
        "when": date_format(timezone.localtime(), "D, M j"),
    }
    parts = (rule.heading or str(reminder.heading), rule.note)
    return "\n\n".join(Template(part).safe_substitute(names) for part in parts if part)


def when(row: Row, anchor: datetime) -> str:
    """The moment of a meeting, the day of everything else."""
    local = timezone.localtime(anchor)
    return date_format(local, "D, M j, g:i A" if isinstance(row, Meeting) else "D, M j")


def facts(reminder: Reminder, row: Row) -> list[str]:
    """What one has to know, a line each."""
    lines: list[Any] = []
    if isinstance(row, Meeting):
        lines = _of_meeting(reminder, row)
    elif isinstance(row, FollowUp):
        ours = row.side == Side.OURS
        promised = _("We promised: %(what)s") if ours else _("They promised: %(what)s")
        lines = [promised % {"what": row.what}, _by(row.due_on)]
    elif isinstance(row, Review):
        lines = [_by(row.due_on), _("Does this still work for us, and for them?")]
    elif isinstance(row, Mou) and row.ends_on:
        lines = [_("It ends on %(day)s.") % {"day": date_format(row.ends_on, "l, M j, Y")}]
    elif isinstance(row, PersonalLink) and is_answer(row):
        lines = list(said(row))
    elif isinstance(row, PersonalLink):
        sent = date_format(timezone.localtime(row.sent_at), "l, M j")
        lines = [_("Their link was sent on %(day)s. A call often helps.") % {"day": sent}]
    elif isinstance(row, Contact):
        lines = [_("%(address)s does not work.") % {"address": row.email}]
    return [str(line) for line in lines if line]


def _of_meeting(reminder: Reminder, meeting: Meeting) -> list[str]:
    if meeting.state == MeetingState.CANCELLED:
        return [_("Canceled: %(reason)s") % {"reason": meeting.cancelled_because}]
    if reminder.code == ReminderKind.MEETING_OFF:
        return [_("The meeting goes on, but you're no longer on it.")]
    zone = timezone.get_current_timezone_name()
    starts = date_format(timezone.localtime(meeting.starts_at), "l, M j, g:i A")
    aim = meeting.aim and _("What we want from it: %(aim)s") % {"aim": meeting.aim}
    return [f"{starts} ({zone})", meeting.place, aim]


def _by(day: Any) -> str:
    return _("By %(day)s") % {"day": date_format(day, "l, M j")}


def page_of(row: Row) -> str:
    """The page on which one does what the reminder is about."""
    if isinstance(row, PersonalLink) and is_answer(row):
        return reverse("link_detail", args=[row.pk])
    if isinstance(row, MouLink | Document):
        return reverse("mou_detail", args=[row.mou_id])
    if isinstance(row, FollowUp | PersonalLink):
        return reverse("partner_page", args=[row.partnership_id])
    if isinstance(row, User):
        return reverse("delivery_list")
    return row.get_absolute_url()
