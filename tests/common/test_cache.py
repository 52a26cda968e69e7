"""The cache while its server is away."""

import socket
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from common import cache as steady
from common.cache import LEFT_ALONE, SteadyCache
from common.processes import free_port
from tests.conftest import PASSWORD


@pytest.fixture
def cache() -> SteadyCache:
    return SteadyCache(f"redis://127.0.0.1:{free_port()}/0", {"KEY_PREFIX": "test"})


def test_a_throttle_still_counts(cache: SteadyCache) -> None:
    assert cache.add("tries", 0, timeout=60)
    assert not cache.add("tries", 0, timeout=60)
    assert [cache.incr("tries"), cache.incr("tries")] == [1, 2]
    cache.delete("tries")
    assert cache.get("tries", "none") == "none"
    with pytest.raises(ValueError, match="not found"):
        cache.incr("tries")


def test_what_was_set_is_found(cache: SteadyCache) -> None:
    cache.set("history", [1, 2], timeout=60)
    assert cache.get("history") == [1, 2]


@pytest.fixture
def mute() -> Iterator[socket.socket]:
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        yield server


def asked(server: socket.socket) -> int:
    """How many connections were made since the last look."""
    times = 0
    while True:
        try:
            server.accept()[0].close()
        except BlockingIOError:
            return times
        times += 1


def test_one_that_does_not_answer_is_left_alone_for_a_while(
    mute: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    monkeypatch.setattr(steady, "monotonic", lambda: now)
    options = {"socket_timeout": 0.05}
    cache = SteadyCache(f"redis://127.0.0.1:{mute.getsockname()[1]}/0", {"OPTIONS": options})
    cache.set("a", 1)
    first = asked(mute)
    assert (first > 0, cache.get("a"), cache.incr("a")) == (True, 1, 2)
    assert asked(mute) == 0
    now += LEFT_ALONE
    assert cache.get("a") == 2
    assert asked(mute) == first


def test_signing_in_works_while_redis_does_not_answer(
    mute: socket.socket, settings: Settings, coordinator: User, client: Client
) -> None:
    address = f"redis://127.0.0.1:{mute.getsockname()[1]}/0"
    settings.CACHES = {"default": {"BACKEND": "common.cache.SteadyCache", "LOCATION": address}}
    given = {"login": coordinator.email, "password": PASSWORD}
    assert client.post(reverse("account_login"), given).status_code == 302
    assert asked(mute) > 0
