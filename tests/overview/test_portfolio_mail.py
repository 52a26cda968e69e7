"""Each month, on the first working morning, leadership gets the portfolio."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import time_machine
from pytest_django import Settings

from accounts.models import User
from partnerships.outbox import actions as outbox
from partnerships.overview.actions import KINDS, plan_portfolio_mail
from partnerships.reminders.actions import set_modes
from partnerships.reminders.lifecycle import Mode

#: Friday, Jan 1 is a holiday, then comes a weekend.
FIRST_WORKING_DAY = datetime(2027, 1, 4, 8, tzinfo=UTC)


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.MAIL_FOLDER = tmp_path / "mail"
    return tmp_path / "mail"


def sent(folder: Path, at: datetime) -> int:
    plan_portfolio_mail(now=at)
    with time_machine.travel(at, tick=False):
        outbox.pump(kinds=KINDS, clock=lambda: at)
    return len(list(folder.glob("*.eml")))


def test_it_comes_once_on_the_first_working_morning(
    leader: User, coordinator: User, folder: Path
) -> None:
    assert sent(folder, FIRST_WORKING_DAY - timedelta(hours=1)) == 0
    assert sent(folder, FIRST_WORKING_DAY) == 1
    assert sent(folder, FIRST_WORKING_DAY + timedelta(days=2)) == 1
    (mail,) = folder.glob("*.eml")
    message = message_from_bytes(mail.read_bytes(), policy=policy.default)
    assert message["To"] == "Dana Whitfield <dana@example.org>"
    assert message["Subject"] == "Our partnerships, January 2027"
    body = message.get_body(("plain",))
    assert body
    assert "http://testserver/reviews/?show=overdue" in body.get_content()


def test_who_wants_none_gets_none(leader: User, folder: Path) -> None:
    plan_portfolio_mail(now=FIRST_WORKING_DAY)
    set_modes(user=leader, modes={"portfolio": Mode.NONE}, by=leader, now=FIRST_WORKING_DAY)
    assert sent(folder, FIRST_WORKING_DAY) == 0


def test_who_leads_no_more_gets_none(leader: User, folder: Path) -> None:
    plan_portfolio_mail(now=FIRST_WORKING_DAY)
    User.objects.filter(pk=leader.pk).update(role="viewer")
    assert sent(folder, FIRST_WORKING_DAY) == 0
