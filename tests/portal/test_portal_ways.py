"""The other ways behind a link: a colleague, a call, "this is not me", a new link."""

from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from common.second_click import MARK
from partnerships.links import actions as links
from partnerships.links.lifecycle import MessageKind
from partnerships.links.models import LinkMessage, PersonalLink
from partnerships.links.rules import REMIND_AFTER, REMINDER, VALID
from partnerships.outbox.lifecycle import Reason
from partnerships.outbox.models import Delivery, Suppression
from partnerships.relationships.models import Partnership
from tests.portal.conftest import pump

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture(autouse=True)
def forget_tries() -> None:
    """Each test begins with a clean count of tries."""
    cache.clear()


def test_a_colleague_should_answer(client: Client, address: str) -> None:
    data = {"name": "Al Reed", "email": "al@example.org", "text": "He knows the numbers"}
    assert client.post(address + "colleague/", data).status_code == 200
    message = LinkMessage.objects.get()
    assert (message.kind, message.name) == (MessageKind.HAND_OVER, "Al Reed")
    assert not Delivery.objects.filter(address_norm="al@example.org").exists()


def test_a_colleague_needs_a_name(client: Client, address: str) -> None:
    assert client.post(address + "colleague/", {}).status_code == 422
    assert not LinkMessage.objects.exists()


def test_somebody_would_rather_talk(client: Client, address: str, shared: Partnership) -> None:
    client.post(address + "call-me/", {"phone": "555 0100"})
    assert LinkMessage.objects.get().phone == "555 0100"
    shared.refresh_from_db()
    assert shared.court == "ours"


def test_this_is_not_me_ends_the_link_at_once(
    client: Client, address: str, shared: Partnership
) -> None:
    assert client.post(address + "not-me/", {}).status_code == 200
    assert client.get(address).status_code == 404
    shared.refresh_from_db()
    assert (shared.court, shared.answered_on) == ("ours", None)  # no one there was talked with


def test_reminders_can_be_stopped_by_a_mail_program(
    client: Client, address: str, link: PersonalLink, now: datetime, folder: Path
) -> None:
    """RFC 8058: one POST, without a cookie; opening the address changes nothing."""
    pump(now)
    assert b"Stop reminders?" in client.get(address + "stop/").content
    assert not Suppression.objects.exists()
    page = client.post(address + "stop/", {"List-Unsubscribe": "One-Click"})
    assert b"get any more reminders" in page.content
    pump(now + REMIND_AFTER)
    assert Delivery.objects.get(kind=REMINDER).reason == Reason.STOPPED
    assert len(list(folder.glob("*"))) == 1


def test_a_reminder_says_how_to_stop_it(
    link: PersonalLink, address: str, now: datetime, folder: Path
) -> None:
    pump(now)
    pump(now + REMIND_AFTER)
    found = [
        message_from_bytes(file.read_bytes(), policy=policy.default) for file in folder.glob("*")
    ]
    (reminder,) = [mail for mail in found if mail["Subject"].startswith("Reminder: ")]
    assert reminder["List-Unsubscribe"] == f"<{settings.BASE_URL}{address}stop/>"
    assert reminder["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_double_click_asks_for_one_call(client: Client, address: str) -> None:
    page = client.get(address + "call-me/").content.decode()
    mark = page.partition(f'name="{MARK}" value="')[2].partition('"')[0]
    data = {"phone": "555 0100", MARK: mark}
    answers = [client.post(address + "call-me/", data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert LinkMessage.objects.count() == 1
    client.post(address + "call-me/", {"phone": "555 0100", MARK: "another"})
    assert LinkMessage.objects.count() == 2


PLAIN = "This link has expired or was revoked"


def test_unknown_expired_and_revoked_links_show_one_page(
    client: Client, address: str, link: PersonalLink, coordinator: User, now: datetime
) -> None:
    unknown = client.get("/p/nonsense/")
    cut = client.get(address[:-3] + "/")
    with time_machine.travel(now + VALID + timedelta(seconds=1), tick=False):
        expired = client.get(address)
    links.revoke(link=link, by=coordinator, now=now)
    revoked = client.get(address)
    pages = {response.content for response in (unknown, cut, expired, revoked)}
    assert len(pages) == 1
    assert PLAIN in pages.pop().decode()
    assert {r.status_code for r in (unknown, cut, expired, revoked)} == {404}


def test_a_new_link_goes_only_to_the_address_we_know(
    client: Client, address: str, link: PersonalLink, now: datetime
) -> None:
    with time_machine.travel(now + VALID + timedelta(days=1), tick=False):
        known = client.post("/p/new/", {"email": "JO@example.org"})
        unknown = client.post("/p/new/", {"email": "who@example.org"})
        assert client.get(address).status_code == 404
    assert known.content == unknown.content
    sent = Delivery.objects.filter(kind="personal_link")
    assert [letter.address_norm for letter in sent] == ["jo@example.org", "jo@example.org"]
    link.refresh_from_db()
    assert link.expires_at > now + VALID


def test_a_revoked_link_is_not_sent_anew(
    client: Client, link: PersonalLink, coordinator: User, now: datetime
) -> None:
    links.revoke(link=link, by=coordinator, now=now)
    with time_machine.travel(now + timedelta(days=1), tick=False):
        client.post("/p/new/", {"email": "jo@example.org"})
    assert Delivery.objects.filter(kind="personal_link").count() == 1


def test_whoever_tries_too_often_has_to_wait(client: Client, address: str) -> None:
    tries = [client.get(f"/p/guess-{number}/").status_code for number in range(12)]
    assert tries == [404] * 10 + [429] * 2
    assert client.get(address).status_code == 200
