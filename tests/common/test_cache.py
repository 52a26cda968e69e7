"""The cache while its server is away."""

import pytest

from common.cache import SteadyCache
from common.processes import free_port


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
