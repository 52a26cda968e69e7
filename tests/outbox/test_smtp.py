"""By SMTP, against a server that misbehaves on command."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, message_from_string, policy
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from accounts.models import User
from partnerships.outbox import actions
from partnerships.outbox.emails import transports
from partnerships.outbox.lifecycle import Outcome, Phase, Reason, State
from partnerships.outbox.models import Delivery, DeliveryAttempt, RelayState, Suppression
from partnerships.outbox.rules import MailKind, Recipient, classify
from tests.faults.sink import Sink, once, running_sink
from tests.outbox.conftest import Pump, Queue
from tests.outbox.letters import NOTE, plain, still_true


@pytest.fixture
def sink(settings: Settings, tmp_path: Path) -> Iterator[Sink]:
    with running_sink(tmp_path / "ledger") as server:
        settings.MAIL_TRANSPORT = "smtp"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield server


def only() -> Delivery:
    return Delivery.objects.get()


def test_arrives_byte_for_byte(queue: Queue, run_pump: Pump, sink: Sink) -> None:
    row = queue("a")
    assert run_pump()[Outcome.ACCEPTED] == 1
    (entry,) = sink.entries()
    sent = only()
    assert (entry.message_id, entry.to) == (row.message_id, "maria@example.org")
    assert entry.sha256 == sent.rendered_sha256
    assert sent.rendered is None  # only its hash is kept once it has left
    assert sent.relay_reply == "2.0.0 Ok"


def test_a_batch_uses_one_connection(queue: Queue, run_pump: Pump, sink: Sink) -> None:
    for key in "abc":
        queue(key)
    run_pump()
    assert (sink.connections, len(sink.entries())) == (1, 3)
    assert sink.commands[-1] == "QUIT"


def test_the_fence_stands_after_the_recipient_and_before_the_text(
    queue: Queue, run_pump: Pump, sink: Sink
) -> None:
    for key in "ab":
        queue(key)

    def why_untrue(row: Delivery, _now: datetime) -> str:
        verbs = sink.commands
        assert verbs[-1] == "RCPT"
        return "moved" if row.dedupe_key == "a" else ""

    run_pump(kinds={NOTE: MailKind(why_untrue=why_untrue, render=plain)})
    states = dict(Delivery.objects.values_list("dedupe_key", "state"))
    assert states == {"a": State.CANCELLED, "b": State.SENT}
    assert sink.commands.count("RSET") == 1


def to(address: str) -> Recipient:
    return Recipient(kind="contact", id=1, address=address, name="Jo", tz="UTC")


def test_a_domain_of_any_script_is_told_in_ascii(queue: Queue, run_pump: Pump, sink: Sink) -> None:
    queue("a", recipient=to("jo@müller.example"))
    assert run_pump() == {Outcome.ACCEPTED: 1}
    (entry,) = sink.entries()
    assert entry.to == "jo@xn--mller-kva.example"


def test_a_domain_is_told_as_browsers_tell_it_today(
    queue: Queue, run_pump: Pump, sink: Sink
) -> None:
    """Not by the older standard, in which ß was ss: another domain, perhaps somebody else's."""
    queue("a", recipient=to("jo@straße.example"))
    assert run_pump() == {Outcome.ACCEPTED: 1}
    (entry,) = sink.entries()
    assert entry.to == "jo@xn--strae-oqa.example"


def test_letters_that_our_server_cannot_reach_are_told_to_a_person_and_stop_nobody_else(
    queue: Queue, run_pump: Pump, sink: Sink, now: datetime, leader: User
) -> None:
    row = queue("a", recipient=to("jörg@example.org"))
    queue("b")
    assert run_pump() == {Outcome.REFUSED: 1, Outcome.ACCEPTED: 1}
    states = dict(Delivery.objects.values_list("dedupe_key", "state"))
    assert states == {"a": State.DEAD, "b": State.SENT}
    row.refresh_from_db()
    assert "letters such as ö before the @" in row.reason_text()
    assert "does not offer SMTPUTF8" in row.last_error
    assert (sink.connections, Suppression.objects.count()) == (1, 0)
    actions.retry_dead(row, by=leader, now=now)
    assert row.state == State.PENDING


def test_a_domain_that_cannot_be_is_no_address(queue: Queue, run_pump: Pump, sink: Sink) -> None:
    queue("a", recipient=to(f"jo@{'ä' * 70}.example"))
    assert run_pump() == {Outcome.ADDRESS: 1}
    assert (only().state, only().reason) == (State.DEAD, Reason.ADDRESS)


def test_a_fault_while_connecting_is_no_mails_own(
    queue: Queue, run_pump: Pump, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as a password that is not ASCII, which the library cannot say to a relay."""
    monkeypatch.setattr(transports, "_connect", lambda: "pä".encode("ascii"))
    for key in "ab":
        queue(key)
    assert run_pump() == {Outcome.RELAY: 1}
    assert set(Delivery.objects.values_list("state", "attempts")) == {(State.RETRY, 0)}
    assert RelayState.objects.get().failures == 1


class Offering(Sink):
    """Takes several commands at once, as most relays do, or more that its greeting offers."""

    offers = "PIPELINING"
    lines: list[str]

    def senders(self) -> list[str]:
        return [line for line in self.lines if line.startswith("MAIL")]

    def _answer(self, line: str, to: str) -> str | None:
        if line.startswith("ehlo"):
            return f"250-sink\r\n250-8BITMIME\r\n250 {self.offers}"
        self.lines.append(line)
        return super()._answer(line, to)


@pytest.fixture
def pipelining(sink: Sink, settings: Settings, tmp_path: Path) -> Iterator[Offering]:
    server = Offering(tmp_path / "second-ledger")
    server.lines = []
    server.start()
    settings.EMAIL_PORT = server.port
    yield server
    server.stop()


def test_a_server_that_knows_all_letters_is_told_to_use_them(
    queue: Queue, run_pump: Pump, pipelining: Offering
) -> None:
    pipelining.offers = "SMTPUTF8"
    queue("a", recipient=replace(to("jörg@müller.example"), name='Jörg "Jo" Fuß'))
    queue("b", recipient=to("jo@example.org"))
    assert run_pump() == {Outcome.ACCEPTED: 2}
    assert [entry.to for entry in pipelining.entries()] == [
        "jörg@xn--mller-kva.example",
        "jo@example.org",
    ]
    wide = [line.endswith(" SMTPUTF8 BODY=8BITMIME") for line in pipelining.senders()]
    assert wide == [True, False]
    first, second = pipelining.messages
    to_jo = message_from_string(first.decode(), policy=policy.SMTPUTF8)["To"]
    assert to_jo.addresses[0].display_name == 'Jörg "Jo" Fuß'
    assert to_jo.addresses[0].addr_spec == "jörg@xn--mller-kva.example"
    assert second.isascii()


@pytest.mark.parametrize(
    ("sender", "recipient", "outcome"),
    [
        ("250 Ok", "250 Ok", Outcome.ACCEPTED),
        ("250 Ok", "550 5.1.1 No such user", Outcome.ADDRESS),
        ("530 5.7.0 Sign in", "503 5.5.1 No sender", Outcome.RELAY),
        ("250 Ok", None, Outcome.RELAY),
    ],
)
def test_sender_and_recipient_in_one_go_and_the_first_no_counts(
    sender: str,
    recipient: str | None,
    outcome: Outcome,
    queue: Queue,
    run_pump: Pump,
    pipelining: Offering,
) -> None:
    pipelining.behavior.sender = lambda: sender
    pipelining.behavior.recipient = lambda _to: recipient
    queue("a")
    assert run_pump() == {outcome: 1}
    assert len(pipelining.entries()) == (outcome == Outcome.ACCEPTED)


def test_after_a_refused_recipient_the_connection_goes_on(
    queue: Queue, run_pump: Pump, pipelining: Offering
) -> None:
    pipelining.behavior.recipient = once("451 4.7.1 Try later")
    for key in "ab":
        queue(key)
    assert run_pump() == {Outcome.TRANSIENT: 1, Outcome.ACCEPTED: 1}
    assert pipelining.connections == 1


def test_greylisted_at_first(queue: Queue, run_pump: Pump, sink: Sink) -> None:
    queue("a")
    sink.behavior.recipient = once("451 4.7.1 Try later")
    run_pump()
    row = only()
    assert (row.state, row.attempts, row.handed_at) == (State.RETRY, 1, None)
    run_pump(at=row.not_before)
    assert only().state == State.SENT
    assert (only().attempts, only().relay_reply) == (2, "2.0.0 Ok")
    tries = DeliveryAttempt.objects.values_list("phase", "outcome", "code", "enhanced_code")
    assert list(tries) == [(Phase.RECIPIENT, Outcome.TRANSIENT, 451, "4.7.1")]


def test_no_such_person(queue: Queue, run_pump: Pump, sink: Sink) -> None:
    for key in "ab":
        queue(key)
    sink.behavior.recipient = once("550 5.1.1 No such user")
    run_pump()
    reasons = dict(Delivery.objects.values_list("dedupe_key", "reason"))
    # The second went to the same address, which must not be written to any more.
    assert reasons == {"a": Reason.ADDRESS, "b": Reason.ADDRESS}
    assert set(Delivery.objects.values_list("state", flat=True)) == {
        State.DEAD,
        State.SUPPRESSED,
    }
    assert sink.entries() == []


def test_refused_after_the_text_it_is_written_anew_with_its_first_date(
    queue: Queue, run_pump: Pump, sink: Sink
) -> None:
    """Nothing can have arrived, so the next try may say what is true by then."""
    queue("a")
    sink.behavior.message = once("452 4.3.1 Full")
    run_pump()
    row = only()
    assert (row.state, row.in_doubt, row.rendered, row.rendered_sha256) == (
        State.RETRY,
        0,
        None,
        "",
    )
    newer = replace(plain(row), subject="Moved to Friday")
    kinds = {NOTE: MailKind(why_untrue=still_true, render=lambda _row: newer)}
    run_pump(at=row.not_before, kinds=kinds)
    (entry,), (arrived,) = sink.entries(), map(message_from_bytes, sink.messages)
    assert entry.message_id == row.message_id
    assert arrived["Subject"] == "Moved to Friday"
    assert parsedate_to_datetime(arrived["Date"]) == row.handed_at


def test_refused_after_an_unclear_try_the_bytes_stay_as_they_are(
    queue: Queue, run_pump: Pump, sink: Sink
) -> None:
    queue("a")
    sink.behavior.message = once(None, then="452 4.3.1 Full")
    run_pump()
    frozen = only().rendered
    run_pump(at=only().not_before)
    assert (only().in_doubt, only().rendered) == (1, frozen)
    sink.behavior.message = once("250 2.0.0 Ok")
    run_pump(at=only().not_before)
    first, second = sink.entries()
    assert (first.message_id, first.sha256) == (second.message_id, second.sha256)


def test_broken_after_the_text_is_one_labelled_copy(
    queue: Queue, run_pump: Pump, sink: Sink, now: datetime
) -> None:
    queue("a")
    sink.behavior.message = once(None)
    run_pump()
    row = only()
    assert (row.state, row.in_doubt, row.not_before) == (
        State.RETRY,
        1,
        now + timedelta(minutes=5),
    )
    run_pump(at=row.not_before)
    first, second = sink.entries()
    assert (first.message_id, first.sha256) == (second.message_id, second.sha256)
    assert only().state == State.SENT


def test_no_answer_to_the_text_in_time(
    queue: Queue, run_pump: Pump, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transports, "ANSWER_SECONDS", 0.2)
    sink.behavior.pause = 1.0
    queue("a")
    run_pump()
    assert (only().state, only().in_doubt) == (State.RETRY, 1)


@pytest.mark.parametrize(
    "fault",
    [
        lambda sink: setattr(sink.behavior, "greeting", lambda: "421 4.3.2 Closing"),
        lambda sink: setattr(sink.behavior, "greeting", lambda: None),
        lambda sink: setattr(sink.behavior, "sender", lambda: "530 5.7.0 Sign in"),
        lambda sink: setattr(sink.behavior, "recipient", lambda _to: None),
        lambda sink: setattr(sink.behavior, "recipient", lambda _to: "454 4.7.0 Relay off"),
        lambda sink: setattr(sink.behavior, "announced", lambda: None),
    ],
    ids=["421", "closed", "sender", "cut at RCPT", "454", "cut at DATA"],
)
def test_our_relays_faults_burn_no_tries_and_open_the_breaker(
    fault: Callable[[Sink], None], queue: Queue, run_pump: Pump, sink: Sink
) -> None:
    fault(sink)
    for key in "abc":
        queue(key)
    assert run_pump() == {Outcome.RELAY: 1}
    rows = list(Delivery.objects.all())
    assert {(row.state, row.attempts, row.in_doubt) for row in rows} == {(State.RETRY, 0, 0)}
    assert sum(row.relay_faults for row in rows) == 1
    assert RelayState.objects.get().failures == 1


def test_a_relay_that_is_not_there(
    queue: Queue, run_pump: Pump, sink: Sink, settings: Settings, now: datetime
) -> None:
    settings.EMAIL_PORT, port = 1, settings.EMAIL_PORT
    queue("a")
    assert run_pump() == {Outcome.RELAY: 1}
    settings.EMAIL_PORT = port
    assert run_pump(at=now + timedelta(seconds=30))[Outcome.ACCEPTED] == 1


@pytest.mark.parametrize(
    ("code", "text", "outcome"),
    [
        (421, "4.7.0 closing", Outcome.RELAY),
        (450, "4.2.0 greylisted", Outcome.TRANSIENT),
        (550, "5.1.1 unknown", Outcome.ADDRESS),
        (550, "5.1.10 null MX", Outcome.ADDRESS),
        (550, "5.4.4 unable to route", Outcome.TRANSIENT),
        (550, "5.7.1 spam", Outcome.POLICY),
        (554, "no", Outcome.POLICY),
        (552, "5.3.4 too big", Outcome.POLICY),
        (550, "no", Outcome.REFUSED),
    ],
)
def test_what_replies_mean(code: int, text: str, outcome: Outcome) -> None:
    assert classify(Phase.RECIPIENT, code, text) == outcome
    assert classify(Phase.SENDER, code, text) == Outcome.RELAY
