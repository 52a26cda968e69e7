"""The first administrator, from the command line."""

import io

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import User
from audit.models import Event

PERSON = ("ada@example.org", "--name", "Ada Park", "--role", "administrator")


def test_a_password_is_read_from_standard_input(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("nine quiet rivers run\n"))
    call_command("create_user", *PERSON, "--password-stdin", stdout=io.StringIO())
    ada = User.objects.get()
    assert ada.role == "administrator"
    assert ada.check_password("nine quiet rivers run")
    assert Event.objects.get().verb == "user.added"


def test_without_one_an_invitation_is_sent(
    db: None, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    out = io.StringIO()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("create_user", *PERSON, stdout=out)
    assert mail.outbox[0].subject == "You are invited to Accord"
    assert "Ada Park" in mail.outbox[0].body
    assert out.getvalue() == "ada@example.org can sign in as administrator.\n"


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
