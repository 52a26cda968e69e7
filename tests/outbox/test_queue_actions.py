"""Mail into the outbox: once per key, always with the same Message-ID, never failing a request."""

import logging
from datetime import datetime, timedelta
from typing import Any

import pytest
from celery import current_app
from django.db import IntegrityError, transaction
from kombu.exceptions import OperationalError
from pytest_django import Settings

from accounts.models import User
from partnerships.outbox import actions
from partnerships.outbox.actions import queue as queue_module
from partnerships.outbox.lifecycle import Reason, State
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import Recipient, message_id
from tests.outbox.conftest import Pump, Queue
from tests.outbox.letters import letter_to

Captured = Any


def enqueue(user: User, now: datetime, **changes: Any) -> Delivery | None:
    fields: dict[str, Any] = {
        "kind": "note",
        "dedupe_key": "key",
        "recipient": Recipient(
            kind="user", id=user.pk, address=" Maria@Example.org ", name=user.name, tz="UTC"
        ),
        "subject": user,
        "not_before": now,
        "expires_at": now + timedelta(days=1),
    }
    return actions.enqueue(**fields | changes, now=now)


def test_a_letter_waits_with_its_message_id(coordinator: User, now: datetime) -> None:
    delivery = enqueue(coordinator, now)
    assert delivery is not None
    assert delivery.state == State.PENDING
    assert delivery.address_norm == "maria@example.org"
    assert delivery.message_id == message_id("key")
    assert (delivery.subject_type, delivery.subject_id) == ("user", coordinator.pk)


def test_the_same_key_is_the_same_letter(coordinator: User, now: datetime) -> None:
    assert enqueue(coordinator, now) is not None
    assert enqueue(coordinator, now + timedelta(hours=1)) is None
    assert Delivery.objects.count() == 1


def test_the_database_itself_keeps_one_row_per_key(queue: Queue, now: datetime) -> None:
    first = queue("a")
    copy = Delivery.objects.get(pk=first.pk)
    copy.pk, copy.message_id = None, "<other@example.org>"
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save(force_insert=True)


def test_the_message_id_hangs_on_the_key_and_on_our_secret(settings: Settings) -> None:
    mine = message_id("key")
    assert mine == message_id("key") != message_id("other")
    settings.SECRET_KEY = "another secret, long enough to be one, of course"  # noqa: S105
    assert message_id("key") != mine


def test_many_at_once_are_counted_once(coordinator: User, now: datetime) -> None:
    letters = [letter_to(coordinator, key=str(n % 3), now=now) for n in range(9)]
    assert actions.bulk_enqueue(letters, now=now) == 3
    assert actions.bulk_enqueue(letters, now=now) == 0


def test_what_waits_can_be_cancelled(queue: Queue, now: datetime) -> None:
    queue("a")
    assert actions.cancel(keys=["a", "unknown"], reason="moved", now=now) == 1
    row = Delivery.objects.get()
    assert (row.state, row.reason) == (State.CANCELLED, "moved")


def test_moved_and_moved_back_is_one_waiting_row(
    queue: Queue, now: datetime, coordinator: User
) -> None:
    first = queue("a")
    actions.cancel(keys=["a"], reason="moved", now=now)
    later = now + timedelta(hours=2)
    back = letter_to(coordinator, key="a", now=now, not_before=later)
    assert actions.bulk_enqueue([back], now=later) == 1
    row = Delivery.objects.get()
    assert (row.pk, row.state, row.reason) == (first.pk, State.PENDING, "")
    assert row.not_before == later


def test_what_was_handed_over_once_is_not_revived(queue: Queue, now: datetime) -> None:
    row = queue("a")
    Delivery.objects.filter(pk=row.pk).update(handed_at=now)
    actions.cancel(keys=["a"], reason="moved", now=now)
    queue("a")
    assert Delivery.objects.get().state == State.CANCELLED


def test_what_a_person_gave_up_is_not_revived(queue: Queue, now: datetime, leader: User) -> None:
    row = queue("a")
    Delivery.objects.filter(pk=row.pk).update(state=State.DEAD, reason=Reason.ADDRESS)
    actions.give_up(row, by=leader, now=now)
    queue("a")
    assert Delivery.objects.get().state == State.CANCELLED


def test_what_was_sent_is_not_queued_again(queue: Queue, run_pump: Pump, folder: object) -> None:
    queue("a")
    run_pump()
    queue("a")
    assert Delivery.objects.get().state == State.SENT


@pytest.fixture
def rings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Count the rings instead of sending them."""
    rung: list[str] = []

    def send_task(name: str, **options: Any) -> None:
        assert (options["expires"], options["retry"]) == (55, False)
        rung.append(name)

    monkeypatch.setattr(current_app, "send_task", send_task)
    return rung


def test_one_ring_after_the_commit_however_much_was_queued(
    coordinator: User,
    now: datetime,
    rings: list[str],
    django_capture_on_commit_callbacks: Captured,
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        enqueue(coordinator, now, dedupe_key="a")
        enqueue(coordinator, now, dedupe_key="b")
        assert rings == []
    assert len(callbacks) == 1
    assert rings == ["partnerships.tick"]


def test_nothing_new_rings_nobody(
    coordinator: User,
    now: datetime,
    rings: list[str],
    django_capture_on_commit_callbacks: Captured,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        enqueue(coordinator, now)
    with django_capture_on_commit_callbacks(execute=True):
        enqueue(coordinator, now)
    assert len(rings) == 1


def test_what_is_due_later_wakes_nobody(
    coordinator: User,
    now: datetime,
    rings: list[str],
    django_capture_on_commit_callbacks: Captured,
) -> None:
    later = now + timedelta(minutes=1)
    with django_capture_on_commit_callbacks(execute=True):
        enqueue(coordinator, now, not_before=later, expires_at=later + timedelta(days=1))
    assert rings == []


@pytest.mark.parametrize("error", [OperationalError("gone"), ConnectionRefusedError("gone")])
def test_without_a_broker_the_request_succeeds(
    error: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def send_task(_name: str, **_options: Any) -> None:
        raise error

    monkeypatch.setattr(current_app, "send_task", send_task)
    with caplog.at_level(logging.WARNING):
        queue_module.ring()
    assert "next tick" in caplog.text
