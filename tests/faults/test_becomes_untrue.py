"""F24, F25, F27, F35: what a mail says stops being true while it waits, or in its sender's hand.

A pump of its own plans and sends; whose mail it is lives where it is the hour that makes it due.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta

import pytest
from django.db import connection

from accounts.models import User
from partnerships.agreements import actions as agreements
from partnerships.agreements.lifecycle import EndKnown
from partnerships.agreements.models import Mou
from partnerships.engagement import actions as engagement
from partnerships.engagement.models import Meeting
from partnerships.outbox.lifecycle import State
from partnerships.outbox.models import Delivery, Suppression
from partnerships.outbox.queries import database_now
from tests.faults.matrix import PUMP, Run
from tests.faults.sink import YES
from tests.faults.zones import Zones
from tests.scenarios import drafted_mou, partnership_idea, partnership_ready_for_mou, sign_all

pytestmark = [
    pytest.mark.processes,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("at_once"),
]
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
TOMORROW, ENDING = "meeting_tomorrow", "mou_ending"


@pytest.fixture
def now() -> datetime:
    """The database's time, to the second."""
    return database_now().replace(microsecond=0)


@pytest.fixture
def where_it_is(zones: Zones, at_once: User, now: datetime) -> Callable[[time], None]:
    """Return a function that lets her live where it is an hour of this day now."""

    def live(at: time) -> None:
        zone = zones.put("Here", shows=datetime.combine(now, at), at=now)
        User.objects.filter(pk=at_once.pk).update(time_zone=zone)

    return live


@pytest.fixture
def meeting(where_it_is: Callable[[time], None], coordinator: User, now: datetime) -> Meeting:
    """A meeting whose mail was due two minutes ago."""
    where_it_is(time(12))
    partnership = partnership_idea(now - 3 * DAY, coordinator)
    starts = now + DAY - 2 * MINUTE
    meeting = Meeting(
        partnership=partnership, starts_at=starts, time_zone="UTC", owner=coordinator
    )
    return engagement.plan_meeting(meeting=meeting, invited={}, by=coordinator, now=now - DAY)


@pytest.fixture
def mou(coordinator: User, now: datetime) -> Mou:
    """A signed MOU that ends in 30 days: a mail is due today at eight."""
    begun = now - 100 * DAY
    partnership = partnership_ready_for_mou(begun, coordinator)
    mou = drafted_mou(partnership, begun, coordinator)
    Mou.objects.filter(pk=mou.pk).update(
        end_known=EndKnown.DATE, starts_on=begun.date(), ends_on=now.date() + 30 * DAY
    )
    return sign_all(Mou.objects.get(pk=mou.pk), begun, coordinator)


@contextmanager
def pump_that_claims(
    run: Run, kind: str, *, then: Callable[[], object], **env: str
) -> Iterator[None]:
    """Run a pump that plans and claims a mail of a kind; before its fence something is done.

    The mail server does it when it is told a recipient, and answers afterwards.
    """

    def if_claimed() -> None:
        try:
            if Delivery.objects.filter(kind=kind, state=State.CLAIMED).exists():
                run.sink.behavior.recipient = lambda _address: YES
                then()
                run.faults += 1
        finally:
            connection.close()

    def answer(_address: str) -> str:
        thread = threading.Thread(target=if_claimed)
        thread.start()
        thread.join()
        return YES

    run.sink.behavior.recipient = answer
    with run.start(*PUMP, **env):
        run.until(lambda: run.faults == 1)
        run.until_ticked()
        yield


def move(meeting: Meeting, starts_at: datetime, by: User) -> None:
    meeting = Meeting.objects.get(pk=meeting.pk)
    meeting.starts_at = starts_at
    engagement.edit_meeting(
        meeting=meeting, invited={}, seen_version=meeting.version, by=by, now=database_now()
    )


def cancel(meeting: Meeting, by: User) -> None:
    engagement.cancel_meeting(meeting=meeting, reason="Snow", by=by, now=database_now())


def test_cancelled_in_the_senders_hand(run: Run, meeting: Meeting, coordinator: User) -> None:
    with pump_that_claims(run, TOMORROW, then=lambda: cancel(meeting, coordinator)):
        assert run.mail(TOMORROW) == []
    run.verdict("F24 cancelled", rows=1, by="changes", doubles=0, kinds=[TOMORROW])


def test_moved_in_the_senders_hand(run: Run, meeting: Meeting, coordinator: User) -> None:
    """The mail about the old time never leaves; the one about the new time does, once."""

    def put_off() -> None:
        move(meeting, database_now() + DAY + timedelta(seconds=3), coordinator)

    with pump_that_claims(run, TOMORROW, then=put_off):
        entry = run.one_mail(TOMORROW)
    meeting.refresh_from_db()
    assert entry.at >= (meeting.starts_at - DAY).timestamp()
    run.verdict("F24 moved", rows=2, by="changes", doubles=0, kinds=[TOMORROW])


def test_moved_fenced_and_moved_back(run: Run, meeting: Meeting, coordinator: User) -> None:
    starts = meeting.starts_at
    mails = Delivery.objects.filter(kind=TOMORROW).order_by("due_at")
    later = starts + timedelta(hours=1)
    with pump_that_claims(run, TOMORROW, then=lambda: move(meeting, later, coordinator)):
        assert run.mail(TOMORROW) == []
        assert list(mails.values_list("state", flat=True)) == [State.CANCELLED, State.PENDING]
        move(meeting, starts, coordinator)
        run.one_mail(TOMORROW)
    assert list(mails.values_list("state", flat=True)) == [State.SENT, State.CANCELLED]
    run.verdict("F35", rows=2, by="changes", doubles=0, kinds=[TOMORROW])


def deactivate(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def suppress(
    user: User, *, reason: str = "complaint", scope: str = Suppression.EVERYTHING
) -> None:
    Suppression.objects.create(
        address_norm=user.email, reason=reason, scope=scope, created_at=database_now()
    )


def suppress_the_kind(user: User) -> None:
    suppress(user, reason="unsubscribed", scope=TOMORROW)


@pytest.mark.parametrize(
    "stopped",
    [
        (deactivate, State.CANCELLED),
        (suppress, State.SUPPRESSED),
        (suppress_the_kind, State.SUPPRESSED),
    ],
)
@pytest.mark.usefixtures("meeting")
def test_the_recipient_must_not_be_written_to_any_more(
    run: Run, coordinator: User, stopped: tuple[Callable[[User], None], State]
) -> None:
    stop, state = stopped
    with pump_that_claims(run, TOMORROW, then=lambda: stop(coordinator)):
        assert run.mail(TOMORROW) == []
    assert Delivery.objects.get(kind=TOMORROW).state == state
    run.verdict(f"F25 {stop.__name__}", rows=1, by="changes", doubles=0, kinds=[TOMORROW])


@pytest.mark.usefixtures("meeting")
def test_without_the_fence_they_are_written_to(run: Run, coordinator: User) -> None:
    """The guard is removed by handing over what was claimed once (`without.fence`)."""
    with (
        pump_that_claims(run, TOMORROW, then=lambda: suppress(coordinator), WITHOUT="fence"),
        pytest.raises(AssertionError),
    ):
        assert run.mail(TOMORROW) == []


def end_today(mou: Mou, by: User) -> None:
    now = database_now()
    agreements.terminate(
        mou=mou,
        notice_on=now.date(),
        ends_on=now.date(),
        both_agree=True,
        reason="Both want to stop.",
        by=by,
        now=now,
    )


def renew(mou: Mou, by: User) -> None:
    now = database_now()
    renewal = agreements.renew(mou=mou, by=by, now=now)
    Mou.objects.filter(pk=renewal.pk).update(ends_on=now.date() + 400 * DAY)
    sign_all(Mou.objects.get(pk=renewal.pk), now, by)


@pytest.mark.parametrize("change", [end_today, renew])
def test_an_mou_ends_or_goes_on_while_its_mail_waits(
    run: Run,
    where_it_is: Callable[[time], None],
    mou: Mou,
    coordinator: User,
    change: Callable[[Mou, User], None],
) -> None:
    """The next plan takes the mail out, an hour before it is due."""
    where_it_is(time(7))
    mails = Delivery.objects.filter(kind=ENDING)
    with run.start(*PUMP):
        run.until(mails.filter(state=State.PENDING).exists)
        change(mou, coordinator)
        run.faults = 1
        run.until(lambda: mails.get().state == State.CANCELLED)
    assert run.mail(ENDING) == []
    run.verdict(f"F27 {change.__name__}", rows=1, by="changes", doubles=0, kinds=[ENDING])


@pytest.mark.parametrize("change", [end_today, renew])
def test_an_mou_ends_or_goes_on_in_the_senders_hand(
    run: Run,
    where_it_is: Callable[[time], None],
    mou: Mou,
    coordinator: User,
    change: Callable[[Mou, User], None],
) -> None:
    where_it_is(time(8, 2))
    with pump_that_claims(run, ENDING, then=lambda: change(mou, coordinator)):
        assert run.mail(ENDING) == []
    run.verdict(f"F27 {change.__name__} in hand", rows=1, by="changes", doubles=0, kinds=[ENDING])
