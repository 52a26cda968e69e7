"""Planning, changing, cancelling and closing out a meeting (E1-E4, L2)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from audit.models import Event
from common.versions import StaleEdit
from partnerships.engagement import actions as engagement
from partnerships.engagement.lifecycle import Feel, MeetingKind, MeetingState
from partnerships.engagement.models import FollowUp, Meeting
from partnerships.engagement.queries import earliest, last_two_way, next_steps, without_next_step
from partnerships.organizations.models import Contact
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership, PurposeAgreement
from tests.engagement.conftest import Plan
from tests.refusals import refused
from tests.scenarios import PURPOSE


def told(came: list[Contact], **values: Any) -> engagement.CloseOut:
    """A close-out with nothing planned next, unless it says so."""
    return engagement.CloseOut(
        **{"came": came, "feel": Feel.GOOD, "none_because": "They think it over", **values}
    )


def test_a_planned_meeting_knows_who_is_invited_and_writes_one_event(
    plan: Plan, jo: Contact, sam: Contact
) -> None:
    meeting = plan(48)
    assert set(meeting.participants.values_list("contact_id", "side")) == {
        (jo.pk, "theirs"),
        (sam.pk, "ours"),
    }
    assert Event.objects.filter(verb="meeting.planned", subject_id=meeting.pk).count() == 1


def test_planning_clears_the_reason_for_no_next_step(
    plan: Plan, partnership: Partnership, coordinator: User, now: datetime
) -> None:
    relationships.explain_no_next_step(
        partnership=partnership, reason="Their move", by=coordinator, now=now
    )
    plan(48)
    partnership.refresh_from_db()
    assert partnership.no_next_step_reason == ""


def test_an_edit_moves_the_meeting_and_changes_who_is_invited(
    plan: Plan, jo: Contact, coordinator: User, now: datetime
) -> None:
    meeting = plan(48)
    meeting.starts_at = now + timedelta(hours=72)
    engagement.edit_meeting(
        meeting=meeting, invited={Side.THEIRS: [jo]}, seen_version=1, by=coordinator, now=now
    )
    meeting.refresh_from_db()
    assert meeting.starts_at == now + timedelta(hours=72)
    assert [person.contact for person in meeting.participants.all()] == [jo]


def test_a_stale_edit_is_refused(plan: Plan, coordinator: User, now: datetime) -> None:
    meeting = plan(48)
    Meeting.objects.filter(pk=meeting.pk).update(version=2)
    with pytest.raises(StaleEdit), transaction.atomic():
        engagement.edit_meeting(
            meeting=meeting, invited={}, seen_version=1, by=coordinator, now=now
        )


def test_a_cancelled_meeting_stays_with_its_reason(
    plan: Plan, coordinator: User, now: datetime
) -> None:
    meeting = engagement.cancel_meeting(meeting=plan(48), reason="Snow", by=coordinator, now=now)
    assert (meeting.state, meeting.cancelled_because) == (MeetingState.CANCELLED, "Snow")


def test_a_cancelled_meeting_cannot_be_changed(
    plan: Plan, coordinator: User, now: datetime
) -> None:
    meeting = plan(48)
    engagement.cancel_meeting(meeting=meeting, reason="Snow", by=coordinator, now=now)
    with refused("meeting_over"), transaction.atomic():
        engagement.edit_meeting(
            meeting=meeting, invited={}, seen_version=1, by=coordinator, now=now
        )


def test_closing_out_keeps_all_that_was_told(
    plan: Plan,
    jo: Contact,
    sam: Contact,
    partnership: Partnership,
    coordinator: User,
    now: datetime,
) -> None:
    due = now.date() + timedelta(days=9)
    promises = [
        engagement.Promise(Side.OURS, "Send the flyer", due, sam),
        engagement.Promise(Side.THEIRS, "Name a trainer", due, jo),
    ]
    meeting = engagement.close_out(
        meeting=plan(-3),
        told=told([jo], promises=promises, learned="They are full until March", none_because=""),
        by=coordinator,
        now=now,
    )
    assert meeting.state == MeetingState.HELD
    assert meeting.feel == Feel.GOOD
    assert dict(meeting.participants.values_list("contact__name", "came")) == {
        jo.name: True,
        sam.name: False,
    }
    assert [p.what for p in meeting.follow_ups.order_by("pk")] == [
        "Send the flyer",
        "Name a trainer",
    ]
    assert Event.objects.filter(verb="meeting.held").count() == 1
    assert last_two_way(partnership) == meeting.starts_at.date()


def test_a_tour_needs_one_thing_learned(
    plan: Plan, jo: Contact, coordinator: User, now: datetime
) -> None:
    meeting = plan(-3, MeetingKind.TOUR_THEIRS)
    with refused("close_out_incomplete") as refusal, transaction.atomic():
        engagement.close_out(meeting=meeting, told=told([jo]), by=coordinator, now=now)
    assert refusal.value.field == "learned"


def test_somebody_has_to_have_come(plan: Plan, coordinator: User, now: datetime) -> None:
    meeting = plan(-3)
    with refused("close_out_incomplete") as refusal, transaction.atomic():
        engagement.close_out(meeting=meeting, told=told([]), by=coordinator, now=now)
    assert refusal.value.field == "came"


def test_a_meeting_ahead_cannot_be_closed_out(
    plan: Plan, jo: Contact, coordinator: User, now: datetime
) -> None:
    meeting = plan(1)
    with refused("close_out_incomplete"), transaction.atomic():
        engagement.close_out(meeting=meeting, told=told([jo]), by=coordinator, now=now)


def test_without_a_next_step_a_reason_is_needed_and_nothing_is_kept(
    plan: Plan, jo: Contact, coordinator: User, now: datetime
) -> None:
    meeting = plan(-3)
    theirs = [engagement.Promise(Side.THEIRS, "Name a trainer", now.date())]
    with refused("close_out_incomplete") as refusal, transaction.atomic():
        engagement.close_out(
            meeting=meeting,
            told=told([jo], promises=theirs, none_because=""),
            by=coordinator,
            now=now,
        )
    assert refusal.value.field == "none_because"
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.PLANNED
    assert not FollowUp.objects.exists()


def test_the_reason_for_none_is_kept(
    plan: Plan, jo: Contact, partnership: Partnership, coordinator: User, now: datetime
) -> None:
    engagement.close_out(meeting=plan(-3), told=told([jo]), by=coordinator, now=now)
    partnership.refresh_from_db()
    assert partnership.no_next_step_reason == "They think it over"
    assert not without_next_step(Partnership.objects.all(), now).exists()


def test_no_reason_is_asked_while_another_meeting_is_planned(
    plan: Plan, jo: Contact, coordinator: User, now: datetime
) -> None:
    plan(48)
    meeting = engagement.close_out(
        meeting=plan(-3), told=told([jo], none_because=""), by=coordinator, now=now
    )
    assert meeting.state == MeetingState.HELD


def test_a_second_close_out_is_refused(
    plan: Plan, jo: Contact, coordinator: User, now: datetime
) -> None:
    meeting = plan(-3)
    engagement.close_out(meeting=meeting, told=told([jo]), by=coordinator, now=now)
    with refused("meeting_over"), transaction.atomic():
        engagement.close_out(meeting=meeting, told=told([jo]), by=coordinator, now=now)


def test_who_heard_the_purpose_and_agreed_counts(
    plan: Plan, jo: Contact, partnership: Partnership, coordinator: User, now: datetime
) -> None:
    relationships.set_purpose(partnership=partnership, sentence=PURPOSE, by=coordinator, now=now)
    meeting = engagement.close_out(
        meeting=plan(-3), told=told([jo], agreed_with_purpose=[jo]), by=coordinator, now=now
    )
    assert meeting.purpose_read_aloud
    agreement = PurposeAgreement.objects.get()
    assert (agreement.contact, agreement.side, agreement.how) == (jo, "theirs", "meeting")


def test_the_day_of_the_agreement_is_the_one_of_the_place(
    plan: Plan, jo: Contact, partnership: Partnership, coordinator: User, now: datetime
) -> None:
    """Ten at night in New York is the next day in UTC."""
    relationships.set_purpose(partnership=partnership, sentence=PURPOSE, by=coordinator, now=now)
    meeting = plan(-12)
    Meeting.objects.filter(pk=meeting.pk).update(
        starts_at=datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    )
    engagement.close_out(
        meeting=meeting, told=told([jo], agreed_with_purpose=[jo]), by=coordinator, now=now
    )
    assert PurposeAgreement.objects.get().agreed_on.day == 22


def test_who_did_not_come_cannot_have_agreed(
    plan: Plan,
    jo: Contact,
    sam: Contact,
    partnership: Partnership,
    coordinator: User,
    now: datetime,
) -> None:
    relationships.set_purpose(partnership=partnership, sentence=PURPOSE, by=coordinator, now=now)
    meeting = plan(-3)
    with refused("close_out_incomplete"), transaction.atomic():
        engagement.close_out(
            meeting=meeting,
            told=told([jo], agreed_with_purpose=[sam]),
            by=coordinator,
            now=now,
        )
    assert not PurposeAgreement.objects.exists()


def test_a_meeting_among_ourselves_is_no_contact(
    plan: Plan, sam: Contact, partnership: Partnership, coordinator: User, now: datetime
) -> None:
    engagement.close_out(meeting=plan(-3), told=told([sam]), by=coordinator, now=now)
    assert last_two_way(partnership) is None


def test_of_two_meetings_on_one_day_the_first_is_the_next_step(plan: Plan, now: datetime) -> None:
    first, second = (1, plan(24)), (1, plan(26))
    for order in ([first, second], [second, first]):
        assert earliest(order, [])[1].url == first[1].get_absolute_url()


def test_the_next_step_is_the_earliest_of_meeting_and_promise_of_ours(
    plan: Plan, partnership: Partnership, coordinator: User, now: datetime
) -> None:
    plan(24 * 20)
    plan(24 * 10)

    def promise(side: Side, days: int) -> None:
        engagement.promise(
            partnership=partnership,
            given=engagement.Promise(side, f"{side} {days}", now.date() + timedelta(days=days)),
            by=coordinator,
            now=now,
        )

    assert next_steps([partnership.pk], now)[partnership.pk].is_meeting
    promise(Side.THEIRS, 1)
    promise(Side.OURS, 15)
    assert next_steps([partnership.pk], now)[partnership.pk].is_meeting
    promise(Side.OURS, 5)
    promise(Side.OURS, 7)
    assert next_steps([partnership.pk], now)[partnership.pk].text == "ours 5"
