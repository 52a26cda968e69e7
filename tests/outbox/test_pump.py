"""The pump: everything due leaves once; what must not leave ends where people can see it."""

from collections import Counter
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.models import User
from audit.models import Event
from partnerships.outbox import actions, queries
from partnerships.outbox.actions import breaker, leases, outcomes, sending
from partnerships.outbox.actions.fence import pass_fence
from partnerships.outbox.emails.transports import FolderTransport
from partnerships.outbox.lifecycle import Fault, Outcome, Phase, Reason, State
from partnerships.outbox.models import (
    Delivery,
    DeliveryAttempt,
    DomainRate,
    Heartbeat,
    RelayState,
    Suppression,
)
from partnerships.outbox.rules import BATCH, LEASE, Content, MailKind, Recipient, Reply
from tests.outbox.conftest import Pump, Queue
from tests.outbox.letters import KINDS, NOTE, plain, still_true


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*")}


def kind(**changes: Any) -> dict[str, MailKind]:
    return {NOTE: MailKind(**{"why_untrue": still_true, "render": plain} | changes)}


def only() -> Delivery:
    return Delivery.objects.get()


# What works


def test_what_is_due_lands_in_the_folder(queue: Queue, run_pump: Pump, folder: Path) -> None:
    row = queue("a")
    assert run_pump() == Counter({Outcome.ACCEPTED: 1})
    ((name, content),) = files(folder).items()
    assert name == f"{row.message_id.strip('<>')}.eml"
    message = message_from_bytes(content, policy=policy.default)
    assert message["Message-ID"] == row.message_id
    assert message["To"] == "Maria Alvarez <maria@example.org>"
    assert message["Subject"] == "Grüße, a"
    assert "Maria Alvarez" in str(message.get_body(("plain",)))
    assert content.isascii()
    sent = only()
    assert (sent.state, sent.sent_at is not None, sent.attempts) == (State.SENT, True, 1)
    assert sent.rendered_sha256 == sha256(content).hexdigest()
    assert sent.rendered is None
    # A yes at the first try is told by the delivery alone.
    assert not DeliveryAttempt.objects.exists()


def test_more_than_one_batch(queue: Queue, run_pump: Pump, folder: Path) -> None:
    for number in range(53):
        queue(str(number))
    assert run_pump() == Counter({Outcome.ACCEPTED: 53})
    assert len(files(folder)) == 53


def test_nothing_leaves_early(queue: Queue, run_pump: Pump, folder: Path, now: datetime) -> None:
    queue("a", not_before=now + timedelta(seconds=1))
    assert not run_pump()
    assert run_pump(at=now + timedelta(seconds=1))[Outcome.ACCEPTED] == 1


def test_a_second_run_sends_nothing_again(queue: Queue, run_pump: Pump, folder: Path) -> None:
    queue("a")
    run_pump()
    assert run_pump() == Counter()


def test_a_sign_of_life(run_pump: Pump, folder: Path, db: None, now: datetime) -> None:
    run_pump()
    assert Heartbeat.objects.get(name="pump").at == now


# Claim and lease


def test_what_is_claimed_nobody_else_gets(queue: Queue, now: datetime) -> None:
    queue("a")
    queue("b")
    mine = leases.claim(token=uuid4(), now=now, limit=1)
    theirs = leases.claim(token=uuid4(), now=now)
    assert [row.dedupe_key for row in mine + theirs] == ["a", "b"]
    assert leases.claim(token=uuid4(), now=now) == []


def test_the_longest_due_go_first(queue: Queue, now: datetime) -> None:
    queue("new")
    queue("old", not_before=now - timedelta(hours=1))
    assert [row.dedupe_key for row in leases.claim(token=uuid4(), now=now)] == ["old", "new"]


def test_a_row_in_hand_needs_a_lease(queue: Queue) -> None:
    row = queue("a")
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.filter(pk=row.pk).update(state=State.CLAIMED)


def test_sent_needs_an_instant(queue: Queue) -> None:
    row = queue("a")
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.filter(pk=row.pk).update(state=State.SENT)


def test_what_was_claimed_by_a_vanished_sender_is_tried_again(
    queue: Queue, run_pump: Pump, folder: Path, now: datetime
) -> None:
    queue("a")
    leases.claim(token=uuid4(), now=now)
    assert run_pump() == Counter()
    assert run_pump(at=now + LEASE)[Outcome.ACCEPTED] == 1
    assert only().in_doubt == 0


def test_what_was_being_handed_over_is_marked_and_tried_later_with_the_same_bytes(
    queue: Queue, run_pump: Pump, folder: Path, now: datetime
) -> None:
    queue("a")
    (held,) = leases.claim(token=uuid4(), now=now)
    first = pass_fence(held, kinds=KINDS, now=now)
    late = now + LEASE
    run_pump(at=late)
    row = only()
    assert (row.state, row.in_doubt) == (State.RETRY, 1)
    assert row.not_before == late + timedelta(minutes=5)
    run_pump(at=row.not_before)
    assert list(files(folder).values()) == [first]
    assert only().state == State.SENT


def test_a_lease_can_be_renewed(queue: Queue, now: datetime) -> None:
    queue("a")
    token = uuid4()
    leases.claim(token=token, now=now)
    leases.renew(token=token, now=now + timedelta(seconds=100))
    assert leases.reap(now=now + LEASE) == 0


def test_told_to_stop_it_gives_the_rest_back(queue: Queue, run_pump: Pump, folder: Path) -> None:
    for key in "abc":
        queue(key)
    asked = iter([False, False, True])
    run_pump(stopping=lambda: next(asked, True))
    assert len(files(folder)) == 1
    rest = Delivery.objects.exclude(state=State.SENT)
    assert {(row.state, row.attempts) for row in rest} == {(State.RETRY, 0)}


# Not too much to one domain


def addressed(queue: Queue, key: str, domain: str, now: datetime) -> None:
    recipient = Recipient(kind="contact", id=1, address=f"jo@{domain}", name="Jo Ortiz", tz="UTC")
    queue(key, recipient=recipient)


def test_a_domain_gets_so_many_a_minute_and_the_rest_waits_without_using_a_try(
    queue: Queue, run_pump: Pump, folder: Path, now: datetime, settings: Settings
) -> None:
    settings.MAIL_PER_DOMAIN_PER_MINUTE = 2
    for key in "abc":
        addressed(queue, key, "bright.example", now)
    addressed(queue, "other", "harbor.example", now)
    assert run_pump()[Outcome.ACCEPTED] == 3
    rest = Delivery.objects.get(dedupe_key="c")
    minute = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    assert (rest.state, rest.attempts, rest.not_before) == (State.RETRY, 0, minute)
    assert rest.lease_token is None
    assert run_pump(at=minute - timedelta(seconds=1)) == Counter()
    assert run_pump(at=minute)[Outcome.ACCEPTED] == 1


def test_a_whole_batch_that_has_to_wait_does_not_keep_the_others_back(
    queue: Queue, run_pump: Pump, folder: Path, now: datetime, settings: Settings
) -> None:
    settings.MAIL_PER_DOMAIN_PER_MINUTE = 10
    for number in range(10 + BATCH):
        addressed(queue, f"a{number:03}", "bright.example", now)
    addressed(queue, "z", "harbor.example", now)
    assert run_pump()[Outcome.ACCEPTED] == 11
    assert Delivery.objects.get(dedupe_key="z").state == State.SENT


def test_without_a_limit_nothing_is_counted(
    queue: Queue, run_pump: Pump, folder: Path, now: datetime
) -> None:
    queue("a")
    run_pump()
    assert not DomainRate.objects.exists()


# Fence


def test_a_mail_costs_one_statement_to_take_it_and_one_to_settle_it(
    queue: Queue, run_pump: Pump, folder: Path, now: datetime
) -> None:
    queue("0")
    run_pump()  # the two are written

    def statements(number: int) -> int:
        for key in range(number):
            queue(f"{number}-{key}")
        with CaptureQueriesContext(connection) as captured:
            assert run_pump()[Outcome.ACCEPTED] == number
        return sum("SAVEPOINT" not in query["sql"] for query in captured)

    assert statements(11) - statements(1) == 10 * 2


def test_a_deadline_that_has_passed_on_the_way_closes_the_fence(
    queue: Queue, run_pump: Pump, folder: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database's clock is read once per batch and carried on by a counter."""
    queue("a", expires_at=now + timedelta(seconds=60))
    late = iter([0.0, 0.0, 0.0])
    monkeypatch.setattr(sending, "monotonic", lambda: next(late, 60.0))
    with time_machine.travel(now, tick=False):
        actions.pump(kinds=KINDS, clock=lambda: now, seconds=600)
    assert only().state == State.EXPIRED


def test_what_cannot_be_written_because_it_is_over_is_just_cancelled(
    queue: Queue, run_pump: Pump, folder: Path
) -> None:
    """It became untrue between the check and the writing."""
    said = iter(["", "over"])

    def broken(_row: Delivery) -> Content:
        raise Delivery.DoesNotExist

    queue("a")
    run_pump(kinds=kind(render=broken, why_untrue=lambda _row, _now: next(said)))
    assert (only().state, only().reason) == (State.CANCELLED, "over")


def test_an_address_written_in_capitals_is_the_same_address(
    queue: Queue, run_pump: Pump, folder: Path, coordinator: User
) -> None:
    queue("a")
    User.objects.filter(pk=coordinator.pk).update(email="Maria@Example.org")
    assert run_pump()[Outcome.ACCEPTED] == 1


def test_another_sender_took_the_row_so_the_fence_is_closed(queue: Queue, now: datetime) -> None:
    queue("a")
    (mine,) = leases.claim(token=uuid4(), now=now)
    leases.reap(now=now + LEASE)
    leases.claim(token=uuid4(), now=now + LEASE)
    assert pass_fence(mine, kinds=KINDS, now=now + LEASE) is None
    assert only().state == State.CLAIMED


def test_the_fence_opens_once(queue: Queue, now: datetime) -> None:
    queue("a")
    (mine,) = leases.claim(token=uuid4(), now=now)
    assert pass_fence(mine, kinds=KINDS, now=now) is not None
    assert pass_fence(mine, kinds=KINDS, now=now) is None


def test_untrue_by_now(queue: Queue, run_pump: Pump, folder: Path) -> None:
    queue("a")
    run_pump(kinds=kind(why_untrue=lambda _row, _now: "moved"))
    assert (only().state, only().reason) == (State.CANCELLED, "moved")
    assert files(folder) == {}


def test_what_was_untrue_for_a_moment_is_looked_at_again(queue: Queue, now: datetime) -> None:
    queue("a")
    (mine,) = leases.claim(token=uuid4(), now=now)
    words = iter(["moved", ""])
    kinds = kind(why_untrue=lambda _row, _now: next(words))
    assert pass_fence(mine, kinds=kinds, now=now) is None
    row = only()
    assert (row.state, row.attempts) == (State.RETRY, 0)
    assert row.not_before == now + timedelta(minutes=1)


def test_too_late(queue: Queue, run_pump: Pump, folder: Path, now: datetime) -> None:
    queue("a", expires_at=now)
    run_pump()
    assert (only().state, only().reason) == (State.EXPIRED, Reason.TOO_LATE)
    assert files(folder) == {}


def test_too_late_between_claim_and_fence(queue: Queue, now: datetime) -> None:
    queue("a")
    (mine,) = leases.claim(token=uuid4(), now=now)
    assert pass_fence(mine, kinds=KINDS, now=mine.expires_at) is None
    assert only().state == State.EXPIRED


@pytest.mark.parametrize("scope", ["all", NOTE])
def test_suppressed(scope: str, queue: Queue, run_pump: Pump, folder: Path, now: datetime) -> None:
    row = queue("a")
    Suppression.objects.create(
        address_norm=row.address_norm, scope=scope, reason="unsubscribed", created_at=now
    )
    run_pump()
    assert (only().state, only().reason) == (State.SUPPRESSED, "unsubscribed")
    assert files(folder) == {}


def test_suppressed_in_another_category_or_until_now(
    queue: Queue, run_pump: Pump, folder: Path, now: datetime
) -> None:
    row = queue("a")
    for scope, until in [("other", None), ("all", now)]:
        Suppression.objects.create(
            address_norm=row.address_norm, scope=scope, reason="x", until=until, created_at=now
        )
    assert run_pump()[Outcome.ACCEPTED] == 1


def test_to_nobody_who_has_left(
    queue: Queue, run_pump: Pump, folder: Path, coordinator: User
) -> None:
    queue("a")
    User.objects.filter(pk=coordinator.pk).update(is_active=False)
    run_pump()
    assert (only().state, only().reason) == (State.CANCELLED, Reason.RECIPIENT_LEFT)
    assert files(folder) == {}


def test_a_new_address_is_followed(
    queue: Queue, run_pump: Pump, folder: Path, coordinator: User
) -> None:
    queue("a")
    User.objects.filter(pk=coordinator.pk).update(email="maria.new@example.org")
    run_pump()
    (content,) = files(folder).values()
    assert b"maria.new@example.org" in content
    assert only().attempts == 1


def test_a_letter_that_cannot_be_written_does_not_stop_the_others(
    queue: Queue, run_pump: Pump, folder: Path
) -> None:
    def render(delivery: Delivery) -> Content:
        if delivery.dedupe_key == "poison":
            raise KeyError("no such word")
        return plain(delivery)

    for key in ["a", "poison", "z"]:
        queue(key)
    run_pump(kinds=kind(render=render))
    states = dict(Delivery.objects.values_list("dedupe_key", "state"))
    assert states == {"a": State.SENT, "poison": State.DEAD, "z": State.SENT}
    assert Delivery.objects.get(state=State.DEAD).reason == Reason.BUG
    assert Event.objects.get().verb == "mail.undeliverable"


def test_a_letter_the_database_refuses_does_not_stop_the_others(
    queue: Queue, run_pump: Pump, folder: Path
) -> None:
    def why_untrue(delivery: Delivery, _now: datetime) -> str:
        if delivery.dedupe_key == "poison":
            raise DataError("value out of range")
        return ""

    for key in ["poison", "z"]:
        queue(key)
    run_pump(kinds=kind(why_untrue=why_untrue))
    states = dict(Delivery.objects.values_list("dedupe_key", "state"))
    assert states == {"poison": State.DEAD, "z": State.SENT}


def test_a_header_that_would_break_out_is_one_line(
    queue: Queue, run_pump: Pump, folder: Path
) -> None:
    queue("a")
    evil = Content(
        subject="Hello\r\nBcc: eve@example.org", text="x", sender="Eve", headers={"X-A": "b\nc: d"}
    )
    run_pump(kinds=kind(render=lambda _row: evil))
    message = message_from_bytes(next(iter(files(folder).values())), policy=policy.default)
    assert message["Bcc"] is None
    assert message["c"] is None


def test_a_kind_nobody_knows_waits_for_a_person(
    queue: Queue, run_pump: Pump, folder: Path
) -> None:
    queue("a")
    run_pump(kinds={})
    assert (only().state, only().reason) == (State.DEAD, Reason.BUG)


def test_a_database_that_is_gone_kills_no_mail(
    queue: Queue, run_pump: Pump, folder: Path, now: datetime
) -> None:
    def gone(_row: Delivery, _now: datetime) -> str:
        raise OperationalError("server closed the connection")

    queue("a")
    with pytest.raises(OperationalError), transaction.atomic():
        run_pump(kinds=kind(why_untrue=gone))
    assert only().state != State.DEAD
    assert run_pump(at=now + LEASE)[Outcome.ACCEPTED] == 1


# Outcomes


def claimed(now: datetime) -> Delivery:
    (row,) = leases.claim(token=uuid4(), now=now)
    return row


def settle(outcome: Outcome, now: datetime, *, text: str = "no") -> Delivery:
    row = claimed(now)
    reply = Reply(phase=Phase.RECIPIENT, outcome=outcome, code=450, text=text)
    outcomes.settle(row, reply=reply, started=now, now=now)
    return only()


def test_not_now_means_two_minutes_then_longer(queue: Queue, now: datetime) -> None:
    queue("a")
    for minutes in [2, 5, 15, 30, 60, 60]:
        row = settle(Outcome.TRANSIENT, now)
        wait = row.not_before - now
        assert timedelta(minutes=minutes * 0.8) <= wait <= timedelta(minutes=minutes * 1.2)
        assert row.state == State.RETRY
        now = row.not_before


def test_not_now_for_a_whole_day_is_for_a_person(queue: Queue, now: datetime) -> None:
    row = queue("a")
    Delivery.objects.filter(pk=row.pk).update(attempts=26)
    row = settle(Outcome.TRANSIENT, now)
    assert (row.state, row.reason) == (State.DEAD, Reason.DEFERRED)


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (Outcome.ADDRESS, Reason.ADDRESS),
        (Outcome.POLICY, Reason.POLICY),
        (Outcome.REFUSED, Reason.REPLY),
        (Outcome.BUG, Reason.BUG),
    ],
)
def test_never_is_for_a_person(
    outcome: Outcome, reason: Reason, queue: Queue, now: datetime
) -> None:
    queue("a")
    row = settle(outcome, now, text="550 5.1.1 no such user")
    assert (row.state, row.reason, row.last_error) == (
        State.DEAD,
        reason,
        "550 5.1.1 no such user",
    )
    assert Suppression.objects.exists() == (outcome == Outcome.ADDRESS)


@pytest.mark.parametrize("place", ["render", "hand_over"])
def test_a_fault_of_ours_does_not_repeat_what_the_mail_says(
    place: str,
    queue: Queue,
    run_pump: Pump,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A mail may hold a link that nobody but its recipient may open."""

    def fail(*_given: object) -> Any:
        "Open https://accord.example.org/p/s3cret/ ü".encode("ascii")

    queue("a")
    if place == "hand_over":
        monkeypatch.setattr(FolderTransport, "hand_over", fail)
    run_pump(kinds=kind(render=fail))
    row = Delivery.objects.get()
    assert (row.reason, row.last_error) == (Reason.BUG, "UnicodeEncodeError")
    assert not DeliveryAttempt.objects.filter(text__contains="s3cret").exists()


def test_words_no_database_can_store_are_cleaned(queue: Queue, now: datetime) -> None:
    queue("a")
    row = settle(Outcome.REFUSED, now, text="no\x00such\ud800" + "x" * 600)
    assert row.last_error == "nosuch" + "x" * 494


def test_unclear_three_times_is_for_a_person(queue: Queue, now: datetime) -> None:
    queue("a")
    for times in (1, 2):
        claimed_row = claimed(now)
        pass_fence(claimed_row, kinds=KINDS, now=now)
        reply = Reply(phase=Phase.ANSWER, outcome=Outcome.IN_DOUBT, text="timed out")
        outcomes.settle(claimed_row, reply=reply, started=now, now=now)
        assert (only().state, only().in_doubt) == (State.RETRY, times)
        assert only().not_before == now + timedelta(minutes=5)
        now = only().not_before
    row = settle(Outcome.IN_DOUBT, now)
    assert (row.state, row.reason, row.in_doubt) == (State.DEAD, Reason.IN_DOUBT, 3)


def test_our_own_relays_fault_uses_no_try(queue: Queue, now: datetime) -> None:
    queue("a")
    row = settle(Outcome.RELAY, now)
    assert (row.state, row.attempts, row.relay_faults) == (State.RETRY, 0, 1)


def test_a_late_yes_counts_though_the_row_was_taken_back(queue: Queue, now: datetime) -> None:
    queue("a")
    row = claimed(now)
    pass_fence(row, kinds=KINDS, now=now)
    leases.reap(now=now + LEASE)
    yes = Reply(phase=Phase.ANSWER, outcome=Outcome.ACCEPTED, code=250, text="ok")
    outcomes.settle(row, reply=yes, started=now, now=now + LEASE)
    assert only().state == State.SENT


def test_a_late_no_of_somebody_else_changes_nothing(queue: Queue, now: datetime) -> None:
    queue("a")
    row = claimed(now)
    leases.reap(now=now + LEASE)
    theirs = claimed(now + LEASE)
    no = Reply(phase=Phase.RECIPIENT, outcome=Outcome.REFUSED, code=550, text="no")
    outcomes.settle(row, reply=no, started=now, now=now + LEASE)
    assert only().lease_token == theirs.lease_token
    assert only().state == State.CLAIMED


# Circuit breaker and clock


def test_a_folder_that_cannot_be_written_opens_the_breaker(
    queue: Queue, run_pump: Pump, folder: Path, now: datetime
) -> None:
    folder.write_text("not a folder")
    for key in "abc":
        queue(key)
    assert run_pump() == Counter({Outcome.RELAY: 1})
    assert RelayState.objects.get().open_until == now + timedelta(seconds=30)
    assert run_pump(at=now + timedelta(seconds=29)) == Counter()
    assert {row.attempts for row in Delivery.objects.all()} == {0}

    half_open = now + timedelta(seconds=30)
    assert run_pump(at=half_open) == Counter({Outcome.RELAY: 1})
    assert RelayState.objects.get().open_until == half_open + timedelta(seconds=60)

    folder.unlink()
    assert run_pump(at=half_open + timedelta(seconds=60))[Outcome.ACCEPTED] == 3
    assert RelayState.objects.get().failures == 0


def test_one_probe_at_a_time(db: None, now: datetime, folder: Path) -> None:
    breaker.trip(reply=Reply(phase=Phase.CONNECT, outcome=Outcome.RELAY), now=now)
    later = now + timedelta(seconds=30)
    assert [breaker.allowance(now=later) for _ in range(2)] == [1, 0]


def test_with_a_wrong_clock_nothing_leaves(queue: Queue, folder: Path, now: datetime) -> None:
    queue("a")
    with time_machine.travel(now + timedelta(seconds=31), tick=False):
        assert actions.pump(kinds=KINDS, clock=lambda: now) == Counter()
    assert only().state == State.PENDING
    assert Heartbeat.objects.get(name="pump").detail == "clock differs"
    found = queries.outage(now)
    assert found
    assert found.faults == [Fault.CLOCK]
