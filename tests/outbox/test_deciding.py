"""Deciding about mail that could not be delivered."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from partnerships.outbox.actions import undelivered
from partnerships.outbox.lifecycle import Reason, State
from partnerships.outbox.models import Delivery, Suppression
from tests.outbox.conftest import Queue

ClientAs = Callable[[User], Client]


@pytest.fixture
def dead(queue: Queue, now: datetime) -> Delivery:
    """A mail to an address that does not exist."""
    row = queue("a")
    Delivery.objects.filter(pk=row.pk).update(
        state=State.DEAD,
        reason=Reason.ADDRESS,
        last_error="550 5.1.1 No such user here",
        attempts=1,
        expires_at=now,
    )
    Suppression.objects.create(
        address_norm=row.address_norm, scope="all", reason=Reason.ADDRESS, created_at=now
    )
    row.refresh_from_db()
    return row


@pytest.fixture
def leaders(client_as: ClientAs, leader: User) -> Client:
    return client_as(leader)


def url(name: str, delivery: Delivery) -> str:
    return reverse(name, args=[delivery.pk])


def test_try_again(leaders: Client, dead: Delivery, leader: User) -> None:
    response = leaders.post(url("delivery_retry", dead))
    assert (response.status_code, response["Location"]) == (302, reverse("delivery_list"))
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.reason) == (State.PENDING, 0, "")
    assert row.message_id == dead.message_id
    assert row.expires_at > row.not_before + timedelta(hours=23)
    assert not Suppression.objects.exists()
    event = Event.objects.get()
    assert (event.verb, event.by_id) == ("mail.tried_again", leader.pk)


def test_give_up(leaders: Client, dead: Delivery) -> None:
    leaders.post(url("delivery_give_up", dead))
    row = Delivery.objects.get()
    assert (row.state, row.reason) == (State.CANCELLED, Reason.GIVEN_UP)
    assert Event.objects.get().verb == "mail.given_up"


def test_somebody_decided_already(leaders: Client, dead: Delivery) -> None:
    leaders.post(url("delivery_give_up", dead))
    page = leaders.post(url("delivery_retry", dead), follow=True).content.decode()
    assert "Someone has already decided" in page
    assert Delivery.objects.get().state == State.CANCELLED
    assert Event.objects.count() == 1


def test_unknown(leaders: Client, db: None) -> None:
    assert leaders.post(reverse("delivery_retry", args=[4711])).status_code == 404


def test_only_by_post(leaders: Client, dead: Delivery) -> None:
    assert leaders.get(url("delivery_retry", dead)).status_code == 405
    assert leaders.get(url("delivery_give_up", dead)).status_code == 405


@pytest.mark.parametrize("who", ["viewer", "coordinator"])
def test_not_for_everybody(
    who: str, request: pytest.FixtureRequest, client_as: ClientAs, dead: Delivery
) -> None:
    client = client_as(request.getfixturevalue(who))
    assert client.get(reverse("delivery_list")).status_code == 403
    assert client.post(url("delivery_retry", dead)).status_code == 403
    assert client.post(url("delivery_give_up", dead)).status_code == 403
    assert Delivery.objects.get().state == State.DEAD
    assert not Event.objects.exists()


@pytest.fixture
def many_dead(queue: Queue, now: datetime) -> None:
    """Three faults of ours, one refusal."""
    for key in ("a", "b", "c", "d"):
        queue(key)
    Delivery.objects.update(state=State.DEAD, reason=Reason.BUG, expires_at=now)
    Delivery.objects.filter(dedupe_key="d").update(reason=Reason.POLICY)
    Suppression.objects.create(
        address_norm="maria@example.org", scope="all", reason=Reason.ADDRESS, created_at=now
    )


def states() -> list[str]:
    return list(Delivery.objects.order_by("dedupe_key").values_list("state", flat=True))


def test_all_at_once_asks_first(leaders: Client, many_dead: None) -> None:
    page = leaders.get(reverse("delivery_list"), {"reason": "bug"}).content.decode()
    address = reverse("delivery_retry_all") + "?reason=bug"
    assert address in page
    question = leaders.get(address).content.decode()
    assert "3 undeliverable emails" in question
    assert "An error in Accord" in question
    assert states() == ["dead"] * 4


def test_try_all_again(leaders: Client, many_dead: None, leader: User, now: datetime) -> None:
    response = leaders.post(reverse("delivery_retry_all") + "?reason=bug", follow=True)
    assert "Done for 3 emails" in response.content.decode()
    assert states() == ["pending"] * 3 + ["dead"]
    row = Delivery.objects.get(dedupe_key="a")
    assert (row.reason, row.attempts, row.in_doubt) == ("", 0, 0)
    assert row.expires_at > row.not_before + timedelta(hours=23)
    assert not Suppression.objects.exists()
    events = Event.objects.filter(verb="mail.tried_again", by_id=leader.pk)
    assert events.count() == 3


def test_give_up_on_all(leaders: Client, many_dead: None) -> None:
    leaders.post(reverse("delivery_give_up_all"))
    assert states() == ["cancelled"] * 4
    assert set(Delivery.objects.values_list("reason", flat=True)) == {Reason.GIVEN_UP}
    assert Event.objects.filter(verb="mail.given_up").count() == 4
    assert Suppression.objects.exists()


def test_all_of_what_is_not_dead_is_none(leaders: Client, many_dead: None, queue: Queue) -> None:
    queue("e")
    leaders.post(reverse("delivery_give_up_all") + "?state=pending")
    assert states() == ["dead"] * 4 + ["pending"]


def test_all_has_an_end(leaders: Client, many_dead: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undelivered, "BULK_LIMIT", 3)
    monkeypatch.setattr(undelivered, "BULK_STEP", 2)
    leaders.post(reverse("delivery_give_up_all"))
    assert states() == ["cancelled"] * 3 + ["dead"]


@pytest.mark.parametrize("name", ["delivery_retry_all", "delivery_give_up_all"])
def test_all_is_not_for_everybody(
    name: str, client_as: ClientAs, coordinator: User, many_dead: None
) -> None:
    assert client_as(coordinator).post(reverse(name)).status_code == 403
    assert states() == ["dead"] * 4
