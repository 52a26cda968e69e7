"""A folder of its own for each test, and the pump on a clock that stands still."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from pytest_django import Settings

from accounts.models import User
from partnerships.outbox import actions
from partnerships.outbox.actions import sending
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import MailKind
from tests.outbox.letters import KINDS, letter_to

Pump = Callable[..., Counter[str]]
Queue = Callable[..., Delivery]


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.MAIL_TRANSPORT = "folder"
    settings.MAIL_FOLDER = tmp_path / "mail"
    return tmp_path / "mail"


@pytest.fixture
def run_pump(now: datetime, monkeypatch: pytest.MonkeyPatch) -> Pump:
    """Return the pump; `at` is what both clocks show, from beginning to end."""
    monkeypatch.setattr(sending, "monotonic", lambda: 0.0)

    def run(
        *, at: datetime = now, kinds: Mapping[str, MailKind] = KINDS, **more: Any
    ) -> Counter[str]:
        with time_machine.travel(at, tick=False):
            return actions.pump(kinds=kinds, clock=lambda: at, **more)

    return run


@pytest.fixture
def queue(coordinator: User, now: datetime) -> Queue:
    """Return a function that queues a letter to the coordinator and gives its row."""

    def put(key: str = "a", **changes: Any) -> Delivery:
        actions.bulk_enqueue([letter_to(coordinator, key=key, now=now, **changes)], now=now)
        return Delivery.objects.get(dedupe_key=key)

    return put
