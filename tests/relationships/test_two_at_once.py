"""Two people do the same at the same moment: one does it, the other reads that it is done."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from accounts.models import User
from audit.models import Event
from common.errors import DomainError
from partnerships.engagement import actions as engagement
from partnerships.engagement.models import Meeting, Participant
from partnerships.exchange import actions as exchange
from partnerships.exchange.models import Benefit, WiifmAnswer
from partnerships.organizations.models import Contact
from partnerships.overview import actions as overview
from partnerships.relationships import actions
from partnerships.relationships.lifecycle import How, Level, Side
from partnerships.relationships.models import KeyPlayer, Partnership, Purpose, PurposeAgreement
from tests.scenarios import (
    PURPOSE,
    checkable_line,
    deliverer_of,
    leader_of,
    partner_organization,
    partnership_idea,
    shared_lists,
)
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def refusals(work: Callable[[], Any]) -> list[str]:
    """Do it twice at once; which refusals people read."""

    def told() -> str:
        try:
            work()
        except DomainError as refusal:
            return refusal.code
        return ""

    return sorted(filter(None, at_once(told, told)))


def test_a_partnership_is_opened_once(coordinator: User, now: datetime) -> None:
    organization = partner_organization(now, coordinator, "Bright Path Training")

    def begin() -> None:
        actions.open_partnership(
            organization=organization, owner=coordinator, by=coordinator, now=now
        )

    assert refusals(begin) == ["partnership_exists"]
    assert Partnership.objects.count() == 1


def test_a_purpose_is_written_once(coordinator: User, now: datetime) -> None:
    partnership = partnership_idea(now, coordinator)

    def write() -> None:
        actions.set_purpose(partnership=partnership, sentence=PURPOSE, by=coordinator, now=now)

    assert refusals(write) == []
    assert Purpose.objects.count() == 1


def test_a_person_agrees_once(coordinator: User, now: datetime) -> None:
    partnership = partnership_idea(now, coordinator)
    contact = leader_of(now, coordinator, partnership.organization)
    actions.set_purpose(partnership=partnership, sentence=PURPOSE, by=coordinator, now=now)

    def agree() -> None:
        actions.agree_with_purpose(
            partnership=partnership,
            contact=contact,
            side=Side.THEIRS,
            how=How.MEETING,
            said_on=now.date(),
            by=coordinator,
            now=now,
        )

    assert refusals(agree) == ["already_agreed"]
    assert PurposeAgreement.objects.count() == 1


def test_a_line_is_taken_off_once(coordinator: User, now: datetime) -> None:
    partnership = partnership_idea(now, coordinator)
    line = checkable_line(partnership, Side.OURS, now, coordinator)
    read = [Benefit.objects.get(pk=line.pk) for _ in range(2)]

    def take_off(benefit: Benefit) -> None:
        exchange.withdraw_benefit(benefit=benefit, by=coordinator, now=now)

    at_once(*[lambda one=one: take_off(one) for one in read])
    assert Event.objects.filter(verb="benefit.withdrawn").count() == 1


def test_a_seat_is_removed_once(coordinator: User, now: datetime) -> None:
    partnership = partnership_idea(now, coordinator)
    seat = actions.save_seat(
        seat=KeyPlayer(partnership=partnership, side=Side.OURS, level=Level.DELIVERS),
        today=now.date(),
        by=coordinator,
        now=now,
    )
    read = [KeyPlayer.objects.get(pk=seat.pk) for _ in range(3)]

    def remove(row: KeyPlayer) -> None:
        actions.remove_seat(seat=row, by=coordinator, now=now)

    at_once(*[lambda row=row: remove(row) for row in read[:2]])
    assert Event.objects.filter(verb="seat.removed").count() == 1
    with pytest.raises(DomainError, match="removed this seat"):
        actions.save_seat(seat=read[2], today=now.date(), by=coordinator, now=now)
    assert not KeyPlayer.objects.exists()


def test_a_person_is_taken_off_a_meeting_once(coordinator: User, now: datetime) -> None:
    partnership = partnership_idea(now, coordinator)
    leader = leader_of(now, coordinator, partnership.organization)
    other = deliverer_of(now, coordinator, partnership.organization)
    meeting = Meeting(partnership=partnership, starts_at=now, time_zone="UTC", owner=coordinator)
    engagement.plan_meeting(
        meeting=meeting, invited={Side.THEIRS: [leader]}, by=coordinator, now=now
    )
    read = [meeting.participants.get() for _ in range(3)]

    def replace(row: Participant, contact: Contact | None) -> None:
        engagement.replace_participant(participant=row, contact=contact, by=coordinator, now=now)

    at_once(*[lambda row=row: replace(row, None) for row in read[:2]])
    assert Event.objects.filter(verb="meeting.changed").count() == 1
    with pytest.raises(DomainError, match="changed who comes"):
        replace(read[2], other)


def test_a_concern_is_noted_once(coordinator: User, now: datetime) -> None:
    partnership = partnership_idea(now, coordinator)
    version = shared_lists(partnership, now, coordinator)
    answer = WiifmAnswer.objects.create(
        list_version=version,
        side=Side.THEIRS,
        contact=leader_of(now, coordinator, partnership.organization),
        value="not_yet",
        how=How.PHONE,
        said_on=now.date(),
        recorded_by=coordinator,
        recorded_at=now,
    )

    def write(words: str = "We called them") -> None:
        exchange.note_concern(answer=answer, note_text=words, by=coordinator, now=now)

    assert refusals(write) == []
    assert Event.objects.filter(verb="concern.noted").count() == 1
    with pytest.raises(DomainError, match="We called them"):
        write("Something else")


def test_a_removed_seat_is_put_back_once(coordinator: User, now: datetime) -> None:
    partnership = partnership_idea(now, coordinator)
    seat = KeyPlayer(partnership=partnership, side=Side.OURS, level=Level.DELIVERS)
    actions.save_seat(seat=seat, today=now.date(), by=coordinator, now=now)
    actions.remove_seat(seat=seat, by=coordinator, now=now)
    event = Event.objects.get(verb="seat.removed")
    assert len(refusals(lambda: overview.undo(event=event, by=coordinator, now=now))) == 1
    assert KeyPlayer.objects.count() == 1
