"""The outbox with a quicker clock and with kinds of its own, for programs of these tests."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

from partnerships.outbox.actions import breaker, fence, leases, outcomes, sending
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import Content, Kind
from tests.outbox.letters import KINDS as PLAIN
from tests.outbox.letters import still_true

POISON = "poison"


def _poisoned(_delivery: Delivery) -> Content:
    raise LookupError("no such template")


KINDS: Mapping[str, Kind] = {**PLAIN, POISON: Kind(why_untrue=still_true, render=_poisoned)}


PATCHED = {
    leases: ("LEASE",),
    fence: ("LEASE",),
    sending: ("RENEW_AFTER",),
    outcomes: ("IN_DOUBT_WAIT", "transient_wait", "breaker_wait"),
    breaker: ("breaker_wait",),
}


def quicken(lease: float) -> None:
    """Let leases be so short, in seconds, and nothing wait after a fault."""
    quick = {
        "LEASE": timedelta(seconds=lease),
        "RENEW_AFTER": lease / 4,
        "IN_DOUBT_WAIT": timedelta(0),
        "transient_wait": lambda _attempts: timedelta(0),
        "breaker_wait": lambda _failures: timedelta(seconds=0.1),
    }
    for module, names in PATCHED.items():
        vars(module).update({name: quick[name] for name in names})


@contextmanager
def quickened(lease: float = 2.0) -> Iterator[None]:
    """The same in this process, for the length of a block."""
    slow = {
        module: {name: vars(module)[name] for name in names} for module, names in PATCHED.items()
    }
    quicken(lease)
    try:
        yield
    finally:
        for module, values in slow.items():
            vars(module).update(values)
