"""Mail that came back: one effect each, and none for what is not ours."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from audit.models import Event
from partnerships.outbox import actions
from partnerships.outbox.lifecycle import BounceKind, Reason, State
from partnerships.outbox.models import Bounce, Delivery, Suppression
from tests.outbox.conftest import Pump, Queue

pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture
def sent(queue: Queue, run_pump: Pump) -> Delivery:
    """A mail that left at `now`."""
    row = queue("a", category="digest", partnership_id=7)
    run_pump()
    row.refresh_from_db()
    return row


def bounce(row: Delivery, came: datetime, **changes: Any) -> Bounce | None:
    """Take a hard bounce of the row that came a minute after it left."""
    told: dict[str, Any] = {
        "event_id": "event-1",
        "message_id": row.message_id,
        "address": row.address_norm,
        "kind": BounceKind.HARD,
        "code": "5.1.1",
        "text": "550 5.1.1 No such user\r\nhere",
        "at": came,
        "now": came + timedelta(minutes=1),
    }
    return actions.take_bounce(**{**told, **changes})


def test_a_hard_one_ends_mail_to_the_address(
    sent: Delivery, queue: Queue, run_pump: Pump, now: datetime
) -> None:
    taken = bounce(sent, now)
    assert taken
    assert (taken.delivery, taken.text) == (sent, "550 5.1.1 No such user here")
    forbidden = Suppression.objects.get()
    assert (forbidden.address_norm, forbidden.scope) == (sent.address_norm, "all")
    assert (forbidden.reason, forbidden.evidence) == (Reason.BOUNCED, taken.text)
    event = Event.objects.get()
    assert (event.verb, event.partnership_id, event.by_id) == ("mail.bounced", 7, None)
    next_one = queue("b")
    run_pump()
    next_one.refresh_from_db()
    assert (next_one.state, next_one.reason) == (State.SUPPRESSED, Reason.BOUNCED)


def test_twice_has_one_effect(sent: Delivery, now: datetime) -> None:
    first, second = bounce(sent, now), bounce(sent, now)
    assert first == second
    assert Bounce.objects.count() == Suppression.objects.count() == Event.objects.count() == 1


def test_twice_does_not_bring_back_what_was_lifted(
    sent: Delivery, administrator: User, now: datetime
) -> None:
    bounce(sent, now)
    actions.lift_suppression(Suppression.objects.get(), by=administrator, now=now)
    bounce(sent, now)
    assert not Suppression.objects.exists()


def test_three_soft_ones_in_two_weeks(sent: Delivery, now: datetime) -> None:
    soft = {"kind": BounceKind.SOFT, "code": "5.2.2"}
    bounce(sent, now, event_id="old", at=now - timedelta(days=15), **soft)
    bounce(sent, now, event_id="1", at=now - timedelta(days=13), **soft)
    bounce(sent, now, event_id="2", **soft)
    assert not Suppression.objects.exists()
    bounce(sent, now, event_id="3", at=now - timedelta(days=1), **soft)
    assert Suppression.objects.get().reason == Reason.BOUNCED


def test_not_now_is_only_noted(sent: Delivery, now: datetime) -> None:
    for number in range(5):
        bounce(sent, now, event_id=f"{number}", kind=BounceKind.SOFT, code="4.2.2")
    assert Bounce.objects.count() == 5
    assert not Suppression.objects.exists()


def test_a_complaint_ends_the_category(sent: Delivery, now: datetime) -> None:
    bounce(sent, now, kind=BounceKind.COMPLAINT, code="")
    forbidden = Suppression.objects.get()
    assert (forbidden.scope, forbidden.reason) == ("digest", Reason.COMPLAINT)


def test_a_suppression_whose_time_is_over_begins_anew(sent: Delivery, now: datetime) -> None:
    Suppression.objects.create(
        address_norm=sent.address_norm, reason="absent", until=now, created_at=now
    )
    bounce(sent, now)
    forbidden = Suppression.objects.get()
    assert (forbidden.reason, forbidden.until) == (Reason.BOUNCED, None)


def test_one_that_holds_keeps_its_reason(sent: Delivery, now: datetime) -> None:
    Suppression.objects.create(
        address_norm=sent.address_norm, reason="unsubscribed", created_at=now
    )
    bounce(sent, now)
    assert Suppression.objects.get().reason == "unsubscribed"


@pytest.mark.parametrize("address", ["", " MARIA@example.org "])
def test_the_address_is_ours_to_know(sent: Delivery, now: datetime, address: str) -> None:
    assert bounce(sent, now, address=address)


@pytest.mark.parametrize(
    "changes",
    [
        {"message_id": "<" + "a" * 32 + "@accord.test>"},
        {"message_id": ""},
        {"address": "somebody.else@example.org"},
        {"now": datetime.fromisoformat("2026-12-01T15:00:01+00:00")},
    ],
    ids=["forged", "none", "another address", "8 days"],
)
def test_what_is_not_ours_has_no_effect(
    sent: Delivery, now: datetime, changes: dict[str, Any]
) -> None:
    assert bounce(sent, now, **changes) is None
    assert not Bounce.objects.exists()
    assert not Suppression.objects.exists()
    assert not Event.objects.exists()


def test_mail_that_has_not_left_cannot_come_back(queue: Queue, now: datetime) -> None:
    assert bounce(queue("a"), now) is None


def test_for_those_who_tell_the_owner(sent: Delivery, now: datetime) -> None:
    bounce(sent, now)
    assert not Bounce.objects.hard().to_contacts().exists()
    Delivery.objects.update(recipient_kind="contact", recipient_id=12)
    found = Bounce.objects.hard().to_contacts().get()
    assert (found.delivery.recipient_id, found.delivery.partnership_id) == (12, 7)


def test_lifting_is_written_down(sent: Delivery, administrator: User, now: datetime) -> None:
    bounce(sent, now)
    actions.lift_suppression(Suppression.objects.get(), by=administrator, now=now)
    assert not Suppression.objects.exists()
    event = Event.objects.order_by("-id")[0]
    assert (event.verb, event.by_id) == ("mail.suppression_lifted", administrator.pk)
    assert event.params["address"] == sent.address_norm
