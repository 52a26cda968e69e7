"""The outbox with a quicker clock and with kinds of its own, for programs of these tests."""

from collections.abc import Mapping
from datetime import timedelta

from partnerships.outbox.actions import breaker, fence, leases, outcomes, sending, taking
from partnerships.outbox.emails import transports
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import Content, MailKind
from tests.outbox.letters import KINDS as PLAIN, still_true

POISON = "poison"


def _poisoned(_delivery: Delivery) -> Content:
    raise LookupError("no such template")


KINDS: Mapping[str, MailKind] = {
    **PLAIN,
    POISON: MailKind(why_untrue=still_true, render=_poisoned),
}


PATCHED = {
    leases: ("LEASE",),
    fence: ("LOOK_AGAIN",),
    taking: ("LEASE",),
    sending: ("RENEW_AFTER",),
    outcomes: ("IN_DOUBT_WAIT", "transient_wait", "breaker_wait"),
    breaker: ("breaker_wait",),
}


def quicken(lease: float) -> None:
    """Let leases be so short, in seconds, and nothing wait after a fault."""
    quick = {
        "LEASE": timedelta(seconds=lease),
        "RENEW_AFTER": lease / 4,
        "LOOK_AGAIN": timedelta(0),
        "IN_DOUBT_WAIT": timedelta(0),
        "transient_wait": lambda _attempts: timedelta(0),
        "breaker_wait": lambda _failures: timedelta(seconds=0.1),
    }
    for module, names in PATCHED.items():
        vars(module).update({name: quick[name] for name in names})


def hurry(patience: float) -> None:
    """Wait for the mail server no longer than so many seconds at any step."""
    steps = ("CONNECT_SECONDS", "COMMAND_SECONDS", "ANSWER_SECONDS")
    vars(transports).update(dict.fromkeys(steps, patience))
