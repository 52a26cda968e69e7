"""Whatever Django sends goes through the outbox, and no table ever holds its token."""

import re
import smtplib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts import actions
from accounts.emails import LINK
from accounts.models import User
from accounts.roles import Role
from audit.models import Event
from partnerships.organizations import actions as organizations
from partnerships.outbox import actions as outbox
from partnerships.outbox.actions import queue as queueing
from partnerships.outbox.lifecycle import ACCOUNT_KIND, State
from partnerships.outbox.models import AccountMail, Delivery
from tests.account_mail import account_mails, text_of
from tests.outbox.conftest import Pump, Queue

ROOT = Path(settings.BASE_DIR)
KEY = re.compile(r"password/reset/key/\w+-[\w-]+")


def invite(by: User) -> User:
    return actions.invite(
        email="lee@example.org", name="Kim Lee", role=Role.VIEWER, by=by, now=timezone.now()
    )


@pytest.fixture
def invited(administrator: User) -> User:
    """Somebody whose invitation waits in the outbox."""
    return invite(administrator)


def waiting() -> Delivery:
    return Delivery.objects.get(kind=ACCOUNT_KIND)


def test_an_invitation_is_queued_with_the_user_in_one_transaction(administrator: User) -> None:
    with transaction.atomic():
        invite(administrator)
        assert waiting().address_norm == "lee@example.org"
        transaction.set_rollback(True)
    assert not User.objects.filter(email="lee@example.org").exists()
    assert not Delivery.objects.exists()
    assert not Event.objects.exists()


def test_a_user_who_cannot_be_told_is_not_added(
    administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_more: object) -> None:
        raise IntegrityError

    monkeypatch.setattr("partnerships.outbox.actions.account_mail.enqueue", fail)
    with pytest.raises(IntegrityError):
        invite(administrator)
    assert not User.objects.filter(email="lee@example.org").exists()


def test_it_leaves_at_once_like_all_our_mail_and_expires_with_its_link(invited: User) -> None:
    row = waiting()
    assert (row.recipient_kind, row.recipient_id, row.tz) == ("user", invited.pk, "UTC")
    assert row.not_before == row.created_at
    assert row.expires_at - row.created_at == timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    (message,) = account_mails()
    assert re.fullmatch(r"<[a-z2-7]{32}@accord\.test>", str(message["Message-ID"]))
    assert message["From"] == '"Ravi Menon, Accord" <accord@accord.test>'
    assert message["Auto-Submitted"] == "auto-generated"


def everything_stored() -> str:
    """Return every value of every table, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  the names are our own
            found += [repr(tuple(map(_plain, row))) for row in cursor.fetchall()]
    return "\n".join(found)


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def test_no_table_holds_the_token_before_or_after(
    client: Client, viewer: User, invited: User
) -> None:
    client.post("/accounts/password/reset/", {"email": viewer.email})
    assert Delivery.objects.count() == 2
    assert LINK in everything_stored()
    assert not KEY.search(everything_stored())

    keys = [KEY.search(text_of(message)) for message in account_mails()]

    assert all(keys)
    stored = everything_stored()
    assert not KEY.search(stored)
    assert not any(key and key[0].rpartition("-")[2] in stored for key in keys)
    outbox.pump(kinds=organizations.KINDS)
    assert not AccountMail.objects.exists()
    assert LINK not in everything_stored()


def test_a_link_that_left_late_is_good_for_its_full_time(
    client: Client, invited: User, run_pump: Pump
) -> None:
    run_pump(at=timezone.now() + timedelta(days=2, hours=23), kinds=organizations.KINDS)
    (message,) = account_mails()
    found = KEY.search(text_of(message))
    assert found
    with time_machine.travel(timezone.now() + timedelta(days=5, hours=22)):
        page = client.get(f"/accounts/{found[0]}/", follow=True)
    assert b"password1" in page.content


def test_what_is_too_late_does_not_leave_and_is_erased(invited: User, run_pump: Pump) -> None:
    run_pump(at=timezone.now() + timedelta(days=3, minutes=1), kinds=organizations.KINDS)
    assert (waiting().state, waiting().reason) == (State.EXPIRED, "too_late")
    assert not AccountMail.objects.exists()


def test_a_password_set_meanwhile_cancels_the_link(invited: User) -> None:
    password = "nine quiet rivers run"  # noqa: S105
    actions.set_password(invited, password=password, by=invited, now=timezone.now())
    assert account_mails() == []
    assert (waiting().state, waiting().reason) == (State.CANCELLED, "password_set")
    assert waiting().reason_text() == "The user has set a password since"


def test_another_role_meanwhile_does_not(invited: User, administrator: User) -> None:
    actions.change_role(invited, role=Role.LEADERSHIP, by=administrator, now=timezone.now())
    assert len(account_mails()) == 1


def test_a_person_deactivated_meanwhile_gets_nothing(invited: User, administrator: User) -> None:
    actions.deactivate(invited, by=administrator, now=timezone.now())
    assert account_mails() == []
    assert (waiting().state, waiting().reason) == (State.CANCELLED, "recipient_left")


def test_a_relay_that_was_away_costs_lateness_only(
    invited: User, run_pump: Pump, settings: Settings
) -> None:
    folder = Path(settings.MAIL_FOLDER)
    settings.MAIL_FOLDER = ROOT / "manage.py"  # no folder can be made there
    outbox.pump(kinds=organizations.KINDS)
    assert (waiting().state, waiting().relay_faults) == (State.RETRY, 1)
    settings.MAIL_FOLDER = folder
    run_pump(at=timezone.now() + timedelta(minutes=6), kinds=organizations.KINDS)
    assert waiting().state == State.SENT


def test_each_address_gets_an_email_of_its_own(viewer: User) -> None:
    message = mail.EmailMessage(
        "A notice", "Hello", to=[viewer.email], cc=["b@example.org"], bcc=["c@example.org"]
    )
    assert message.send() == 1
    assert {message["To"] for message in account_mails()} == {
        "Vera Lindqvist <vera@example.org>",
        "b@example.org",
        "c@example.org",
    }


def test_attachments_are_refused_rather_than_lost(db: None) -> None:
    message = mail.EmailMessage("A notice", "Hello", to=["b@example.org"])
    message.attach("a.txt", "text", "text/plain")
    with pytest.raises(ValueError, match="attachments"):
        message.send()
    assert not Delivery.objects.exists()


def test_the_page_about_mail_names_it_without_its_link(
    client_as: Callable[[User], Client], invited: User, administrator: User
) -> None:
    Delivery.objects.update(state=State.DEAD, reason="policy")
    page = client_as(administrator).get("/mail/").content.decode()
    assert "Account email" in page
    assert "lee@example.org" in page
    assert not KEY.search(page)


def test_what_ends_in_doubt_keeps_no_text(queue: Queue, invited: User) -> None:
    """Mail of any kind: its link may still open something."""
    row = queue("a")
    for state in (State.EXPIRED, State.CANCELLED):
        Delivery.objects.filter(pk=row.pk).update(
            state=State.RETRY, in_doubt=1, rendered=b"with a link", handed_at=timezone.now()
        )
        queueing.change(
            Delivery.objects.filter(pk=row.pk), state, now=timezone.now(), reason="too_late"
        )
        assert Delivery.objects.get(pk=row.pk).rendered is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.filter(pk=row.pk).update(rendered=b"with a link")


def test_dead_account_mail_keeps_its_text_until_it_expires(invited: User, run_pump: Pump) -> None:
    now = timezone.now()
    Delivery.objects.update(
        state=State.DEAD, reason="in_doubt", rendered=b"with a link", handed_at=now
    )
    run_pump(at=timezone.now() + timedelta(days=1), kinds=organizations.KINDS)
    assert waiting().rendered is not None
    assert AccountMail.objects.exists()
    run_pump(at=timezone.now() + timedelta(days=3, minutes=1), kinds=organizations.KINDS)
    assert waiting().rendered is None
    assert not AccountMail.objects.exists()


def test_no_page_talks_to_a_mail_server(
    client_as: Callable[[User], Client],
    administrator: User,
    viewer: User,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
) -> None:
    """Inviting, resetting, signing in and saving work while any SMTP connection is a fault."""

    def connect(*_args: object, **_more: object) -> None:
        raise AssertionError("A page connects to the mail server.")

    monkeypatch.setattr(smtplib.SMTP, "__init__", connect)
    settings.MAIL_TRANSPORT = "smtp"
    admin, stranger = client_as(administrator), Client()
    person = {"email": "lee@example.org", "name": "Lee", "role": "viewer", "time_zone": "UTC"}
    assert admin.post("/admin/accounts/user/add/", person).status_code == 302
    for address in (viewer.email, "nobody@example.org"):
        answer = stranger.post("/accounts/password/reset/", {"email": address})
        assert answer.status_code == 302
    login = {"login": viewer.email, "password": "seven green lanterns"}
    assert stranger.post("/accounts/login/", login).status_code == 302
    profile = {"name": "Vera L.", "time_zone": "UTC"}
    assert stranger.post("/you/", profile).status_code == 302
    assert Delivery.objects.count() == 3


def test_only_the_outbox_can_speak_smtp() -> None:
    packages = ("accounts", "audit", "common", "config", "partnerships")
    sources = [path for package in packages for path in (ROOT / package).rglob("*.py")]
    speaking = [
        str(path.relative_to(ROOT))
        for path in sources
        if re.search(r"smtplib|mail\.backends\.(smtp|filebased)", path.read_text())
    ]
    assert speaking == ["partnerships/outbox/emails/transports.py"]
    assert settings.EMAIL_BACKEND == "partnerships.outbox.actions.account_mail.EmailBackend"
