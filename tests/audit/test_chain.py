"""The chain: every change of a sealed event is found."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from accounts.models import User
from audit import actions as audit
from audit import queries
from audit.models import AppendOnlyError, Event, Seal


@pytest.fixture
def events(coordinator: User, now: datetime) -> list[Event]:
    return [
        audit.record("user.greeted", by=coordinator, at=now, subject=coordinator, number=n)
        for n in range(3)
    ]


def tamper(statement: str, *values: str | int) -> None:
    """Change the tables behind the back of the code, as somebody with a database shell could."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


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
    audit.record("user.greeted", by=None, at=now, subject=coordinator)
    assert audit.seal(now=now + timedelta(minutes=1)) == 1
    assert queries.check_chain() == []


def test_an_event_that_was_committed_late_is_sealed_after_newer_ones(
    events: list[Event], coordinator: User, now: datetime
) -> None:
    audit.seal(now=now)
    late = Event(
        pk=events[-1].pk + 500, verb="a.b", at=now, subject_type="user", subject_id=coordinator.pk
    )
    late.save()
    audit.seal(now=now)
    early = Event(
        pk=late.pk - 1, verb="a.b", at=now, subject_type="user", subject_id=coordinator.pk
    )
    early.save()
    assert audit.seal(now=now) == 1
    assert queries.check_chain() == []


def test_everything_finds_an_event_far_behind(
    events: list[Event], coordinator: User, now: datetime
) -> None:
    Event(pk=10**6, verb="a.b", at=now, subject_type="user", subject_id=coordinator.pk).save()
    audit.seal(now=now)
    Event(pk=10**5, verb="a.b", at=now, subject_type="user", subject_id=coordinator.pk).save()
    assert audit.seal(now=now) == 0
    assert audit.seal(now=now, everything=True) == 1


def test_an_empty_log_has_no_problems(db: None, now: datetime) -> None:
    assert queries.check_chain() == []
    assert queries.chain_head() == f"0 {queries.GENESIS}"
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
def test_a_changed_event_is_found(
    events: list[Event], now: datetime, column: str, value: str | int
) -> None:
    audit.seal(now=now)
    tamper(f'UPDATE audit_event SET "{column}" = %s WHERE id = %s', value, events[1].pk)  # noqa: S608
    assert queries.check_chain() == [f"audit: event {events[1].pk} (seal 2) was changed"]


def test_a_deleted_event_is_found(events: list[Event], now: datetime) -> None:
    audit.seal(now=now)
    tamper("DELETE FROM audit_event WHERE id = %s", events[1].pk)
    assert queries.check_chain() == [f"audit: event {events[1].pk} (seal 2) is missing"]


def test_a_deleted_seal_is_found(events: list[Event], now: datetime) -> None:
    audit.seal(now=now)
    tamper("DELETE FROM audit_seal WHERE seq = 2")
    problems = queries.check_chain()
    assert problems[0] == "audit: seals 2 to 2 are missing"


def test_a_seal_that_was_made_to_fit_is_found_by_the_next(
    events: list[Event], now: datetime
) -> None:
    audit.seal(now=now)
    tamper("UPDATE audit_event SET verb = 'x.y' WHERE id = %s", events[0].pk)
    event = Event.objects.get(pk=events[0].pk)
    tamper(
        "UPDATE audit_seal SET hash = %s WHERE seq = 1", queries.link_hash(queries.GENESIS, event)
    )
    assert queries.check_chain() == [f"audit: event {events[1].pk} (seal 2) was changed"]


def test_cutting_off_the_end_shows_against_a_head_kept_elsewhere(
    events: list[Event], now: datetime
) -> None:
    audit.seal(now=now)
    kept = queries.chain_head()
    tamper("DELETE FROM audit_seal WHERE seq = 3")
    tamper("DELETE FROM audit_event WHERE id = %s", events[2].pk)
    assert queries.check_chain() == []
    assert queries.chain_head() != kept


def test_a_chain_longer_than_one_batch_is_followed(coordinator: User, now: datetime) -> None:
    Event.objects.bulk_create(
        Event(verb="a.b", at=now, subject_type="user", subject_id=coordinator.pk)
        for _ in range(1001)
    )
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
