"""Invitations by email: sent on a word, taken back at once, answered by link (E2)."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import icalendar
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from partnerships.engagement import actions as engagement
from partnerships.engagement.lifecycle import Rsvp
from partnerships.engagement.models import Invitation, Meeting, Participant
from partnerships.links.rules import address_of, token_of
from partnerships.organizations.lifecycle import Prefers
from partnerships.organizations.models import Contact
from partnerships.outbox import actions as outbox
from partnerships.outbox.lifecycle import State
from partnerships.outbox.models import Delivery
from partnerships.relationships.lifecycle import Side
from partnerships.reminders import actions as reminders
from partnerships.reminders.models import Notice
from tests.engagement.conftest import Plan
from tests.faults.sink import running_sink
from tests.refusals import refused
from tests.scenarios import leader_of, our_organization, partner_organization, person

SignIn = Callable[[User], Client]
Send = Callable[[datetime], list[EmailMessage]]
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def send(tmp_path: Path, settings: Settings) -> Send:
    """Let all mail leave that is due, and return what a real mail server got of it."""

    def sent(at: datetime) -> list[EmailMessage]:
        with running_sink(tmp_path / f"{at:%j%H%M%S}") as server:
            settings.MAIL_TRANSPORT = "smtp"
            settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
            settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
            settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
            with time_machine.travel(at, tick=False):
                outbox.pump(kinds=engagement.KINDS, clock=lambda: at)
            return [message_from_bytes(one, policy=policy.default) for one in server.messages]

    return sent


@pytest.fixture
def meeting(plan: Plan) -> Meeting:
    """A meeting of Sam and Jo in two days."""
    return plan(48, place="12 Elm Street", agenda="Tour, then lunch", aim="Win them over")


def invite(meeting: Meeting, *people: Contact, by: User, now: datetime) -> list[Invitation]:
    return engagement.send_invitations(
        meeting=meeting, contacts=people, words="Looking forward to it!", by=by, now=now
    )


def moved(meeting: Meeting, by: User, now: datetime, **by_how: float) -> Meeting:
    meeting.refresh_from_db()
    return engagement.move_meeting(
        meeting=meeting,
        starts_at=meeting.starts_at + timedelta(**by_how),
        seen_version=meeting.version,
        by=by,
        now=now,
    )


def calendar_in(mail: EmailMessage) -> tuple[str, icalendar.Event]:
    """The method and the event of a mail, as a mail program with a calendar reads them."""
    (part,) = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    calendar = icalendar.Calendar.from_ical(str(part.get_content()))
    assert isinstance(calendar, icalendar.Calendar)
    (event,) = calendar.events
    method = str(part.get_param("method"))
    assert calendar["METHOD"] == method
    return method, event


def subjects(mails: list[EmailMessage]) -> list[tuple[str, str]]:
    return sorted((str(one["To"]), str(one["Subject"]).partition(":")[0]) for one in mails)


def test_a_mail_server_gets_a_request_among_the_versions_of_a_mail(
    meeting: Meeting, jo: Contact, coordinator: User, now: datetime, send: Send
) -> None:
    (invitation,) = invite(meeting, jo, by=coordinator, now=now)
    (mail,) = send(now)
    assert mail.get_content_type() == "multipart/alternative"
    parts = [part.get_content_type() for part in mail.iter_parts()]
    assert parts == ["text/plain", "text/html", "text/calendar"]
    method, event = calendar_in(mail)
    assert method == "REQUEST"
    assert (event["UID"], event["SEQUENCE"]) == (str(meeting.uid), 0)
    assert event.start == meeting.starts_at
    assert event["ORGANIZER"] == "mailto:accord@accord.test"
    text = mail.get_body(("plain",))
    assert text
    for words in ("Looking forward", "12 Elm Street", "Tour, then lunch", address_of(invitation)):
        assert words in text.get_content()
    assert b"Win them over" not in mail.as_bytes()


def test_people_learn_addresses_of_ours_and_of_their_own_house_alone(
    meeting: Meeting, jo: Contact, sam: Contact, coordinator: User, now: datetime, send: Send
) -> None:
    elsewhere = partner_organization(now, coordinator, "Elm Street Neighbors")
    guest = leader_of(now, coordinator, elsewhere)
    Contact.objects.filter(pk=guest.pk).update(email="guest@example.org", name="Gil Guest")
    Participant.objects.create(
        meeting=meeting, contact=guest, side=Side.THEIRS, organization=elsewhere
    )
    invite(meeting, jo, by=coordinator, now=now)
    (mail,) = send(now)
    _method, event = calendar_in(mail)
    asked = event.attendees
    assert sorted(map(str, asked)) == [f"mailto:{jo.email}", f"mailto:{sam.email}"]
    text = mail.get_body(("plain",))
    assert text
    assert "Gil Guest, Elm Street Neighbors" in text.get_content()


def test_everyone_who_was_told_of_a_time_is_told_once_when_it_is_another(
    meeting: Meeting, jo: Contact, sam: Contact, coordinator: User, now: datetime, send: Send
) -> None:
    invite(meeting, jo, by=coordinator, now=now)
    send(now)
    first, later = meeting.starts_at, now + timedelta(hours=1)
    moved(meeting, coordinator, later, hours=3)
    mails = send(later)
    assert subjects(mails) == [("Jo Ortiz <jo@example.org>", "Updated")]
    method, event = calendar_in(mails[0])
    assert (method, event["UID"], event["SEQUENCE"]) == ("REQUEST", str(meeting.uid), 1)
    assert event.start == first + timedelta(hours=3)
    assert send(later + timedelta(minutes=1)) == []


def test_what_moved_twice_before_mail_left_is_told_once(
    meeting: Meeting, jo: Contact, coordinator: User, now: datetime, send: Send
) -> None:
    invite(meeting, jo, by=coordinator, now=now)
    first = meeting.starts_at
    moved(meeting, coordinator, now + timedelta(seconds=1), hours=1)
    moved(meeting, coordinator, now + timedelta(seconds=2), hours=1)
    mails = send(now + timedelta(seconds=3))
    assert subjects(mails) == [("Jo Ortiz <jo@example.org>", "Invitation")]
    _method, event = calendar_in(mails[0])
    assert (event["SEQUENCE"], event.start) == (2, first + timedelta(hours=2))


def test_a_cancellation_takes_back_what_left_and_nothing_else(
    meeting: Meeting, jo: Contact, sam: Contact, coordinator: User, now: datetime, send: Send
) -> None:
    invite(meeting, jo, by=coordinator, now=now)
    send(now)
    invite(meeting, sam, by=coordinator, now=now + timedelta(seconds=1))
    later = now + timedelta(seconds=2)
    engagement.cancel_meeting(meeting=meeting, reason="Budget", by=coordinator, now=later)
    mails = send(later)
    assert subjects(mails) == [("Jo Ortiz <jo@example.org>", "Canceled")]
    method, event = calendar_in(mails[0])
    assert (method, event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert (event["UID"], event["SEQUENCE"]) == (str(meeting.uid), 1)
    assert b"Budget" not in mails[0].as_bytes()
    assert not Delivery.objects.waiting().exists()


def test_whoever_is_taken_off_hears_of_it_and_the_others_do_not(
    meeting: Meeting, jo: Contact, sam: Contact, coordinator: User, now: datetime, send: Send
) -> None:
    invite(meeting, jo, sam, by=coordinator, now=now)
    send(now)
    later = now + timedelta(hours=1)
    participant = meeting.participants.get(contact=jo)
    engagement.replace_participant(
        participant=participant, contact=None, by=coordinator, now=later
    )
    mails = send(later)
    assert subjects(mails) == [("Jo Ortiz <jo@example.org>", "Canceled")]
    assert calendar_in(mails[0])[1]["ATTENDEE"] == "mailto:jo@example.org"
    moved(meeting, coordinator, later + timedelta(hours=1), hours=1)
    assert subjects(send(later + timedelta(hours=1))) == [
        ("Sam Reyes <sam@example.org>", "Updated")
    ]


def test_nobody_is_told_of_an_agenda_or_of_what_is_over(
    meeting: Meeting, jo: Contact, sam: Contact, coordinator: User, now: datetime, send: Send
) -> None:
    invite(meeting, jo, by=coordinator, now=now)
    send(now)
    meeting.refresh_from_db()
    meeting.agenda = "Lunch first"
    people = {Side.OURS: [sam], Side.THEIRS: [jo]}
    engagement.edit_meeting(
        meeting=meeting, invited=people, seen_version=1, by=coordinator, now=now
    )
    over = now + timedelta(days=3)
    engagement.cancel_meeting(meeting=meeting, reason="Not held", by=coordinator, now=over)
    assert send(over) == []


def test_someone_asked_again_after_all_is_expected_again(
    meeting: Meeting, jo: Contact, coordinator: User, now: datetime, send: Send
) -> None:
    (first,) = invite(meeting, jo, by=coordinator, now=now)
    participant = meeting.participants.get(contact=jo)
    engagement.replace_participant(participant=participant, contact=None, by=coordinator, now=now)
    with refused("not_invited"):
        invite(meeting, jo, by=coordinator, now=now)
    participant.save(force_insert=True)
    (again,) = invite(meeting, jo, by=coordinator, now=now + timedelta(minutes=1))
    assert (again.pk, again.off_at, token_of(again)) == (first.pk, None, token_of(first))
    assert subjects(send(now + timedelta(minutes=1))) == [
        ("Jo Ortiz <jo@example.org>", "Invitation")
    ]


@pytest.mark.parametrize("how", [Prefers.PHONE, Prefers.PAPER])
def test_no_mail_goes_to_whom_prefers_another_way(
    meeting: Meeting, jo: Contact, coordinator: User, now: datetime, how: Prefers
) -> None:
    jo.prefers = how
    with refused("not_by_link"):
        invite(meeting, jo, by=coordinator, now=now)
    assert not Delivery.objects.exists()


def test_no_one_is_invited_to_what_has_begun(
    meeting: Meeting, jo: Contact, coordinator: User, now: datetime
) -> None:
    with refused("meeting_over"):
        invite(meeting, jo, by=coordinator, now=meeting.starts_at)


def test_an_answer_by_link_shows_on_the_meetings_page(
    client_as: SignIn, meeting: Meeting, jo: Contact, coordinator: User, now: datetime
) -> None:
    (invitation,) = invite(meeting, jo, by=coordinator, now=now)
    client = Client()
    address = reverse("invitation_page", args=[token_of(invitation)])
    page = client.get(address, {"answer": "declined"}).content.decode()
    assert re.search(r'value="declined"[^>]*checked', page)
    invitation.refresh_from_db()
    assert (invitation.answer, invitation.answered_at) == ("", None)
    answer = {"answer": "declined", "note": "Thursday is better"}
    assert client.post(address, answer).status_code == 302
    assert "Not coming" in client.get(address).content.decode()
    shown = client_as(coordinator).get(meeting.get_absolute_url()).content.decode()
    assert "Not coming" in shown
    assert "Thursday is better" in shown


def test_another_time_asks_anew_and_another_room_does_not(
    meeting: Meeting, jo: Contact, sam: Contact, coordinator: User, now: datetime
) -> None:
    (invitation,) = invite(meeting, jo, by=coordinator, now=now)
    engagement.answer_invitation(invitation=invitation, answer=Rsvp.ACCEPTED, note="", now=now)
    meeting.refresh_from_db()
    meeting.place = "Room 2"
    people = {Side.OURS: [sam], Side.THEIRS: [jo]}
    soon = now + timedelta(minutes=1)
    engagement.edit_meeting(
        meeting=meeting, invited=people, seen_version=1, by=coordinator, now=soon
    )
    invitation.refresh_from_db()
    assert (invitation.answer, invitation.mails) == ("accepted", 2)
    moved(meeting, coordinator, soon + timedelta(minutes=1), hours=1)
    invitation.refresh_from_db()
    assert (invitation.answer, invitation.mails) == ("", 3)


def test_what_is_over_takes_no_answer(
    client: Client, meeting: Meeting, jo: Contact, coordinator: User, now: datetime
) -> None:
    (invitation,) = invite(meeting, jo, by=coordinator, now=now)
    engagement.cancel_meeting(meeting=meeting, reason="Snow", by=coordinator, now=now)
    page = client.get(reverse("invitation_page", args=[token_of(invitation)])).content.decode()
    assert "This meeting is canceled" in page
    assert "Send answer" not in page
    with refused("invitation_over"):
        engagement.answer_invitation(invitation=invitation, answer=Rsvp.ACCEPTED, note="", now=now)


def test_a_colleague_hears_of_a_change_by_invitation_or_reminder_but_not_by_both(
    meeting: Meeting, sam: Contact, leader: User, coordinator: User, now: datetime, send: Send
) -> None:
    Contact.objects.filter(pk=sam.pk).update(user=leader)
    eve = now + timedelta(days=1, minutes=5)
    reminders.plan(now=eve)
    assert Delivery.objects.filter(kind="invitation_changed").count() == 0
    invite(meeting, sam, by=coordinator, now=eve)
    send(eve)
    later = eve + timedelta(hours=1)
    moved(meeting, coordinator, later, days=2)
    reminders.plan(now=later + timedelta(minutes=1))
    mails = Delivery.objects.filter(created_at__gte=later, kind__contains="changed")
    assert [mail.kind for mail in mails] == ["invitation_changed"]
    assert not Notice.objects.filter(kind="meeting_moved", user=leader).exists()


def test_the_page_shows_the_email_and_sends_it_on_a_word(
    client_as: SignIn, meeting: Meeting, jo: Contact, sam: Contact, coordinator: User
) -> None:
    client, page = client_as(coordinator), reverse("meeting_invite", args=[meeting.pk])
    shown = client.get(page).content.decode()
    assert "Sam Reyes, sam@example.org" in shown
    seen = client.post(page, {"people": [jo.pk], "words": "Bring a map", "preview": "yes"})
    assert "Jo Ortiz, jo@example.org" in seen.content.decode()
    assert "Bring a map" in seen.content.decode()
    assert not Delivery.objects.exists()
    assert client.post(page, {"people": [jo.pk], "words": ""}).status_code == 302
    (mail,) = Delivery.objects.all()
    assert (mail.kind, mail.address_norm, mail.state) == ("invitation", jo.email, State.PENDING)
    assert "Jo Ortiz" in client.get(reverse("meeting_move", args=[meeting.pk])).content.decode()
    assert "Invited, no answer yet" in client.get(meeting.get_absolute_url()).content.decode()


def test_more_people_cost_the_page_no_more_queries(
    client_as: SignIn, meeting: Meeting, coordinator: User, now: datetime
) -> None:
    client, ours = client_as(coordinator), our_organization(now, coordinator)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(meeting.get_absolute_url())
        return len(captured)

    queries()
    few = queries()
    people = [person(now, coordinator, f"{name} Reed", ours) for name in ("Al", "Bo", "Cy", "Di")]
    for one in people:
        Participant.objects.create(meeting=meeting, contact=one, side=Side.OURS)
    invite(meeting, *people, by=coordinator, now=now)
    assert queries() == few
