"""A cache whose server may be away."""

import logging
from collections.abc import Mapping
from time import monotonic
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis import RedisError

log = logging.getLogger(__name__)
PATIENCE = {"socket_connect_timeout": 1, "socket_timeout": 1}  # seconds a page may wait for it
LEFT_ALONE = 10.0  # seconds for which a server that did not answer is not asked again


class SteadyCache(RedisCache):
    """Redis, and while that is away the memory of this process.

    Nothing but throttles, forms just sent and copies of public pages live here. Then each process
    knows its own alone, which still slows down whoever guesses, and signing in and personal links
    go on working.
    """

    def __init__(self, server: str, params: Mapping[str, Any]) -> None:
        super().__init__(server, {**params, "OPTIONS": PATIENCE | params.get("OPTIONS", {})})
        self._meanwhile = LocMemCache("meanwhile", dict(params))
        self._away_until = 0.0

    def add(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("add", *args, **kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("get", *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("set", *args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("incr", *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("delete", *args, **kwargs)

    def _ask(self, name: str, *args: Any, **kwargs: Any) -> Any:
        if monotonic() >= self._away_until:
            try:
                return getattr(super(), name)(*args, **kwargs)
            except RedisError as error:
                log.warning("Redis does not answer (%s); this process remembers alone.", error)
                self._away_until = monotonic() + LEFT_ALONE
        return getattr(self._meanwhile, name)(*args, **kwargs)
