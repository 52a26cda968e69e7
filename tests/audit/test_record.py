"""The log: what an event keeps, and that nothing in it can be changed."""

from datetime import datetime

import pytest
from django.db import IntegrityError

from accounts.models import User
from audit import actions as audit, rules
from audit.models import AppendOnlyError, Event, Seal


@pytest.fixture
def event(coordinator: User, now: datetime) -> Event:
    return audit.record(
        "partnership.moved",
        by=coordinator,
        at=now,
        subject=coordinator,
        organization_id=7,
        partnership_id=9,
        before="found",
        after="meeting",
    )


def test_an_event_keeps_who_did_what_to_what_and_when(
    event: Event, coordinator: User, now: datetime
) -> None:
    kept = Event.objects.get()
    assert kept == event
    assert (kept.verb, kept.at, kept.params) == (
        "partnership.moved",
        now,
        {"before": "found", "after": "meeting"},
    )
    assert (kept.by_id, kept.by_name) == (coordinator.pk, "Maria Alvarez")
    assert (kept.organization_id, kept.partnership_id) == (7, 9)
    assert (kept.subject_type, kept.subject_id) == ("user", coordinator.pk)


def test_the_name_stays_as_it_was(event: Event, coordinator: User) -> None:
    coordinator.name = "Maria Ortiz"
    coordinator.save()
    event.refresh_from_db()
    assert event.by_name == "Maria Alvarez"


def test_what_the_system_did_has_no_name(viewer: User, now: datetime) -> None:
    event = audit.record("user.reminded", by=None, at=now, subject=viewer)
    assert (event.by_id, event.by_name) == (None, "")


def test_timelines_are_newest_first(event: Event, viewer: User, now: datetime) -> None:
    newer = audit.record(
        "mou.signed", by=viewer, at=now, subject=viewer, organization_id=7, partnership_id=9
    )
    audit.record(
        "mou.signed", by=viewer, at=now, subject=viewer, organization_id=8, partnership_id=10
    )
    assert list(Event.objects.for_partnership(9)) == [newer, event]
    assert list(Event.objects.for_organization(7)) == [newer, event]


def test_an_event_tells_what_the_rows_said_that_it_wrote(
    coordinator: User, viewer: User, now: datetime
) -> None:
    event = audit.record(
        "user.greeted", by=None, at=now, subject=viewer, wrote=[viewer, coordinator, viewer]
    )
    digests = list(event.digests.all())
    assert {(one.row_type, one.row_id) for one in digests} == {
        ("user", viewer.pk),
        ("user", coordinator.pk),
    }
    assert len({one.digest for one in digests}) == 2
    assert rules.is_genuine(Event.objects.get())


def test_a_row_that_is_gone_has_an_empty_digest(viewer: User, now: datetime) -> None:
    gone = User(pk=viewer.pk)
    User.objects.filter(pk=viewer.pk).delete()
    event = audit.record("user.removed", by=None, at=now, subject=gone, wrote=[gone])
    assert event.digests.get().digest == ""


def test_only_rows_that_name_their_fields_can_be_told_of(event: Event, now: datetime) -> None:
    with pytest.raises(TypeError, match="Seal does not say which of its fields"):
        audit.record("seal.made", by=None, at=now, subject=event, wrote=[Seal(pk=1)])


def test_an_event_can_not_be_saved_again(event: Event) -> None:
    event.verb = "nothing.happened"
    with pytest.raises(AppendOnlyError):
        event.save()
    assert Event.objects.get().verb == "partnership.moved"


def test_nor_under_a_number_that_exists(event: Event, now: datetime) -> None:
    forged = Event(pk=event.pk, verb="x.y", at=now, subject_type="user", subject_id=1)
    with pytest.raises(IntegrityError):
        forged.save()


def test_an_event_can_not_be_deleted(event: Event) -> None:
    with pytest.raises(AppendOnlyError):
        event.delete()


def test_events_can_not_be_updated_together(event: Event) -> None:
    with pytest.raises(AppendOnlyError):
        Event.objects.filter(pk=event.pk).update(verb="x.y")
    with pytest.raises(AppendOnlyError):
        Event.objects.bulk_update([event], ["verb"])
    with pytest.raises(AppendOnlyError):
        Event.objects.update_or_create(pk=event.pk, defaults={"verb": "x.y"})


def test_events_can_not_be_deleted_together(event: Event) -> None:
    with pytest.raises(AppendOnlyError):
        Event.objects.filter(pk=event.pk).delete()
