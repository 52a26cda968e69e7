"""How often an address may try something that strangers can reach."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The network address of the person, also behind our own proxies."""
    return str(get_adapter(request).get_client_ip(request))


def is_too_often(request: HttpRequest, what: str, *, per_minute: int, per_hour: int) -> bool:
    """Count a try; tell whether one address made too many in a minute, or all in an hour."""
    address = client_address(request)
    tries = [
        (f"throttle:{what}:{address}", per_minute, 60),
        (f"throttle:{what}", per_hour, 60 * 60),
    ]
    return any([_count(key, seconds) > most for key, most, seconds in tries])  # noqa: C419  both


def _count(key: str, seconds: int) -> int:
    cache.add(key, 0, timeout=seconds)
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two
        return 1
