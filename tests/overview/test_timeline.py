"""The whole timeline of a partner, one indexed query a page."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from partnerships.outbox import actions as outbox
from partnerships.outbox.lifecycle import Reason, State
from partnerships.outbox.models import Delivery
from partnerships.relationships.lifecycle import Stage
from tests.outbox.letters import letter_to
from tests.scenarios import moved_on_to, partnership_idea

ClientAs = Callable[[User], Client]


def test_it_tells_what_happened_newest_first(
    client_as: ClientAs, viewer: User, coordinator: User, now: datetime
) -> None:
    partnership = partnership_idea(now, coordinator)
    moved_on_to(partnership, Stage.REACHING_OUT, now, coordinator)
    address = f"/partners/{partnership.pk}/timeline/?show=history"
    text = client_as(viewer).get(address).content.decode()
    moved = text.index("moved it from “Prospect” to “Outreach”")
    assert moved < text.index("started the partnership")


@pytest.fixture
def mailed(coordinator: User, now: datetime) -> int:
    """A partnership with a mail to them, one to us, and a third that is not about it."""
    partnership = partnership_idea(now, coordinator)
    for number, (key, about) in enumerate(
        [("them", partnership.pk), ("us", partnership.pk), ("other", None)]
    ):
        letter = letter_to(
            coordinator,
            key=key,
            now=now + timedelta(hours=number),
            kind="personal_link" if key == "them" else "promise_due",
            partnership_id=about,
        )
        outbox.bulk_enqueue([letter], now=now)
    Delivery.objects.filter(dedupe_key="them").update(
        state=State.SENT, sent_at=now, recipient_kind="contact", recipient_name="Grace Okafor"
    )
    Delivery.objects.filter(dedupe_key="us").update(state=State.DEAD, reason=Reason.ADDRESS)
    return partnership.pk


def test_the_mail_about_it_the_latest_first(
    client_as: ClientAs, viewer: User, mailed: int
) -> None:
    client = client_as(viewer)
    assert "?show=mail" in client.get(f"/partners/{mailed}/timeline/").content.decode()
    text = client.get(f"/partners/{mailed}/timeline/?show=mail").content.decode()
    theirs, ours = text.index("Grace Okafor"), text.index("A commitment due today")
    assert ours < theirs
    for words in ["Personal link", "Sent", "Undeliverable", "The address doesn&#x27;t exist"]:
        assert words in text
    assert text.count("<li>\n      <span") == 2


def test_a_screen_to_share_shows_mail_to_them_alone(
    client_as: ClientAs, viewer: User, mailed: int
) -> None:
    client = client_as(viewer)
    client.post("/share-screen/", {"on": "yes"})
    text = client.get(f"/partners/{mailed}/timeline/?show=mail").content.decode()
    assert "Grace Okafor" in text
    assert "A commitment due today" not in text


def test_more_mail_same_queries(
    client_as: ClientAs, viewer: User, coordinator: User, mailed: int, now: datetime
) -> None:
    client = client_as(viewer)
    numbers = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/partners/{mailed}/timeline/?show=mail")
        numbers.append(len(captured))
        letters = [
            letter_to(coordinator, key=str(n), now=now, partnership_id=mailed) for n in range(60)
        ]
        outbox.bulk_enqueue(letters, now=now)
    assert numbers[0] == numbers[1] <= 8
