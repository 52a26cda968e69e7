"""The chain: every change of a sealed event is found, and nobody without the key can mend it."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from accounts.models import User
from audit import actions as audit, queries, rules
from audit.models import AppendOnlyError, Event, Seal

OLD, NEW = "an older key, kept outside the database", "a newer key, kept outside the database"


@pytest.fixture
def events(coordinator: User, now: datetime) -> list[Event]:
    return [greet(coordinator, now, n) for n in range(3)]


def greet(person: User, now: datetime, number: int = 0) -> Event:
    return audit.record("user.greeted", by=person, at=now, subject=person, number=number)


def tamper(statement: str, *values: str | int) -> None:
    """Change the tables behind the back of the code, as somebody with a database shell could."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def move(event: Event, pk: int) -> None:
    """Let an event have taken its number earlier or later than it was committed."""
    tamper("UPDATE audit_event SET id = %s WHERE id = %s", pk, event.pk)


def test_sealed_events_make_a_chain_without_problems(events: list[Event], now: datetime) -> None:
    assert audit.seal(now=now) == 3
    assert queries.check_chain() == []
    assert [seal.event_id for seal in Seal.objects.all()] == [0, *(e.pk for e in events)]


def test_sealing_again_adds_only_what_is_new(
    events: list[Event], coordinator: User, now: datetime
) -> None:
    audit.seal(now=now)
    head = queries.chain_head()
    assert audit.seal(now=now) == 0
    assert queries.chain_head() == head
    greet(coordinator, now)
    assert audit.seal(now=now + timedelta(minutes=1)) == 1
    assert queries.check_chain() == []


def test_an_event_that_was_committed_late_is_sealed_after_newer_ones(
    events: list[Event], coordinator: User, now: datetime
) -> None:
    audit.seal(now=now)
    top = events[-1].pk
    move(greet(coordinator, now), top + 500)
    audit.seal(now=now)
    move(greet(coordinator, now), top + 499)
    assert audit.seal(now=now) == 1
    assert queries.check_chain() == []


def test_everything_finds_an_event_far_behind(
    events: list[Event], coordinator: User, now: datetime
) -> None:
    move(greet(coordinator, now), 10**6)
    audit.seal(now=now)
    move(greet(coordinator, now), 10**5)
    assert audit.seal(now=now) == 0
    assert audit.seal(now=now, everything=True) == 1


def test_an_empty_log_has_no_problems(db: None, now: datetime) -> None:
    assert queries.check_chain() == []
    assert queries.chain_head() == f"0 {rules.GENESIS}"
    assert audit.seal(now=now) == 0
    assert queries.check_chain() == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("verb", "x.y"),
        ("params", '{"number": 99}'),
        ("at", "2020-01-01 00:00:00"),
        ("by_id", 99),
        ("by_name", "Somebody Else"),
        ("partnership_id", 99),
        ("organization_id", 99),
        ("subject_id", 99),
        ("subject_type", "mou"),
    ],
)
def test_a_changed_event_is_found_sealed_or_not(
    events: list[Event], now: datetime, column: str, value: str | int
) -> None:
    audit.seal(now=now)
    tamper(f'UPDATE audit_event SET "{column}" = %s WHERE id = %s', value, events[1].pk)  # noqa: S608
    assert queries.check_chain() == [f"Event {events[1].pk} (seal 2) was changed."]
    tamper("DELETE FROM audit_seal WHERE seq > 0")
    assert list(queries.foreign_events()) == [
        f"Event {events[1].pk} is not sealed, and Accord did not write it."
    ]


def test_a_deleted_event_is_found(events: list[Event], now: datetime) -> None:
    audit.seal(now=now)
    tamper("DELETE FROM audit_event WHERE id = %s", events[1].pk)
    assert queries.check_chain() == [f"Event {events[1].pk} (seal 2) is missing."]


def test_a_deleted_seal_is_found(events: list[Event], now: datetime) -> None:
    audit.seal(now=now)
    tamper("DELETE FROM audit_seal WHERE seq = 2")
    assert queries.check_chain()[0] == "Seal 3 follows seal 1; those between are missing."


def test_an_event_that_accord_did_not_write_is_never_sealed(
    events: list[Event], now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    tamper("UPDATE audit_event SET by_name = 'Somebody Else' WHERE id = %s", events[1].pk)
    assert audit.seal(now=now) == 2
    assert str(events[1].pk) in caplog.text
    assert list(queries.foreign_events()) == [
        f"Event {events[1].pk} is not sealed, and Accord did not write it."
    ]


def test_a_chain_made_anew_with_another_key_is_found(
    events: list[Event], now: datetime, settings: Settings
) -> None:
    ours = settings.AUDIT_KEYS
    audit.seal(now=now)
    tamper("DELETE FROM audit_seal")
    tamper("DELETE FROM audit_event WHERE id = %s", events[1].pk)
    settings.AUDIT_KEYS = [NEW]
    for event in Event.objects.all():
        tamper("UPDATE audit_event SET proof = %s WHERE id = %s", rules.prove(event, []), event.pk)
    assert audit.seal(now=now) == 2
    settings.AUDIT_KEYS = ours
    assert queries.check_chain() == [
        f"Seal 1 was made with key {Seal.objects.get(seq=1).key}, which AUDIT_KEY lacks."
    ]


def test_a_seal_hidden_before_the_first_one_is_found(events: list[Event], now: datetime) -> None:
    audit.seal(now=now)
    tamper("UPDATE audit_seal SET seq = -7 WHERE seq = 3")
    assert queries.check_chain()[0].startswith("Seal -7 follows")


def test_seals_of_both_keys_hold_after_a_change_of_keys(
    events: list[Event], coordinator: User, now: datetime, settings: Settings
) -> None:
    settings.AUDIT_KEYS = [OLD]
    greet(coordinator, now)
    Event.objects.get(pk=events[0].pk)
    tamper("DELETE FROM audit_event WHERE id <= %s", events[-1].pk)
    assert audit.seal(now=now) == 1
    settings.AUDIT_KEYS = [NEW, OLD]
    greet(coordinator, now)
    assert audit.seal(now=now) == 1
    assert queries.check_chain() == []
    keys = list(Seal.objects.filter(seq__gt=0).values_list("key", flat=True))
    assert keys == [*rules.keys()][::-1]


def test_the_older_key_seals_nothing_after_the_newer_one(
    db: None, coordinator: User, now: datetime, settings: Settings
) -> None:
    settings.AUDIT_KEYS = [NEW, OLD]
    greet(coordinator, now)
    audit.seal(now=now)
    settings.AUDIT_KEYS = [OLD, NEW]
    greet(coordinator, now)
    audit.seal(now=now)
    settings.AUDIT_KEYS = [NEW, OLD]
    assert queries.check_chain() == ["Seal 2 was made with an older key than the one before it."]


def test_a_key_that_was_taken_away_is_named_once(
    events: list[Event], now: datetime, settings: Settings
) -> None:
    audit.seal(now=now)
    settings.AUDIT_KEYS = [NEW]
    assert len(queries.check_chain()) == 1
    assert "AUDIT_KEY lacks" in queries.check_chain()[0]


def test_cutting_off_the_end_shows_against_a_head_kept_elsewhere(
    events: list[Event], now: datetime
) -> None:
    audit.seal(now=now)
    kept = queries.chain_head()
    assert queries.contains_head(kept)
    assert queries.contains_head(f"{kept[:20]}…")
    tamper("DELETE FROM audit_seal WHERE seq = 3")
    tamper("DELETE FROM audit_event WHERE id = %s", events[2].pk)
    assert queries.check_chain() == []
    assert not queries.contains_head(kept)


@pytest.mark.parametrize("written", ["", "702", "702 56ab", "x 0123456789ab", "702 0123456789AB"])
def test_what_is_no_head_is_refused(db: None, written: str) -> None:
    with pytest.raises(queries.NoHead):
        queries.contains_head(written)


def test_waiting_events_are_late_after_ten_minutes(events: list[Event], now: datetime) -> None:
    assert queries.waiting_events(now) == (3, None)
    assert queries.waiting_events(now + timedelta(minutes=11)) == (3, now)
    audit.seal(now=now)
    assert queries.waiting_events(now + timedelta(days=1)) == (0, None)


def test_a_chain_longer_than_one_batch_is_followed(coordinator: User, now: datetime) -> None:
    events = [Event(verb="a.b", at=now, subject_type="user", subject_id=n) for n in range(1001)]
    for event in events:
        event.proof = rules.prove(event, [])
    Event.objects.bulk_create(events)
    assert audit.seal(now=now) == 1001
    assert queries.check_chain() == []


def test_a_seal_can_not_be_changed_or_deleted(events: list[Event], now: datetime) -> None:
    audit.seal(now=now)
    seal = Seal.objects.latest("seq")
    with pytest.raises(AppendOnlyError):
        seal.save()
    with pytest.raises(AppendOnlyError):
        seal.delete()
    with pytest.raises(AppendOnlyError):
        Seal.objects.all().delete()
