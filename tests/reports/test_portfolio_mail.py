"""Each month, on the first working morning, leadership gets the portfolio."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from time_machine import Traveller

from accounts.models import User
from audit.queries import chain_head
from partnerships.outbox import actions as outbox
from partnerships.outbox.models import Delivery
from partnerships.reminders.actions import set_modes
from partnerships.reminders.lifecycle import Mode
from partnerships.reports.actions import KINDS, plan_portfolio_mail

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
    assert message["Subject"] == "Our partnerships, December 2026"
    body = message.get_body(("plain",))
    assert body
    assert "http://testserver/admin/" in body.get_content()
    assert f"Head of the log: {chain_head()}" in body.get_content()


def test_it_can_be_read_before_it_is_sent(
    client_as: Callable[[User], Client], leader: User, coordinator: User, clock: Traveller
) -> None:
    clock.move_to(FIRST_WORKING_DAY, tick=False)
    page = client_as(leader).get(reverse("admin:portfolio_mail")).content.decode()
    assert "Our partnerships, December 2026" in page
    assert "http://testserver/admin/" in page
    assert not Delivery.objects.exists()


def test_who_wants_none_gets_none(leader: User, folder: Path) -> None:
    plan_portfolio_mail(now=FIRST_WORKING_DAY)
    set_modes(user=leader, modes={"portfolio": Mode.NONE}, by=leader, now=FIRST_WORKING_DAY)
    assert sent(folder, FIRST_WORKING_DAY) == 0


def test_who_leads_no_more_gets_none(leader: User, folder: Path) -> None:
    plan_portfolio_mail(now=FIRST_WORKING_DAY)
    User.objects.filter(pk=leader.pk).update(role="viewer")
    assert sent(folder, FIRST_WORKING_DAY) == 0


def test_each_month_brings_one_wherever_they_are(leader: User) -> None:
    """In Tokyo the first morning of a month is still the last day of the month before in UTC."""
    User.objects.filter(pk=leader.pk).update(time_zone="Asia/Tokyo")
    for hours in range(0, 62 * 24, 6):
        plan_portfolio_mail(now=datetime(2026, 10, 31, 5, tzinfo=UTC) + timedelta(hours=hours))
    assert list(Delivery.objects.order_by("due_at").values_list("dedupe_key", flat=True)) == [
        f"portfolio:{leader.pk}:202611",
        f"portfolio:{leader.pk}:202612",
    ]


@pytest.mark.parametrize("planned", [True, False])
def test_nobody_is_woken_after_an_outage(leader: User, folder: Path, *, planned: bool) -> None:
    if planned:
        plan_portfolio_mail(now=FIRST_WORKING_DAY)
    assert sent(folder, FIRST_WORKING_DAY.replace(hour=23)) == 0
    assert sent(folder, FIRST_WORKING_DAY + timedelta(days=1)) == 1


def test_old_figures_are_not_sent(leader: User, folder: Path) -> None:
    assert sent(folder, FIRST_WORKING_DAY + timedelta(days=6, hours=23)) == 0
    assert sent(folder, FIRST_WORKING_DAY + timedelta(days=7)) == 0
