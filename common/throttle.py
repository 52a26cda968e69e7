"""Rate limits for what strangers can reach."""

import hashlib
import ipaddress

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

MINUTE, HOUR = 60, 60 * 60  # seconds


def client_address(request: HttpRequest) -> str:
    """The network address of the person, also behind our own proxies."""
    return str(get_adapter(request).get_client_ip(request))


def is_too_often(
    request: HttpRequest, what: str, *, per_minute: int, per_hour: int, about: str = ""
) -> bool:
    """Count a try; tell whether its source, or the email address it is about, had too many.

    Nothing is counted for everyone together, so no one can use up what others may do.
    """
    named = [f"from:{_source(request)}", *([f"about:{about.lower()}"] if about else [])]
    tries = [
        (f"throttle:{what}:{seconds}:{_short(name)}", most, seconds)
        for name in named
        for most, seconds in ((per_minute, MINUTE), (per_hour, HOUR))
    ]
    return any([_count(key, seconds) > most for key, most, seconds in tries])  # noqa: C419  all


def _source(request: HttpRequest) -> str:
    """Return who tries: one IPv4 address, or the IPv6 network that one customer has."""
    address = ipaddress.ip_address(client_address(request))
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False))


def source_mark(request: HttpRequest) -> str:
    """Return a mark of where a request comes from, which tells no one the address itself."""
    return salted_hmac("common.throttle.source", _source(request)).hexdigest()


def _short(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def _count(key: str, seconds: int) -> int:
    cache.add(key, 0, timeout=seconds)
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two
        return 1
