"""What several actions lock is locked in one order, so that no two wait for each other.

An MOU comes before its partnerships, a partnership before its meetings and personal links.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from partnerships.engagement import actions as engagement
from partnerships.engagement.lifecycle import Feel
from partnerships.engagement.models import Meeting
from partnerships.links import actions as links
from partnerships.links.lifecycle import MessageKind
from partnerships.links.models import LinkMessage
from partnerships.organizations.models import Contact
from partnerships.overview import actions as overview
from partnerships.overview.queries import leaving_of
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import Level, Side
from partnerships.relationships.models import KeyPlayer, Partnership
from tests.scenarios import (
    drafted_mou,
    leader_of,
    partnership_idea,
    partnership_ready_for_mou,
)

pytestmark = [pytest.mark.postgresql, pytest.mark.usefixtures("clock")]

LOCKED = re.compile(r'FROM "(\w+)".* FOR (?:NO KEY )?UPDATE')
MOU, PARTNERSHIP, KEPT_BY_IT = (
    "partnerships_mou",
    "partnerships_partnership",
    [
        "partnerships_meeting",
        "partnerships_personallink",
    ],
)


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    return partnership_ready_for_mou(now, coordinator)


@pytest.fixture
def jo(partnership: Partnership, coordinator: User, now: datetime) -> Contact:
    return leader_of(now, coordinator, partnership.organization)


@pytest.fixture
def meeting(partnership: Partnership, jo: Contact, coordinator: User, now: datetime) -> Meeting:
    meeting = Meeting(
        partnership=partnership, starts_at=now + timedelta(1), time_zone="UTC", owner=coordinator
    )
    invited = {Side.THEIRS: [jo]}
    return engagement.plan_meeting(meeting=meeting, invited=invited, by=coordinator, now=now)


def locks(act: Callable[[], object]) -> list[str]:
    """Which of these an action locks, by when it does so first."""
    with CaptureQueriesContext(connection) as queries:
        act()
    found = (LOCKED.search(query["sql"]) for query in queries)
    known = [MOU, PARTNERSHIP, *KEPT_BY_IT]
    return list(dict.fromkeys(match[1] for match in found if match and match[1] in known))


def test_a_message_by_link(
    partnership: Partnership, jo: Contact, coordinator: User, now: datetime
) -> None:
    link = links.send_link(
        partnership=partnership, contact=jo, words="", remind=False, by=coordinator, now=now
    )
    message = LinkMessage(link=link, kind=MessageKind.CALL_ME, phone="555 0100")
    assert locks(lambda: links.tell(message=message, now=now)) == [PARTNERSHIP, KEPT_BY_IT[1]]


def test_a_meeting_that_is_changed_or_wrapped_up(
    meeting: Meeting, jo: Contact, coordinator: User, now: datetime
) -> None:
    def change() -> None:
        engagement.edit_meeting(
            meeting=meeting, invited={}, seen_version=1, by=coordinator, now=now
        )

    def wrap_up() -> None:
        told = engagement.CloseOut([jo], Feel.GOOD, none_because="They think it over")
        engagement.close_out(meeting=meeting, told=told, by=coordinator, now=now + timedelta(2))

    for act in (change, wrap_up):
        assert locks(act) == [PARTNERSHIP, KEPT_BY_IT[0]]


@pytest.mark.usefixtures("meeting")
def test_somebody_left(
    partnership: Partnership, jo: Contact, coordinator: User, now: datetime
) -> None:
    seat = KeyPlayer(partnership=partnership, side=Side.THEIRS, level=Level.LEADS, contact=jo)
    relationships.save_seat(seat=seat, today=now.date(), by=coordinator, now=now)
    drafted_mou(partnership, now, coordinator)
    leaving = leaving_of(
        contact=jo,
        user=None,
        organization=partnership.organization,
        today=now.date(),
        now=now,
    )
    told = overview.Goodbye(last_day=now.date(), taken_by={})
    found = locks(
        lambda: overview.somebody_left(leaving=leaving, told=told, by=coordinator, now=now)
    )
    assert found == [MOU, PARTNERSHIP, KEPT_BY_IT[0]]


def test_somebody_left_locks_all_partnerships_by_number_first(
    coordinator: User, leader: User, now: datetime
) -> None:
    partnerships = [partnership_idea(now, coordinator, name) for name in ("Zinnia", "Aspen")]
    leaving = leaving_of(
        contact=None, user=coordinator, organization=None, today=now.date(), now=now
    )
    assert [item.partnership for item in leaving.items] == partnerships[::-1]
    told = overview.Goodbye(last_day=now.date(), taken_by={})
    with CaptureQueriesContext(connection) as queries:
        overview.somebody_left(leaving=leaving, told=told, by=leader, now=now)
    first = next(q["sql"] for q in queries if f'FROM "{PARTNERSHIP}"' in q["sql"])
    assert all(str(one.pk) in first for one in partnerships)
    assert first.endswith("ORDER BY 1 ASC FOR UPDATE")
