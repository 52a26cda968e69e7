"""The first administrator, from the command line."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from pytest_django import Settings

from accounts.models import User
from audit.models import Event
from partnerships.outbox.lifecycle import State
from partnerships.outbox.models import Delivery
from tests.account_mail import account_mails, text_of

PERSON = ("ada@example.org", "--name", "Ada Park", "--role", "administrator")


def test_a_password_is_read_from_standard_input(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("nine quiet rivers run\n"))
    call_command("create_user", *PERSON, "--password-stdin", stdout=io.StringIO())
    ada = User.objects.get()
    assert ada.role == "administrator"
    assert ada.check_password("nine quiet rivers run")
    assert Event.objects.get().verb == "user.added"


def test_without_one_an_invitation_is_queued(db: None) -> None:
    out = io.StringIO()
    call_command("create_user", *PERSON, stdout=out)
    (mail,) = account_mails()
    assert mail["Subject"] == "You're invited to Accord"
    assert "Hi Ada," in text_of(mail)
    assert "The invitation will be sent shortly" in out.getvalue()


@pytest.mark.parametrize("password", ["short", "", "ada@example.org"])
def test_a_weak_password_is_refused(
    db: None, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(password))
    with pytest.raises(CommandError, match="password"):
        call_command("create_user", *PERSON, "--password-stdin")
    assert not User.objects.exists()


def test_an_address_that_is_taken_is_refused(viewer: User) -> None:
    with pytest.raises(CommandError, match="already a user"):
        call_command("create_user", viewer.email, "--name", "V", "--role", "viewer")


def test_an_address_that_is_none_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match="valid email"):
        call_command("create_user", "ada", "--name", "Ada", "--role", "viewer")


def test_a_database_that_is_away_ends_it_with_one_line(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**_person: object) -> None:
        raise OperationalError("connection refused\nIs the server running?")

    monkeypatch.setattr("accounts.actions.invite", away)
    with pytest.raises(CommandError) as refusal:
        call_command("create_user", *PERSON)
    assert str(refusal.value) == "Nobody was added. The database says: connection refused"
    assert refusal.value.returncode == 1


def test_a_mail_server_that_is_away_is_no_error(db: None, settings: Settings) -> None:
    settings.MAIL_TRANSPORT, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp", "127.0.0.1", 1
    out, err = io.StringIO(), io.StringIO()
    call_command("create_user", *PERSON, stdout=out, stderr=err)
    assert err.getvalue() == ""
    assert Delivery.objects.get().state == State.PENDING
