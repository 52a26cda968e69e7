"""Invitations to meetings by email, each with a calendar part (E2)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common.ical import Attendee, CalendarEvent, cancellation_of, request_for
from partnerships.engagement.lifecycle import CHANGED, OFF, MeetingState
from partnerships.engagement.models import Invitation, Meeting
from partnerships.engagement.queries import Guest, asked_to, guests_of
from partnerships.engagement.rules import event_for_them, events_of_series
from partnerships.links.queries import HelpLine, help_line
from partnerships.links.rules import address_of
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import CalendarPart, Content
from partnerships.relationships.lifecycle import Side

#: The meetings of a series, and whether someone is to come to each.
Asked = list[tuple[Meeting, bool]]
#: So many dates of a series are listed; the calendar part has them all.
LISTED = 12


def letter_of(
    invitation: Invitation, *, address: str, now: datetime, kind: str = Invitation.MAIL
) -> Content:
    """Write an invitation, what has changed, or that it's off; a preview has a mock address.

    Of a series, it is about the meeting that comes next; where others differ, their dates say so.
    """
    line, asked = help_line(invitation.sent_by), meetings_of(invitation)
    dates = dates_of(asked, now, off=kind == OFF) or [invitation.meeting]
    meeting = dates[0]
    guests = guests_of(meeting)
    subject = _subject(meeting, kind)
    context = {
        "invitation": invitation,
        "meeting": meeting,
        "is_changed": kind == CHANGED,
        "is_off": kind == OFF,
        "dates": [when_and_where(one, meeting) for one in dates[:LISTED]],
        "more": len(dates[LISTED:]),
        "who": [one.named(line.house) for one in guests],
        "words": invitation.words if kind == Invitation.MAIL else "",
        "line": line,
        "brand": line.house,
        "name": invitation.contact.greeting_name(),
        "address": address,
        "heading": subject,
    }
    events = _events(invitation, asked, guests, line, address)
    is_all_off = kind == OFF and not any(_is_on(row, comes=comes) for row, comes in asked)
    return Content(
        subject=subject,
        text=render_to_string("emails/invitation_to_meeting.txt", context),
        html=render_to_string("emails/invitation_to_meeting.html", context),
        sender=line.sender,
        headers={"Reply-To": line.email},
        calendar=CalendarPart("CANCEL", cancellation_of(events[0]))
        if is_all_off
        else CalendarPart("REQUEST", request_for(*events)),
    )


def meetings_of(invitation: Invitation) -> Asked:
    """Return what a series invites to; for a meeting alone, nothing has to be read."""
    return asked_to(invitation) if invitation.series_id else []


def dates_of(asked: Asked, now: datetime, *, off: bool = False) -> list[Meeting]:
    """Return the meetings ahead that someone is asked to, or that are ``off`` for them."""
    return [
        row
        for row, comes in asked
        if row.ends_at() > now and (comes and row.state == MeetingState.PLANNED) is not off
    ]


def _is_on(meeting: Meeting, *, comes: bool) -> bool:
    """Whether someone's calendar has it, be it one that was held."""
    return comes and meeting.state != MeetingState.CANCELLED


def when_and_where(meeting: Meeting, other: Meeting) -> str:
    """When a meeting is, and where if that isn't where the other one is."""
    place = meeting.place_line()
    return " · ".join(
        filter(None, [when_of(meeting), place if place != other.place_line() else ""])
    )


def when_of(meeting: Meeting) -> str:
    """When it is, on the clock of its own place."""
    starts = meeting.wall_clock()
    ends = meeting.ends_at() - meeting.starts_at + starts
    until = date_format(ends, "g:i A" if starts.date() == ends.date() else "l, F j, g:i A")
    begin = date_format(starts, "l, F j, Y, g:i A")
    return _("%(begin)s to %(until)s (%(zone)s)") % {
        "begin": begin,
        "until": until,
        "zone": meeting.time_zone,
    }


def _subject(meeting: Meeting, kind: str) -> str:
    names = {"what": str(meeting), "when": date_format(meeting.wall_clock(), "D, M j, g:i A")}
    if kind == OFF:
        return _("Canceled: %(what)s, %(when)s") % names
    if kind == CHANGED:
        return _("Updated: %(what)s, %(when)s") % names
    return _("Invitation: %(what)s, %(when)s") % names


def _events(
    invitation: Invitation,
    asked: Asked,
    guests: Iterable[Guest],
    line: HelpLine,
    address: str,
) -> list[CalendarEvent]:
    """The events as its person's calendar gets them: with the addresses that are theirs to know.

    Those are ours and their colleagues'; others who come are named in the email alone.
    """
    known = [
        Attendee(one.participant.contact.name, one.participant.contact.email, one.partstat())
        for one in guests
        if one.participant.contact.email and _may_know(invitation, one)
    ]
    alone = [Attendee(invitation.contact.name, invitation.contact.email)]
    about = [invitation.meeting.agenda, invitation.meeting.video_url]
    about.append(_("Answer or see details: %(address)s") % {"address": address})
    is_expected = any(one.participant.contact_id == invitation.contact_id for one in guests)
    text, attendees = "\n\n".join(filter(None, about)), known if is_expected else alone
    return [
        replace(event, text=text, attendees=attendees)
        for event in calendar_events(invitation, asked, line.house)
    ]


def calendar_events(invitation: Invitation, asked: Asked, house: str) -> list[CalendarEvent]:
    """Return what it invites to, as calendar programs have it, without those who come."""
    if invitation.series is None:
        return [event_for_them(invitation.meeting, house)]
    off = {row.pk for row, comes in asked if not _is_on(row, comes=comes)}
    rows = [row for row, _comes in asked]
    return events_of_series(invitation.series, rows, but=off, house=house)


def _may_know(invitation: Invitation, guest: Guest) -> bool:
    theirs = guest.participant.organization_id
    return guest.participant.side == Side.OURS or theirs == invitation.organization_id


def render(delivery: Delivery) -> Content:
    """Write the mail of a delivery."""
    rows = Invitation.objects.select_related("contact", "sent_by", "meeting__partnership")
    invitation = rows.get(pk=delivery.subject_id)
    with translation.override(settings.LANGUAGE_CODE):
        return letter_of(
            invitation,
            address=address_of(invitation),
            now=invitation.sent_at,
            kind=delivery.kind,
        )
