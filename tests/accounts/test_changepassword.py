"""A password set from the command line."""

import io
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.management.commands import changepassword
from accounts.models import User
from audit.models import Event
from partnerships.overview.queries.verify import problems

PASSWORD = "nine quiet rivers run"  # noqa: S105


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return a function that says what is typed at the two prompts."""

    def types(*answers: str) -> None:
        left = iter(answers)
        monkeypatch.setattr(changepassword, "getpass", lambda _prompt: next(left))

    return types


def test_verify_has_nothing_to_say_about_it(viewer: User, typed: Callable[..., None]) -> None:
    typed(PASSWORD, PASSWORD)
    before = set(problems(now=timezone.now()))
    call_command("changepassword", viewer.email.upper(), stdout=io.StringIO())
    viewer.refresh_from_db()
    assert viewer.check_password(PASSWORD)
    event = Event.objects.get(verb="user.password_changed", subject_id=viewer.pk)
    assert event.by_id is None
    assert set(problems(now=timezone.now())) <= before


@pytest.mark.parametrize(
    ("answers", "words"), [((PASSWORD, "other"), "differ"), (("short", "short"), "too short")]
)
def test_a_slip_or_a_weak_password_changes_nothing(
    viewer: User, typed: Callable[..., None], answers: tuple[str, str], words: str
) -> None:
    typed(*answers)
    with pytest.raises(CommandError, match=words):
        call_command("changepassword", viewer.email)
    assert not Event.objects.filter(verb="user.password_changed").exists()


def test_an_address_that_nobody_has_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match="no user"):
        call_command("changepassword", "ada@example.org")
