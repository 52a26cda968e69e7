"""F23-F25, F27, F35: what a mail says stops being true while it waits, or in its sender's hand.

Everything goes through the plan and the pump, for a person who wants a mail of each at once.
"""

import threading
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.db.models import Model

from accounts.models import User
from common.dates import instant
from partnerships.agreements import actions as agreements
from partnerships.agreements.lifecycle import EndKnown
from partnerships.agreements.models import Mou
from partnerships.engagement import actions as engagement
from partnerships.engagement.models import FollowUp, Meeting
from partnerships.outbox.actions import sending
from partnerships.outbox.lifecycle import State
from partnerships.outbox.models import Delivery, Suppression
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from tests.faults import without
from tests.faults.matrix import Run
from tests.faults.sink import YES, Entry
from tests.scenarios import drafted_mou, partnership_idea, partnership_ready_for_mou, sign_all

pytestmark = [
    pytest.mark.processes,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("at_once"),
]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
Tick = Callable[[datetime], None]


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    return partnership_idea(now - 3 * DAY, coordinator)


@pytest.fixture
def meeting(partnership: Partnership, coordinator: User, now: datetime) -> Meeting:
    """A meeting in two days: its mail is due tomorrow at the time of `now`."""
    meeting = Meeting(
        partnership=partnership, starts_at=now + 2 * DAY, time_zone="UTC", owner=coordinator
    )
    return engagement.plan_meeting(meeting=meeting, invited={}, by=coordinator, now=now)


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


def mail_about(row: Model, kind: str, run: Run) -> list[Entry]:
    """Return the mails of one kind about a meeting, promise or MOU that arrived."""
    rows = Delivery.objects.filter(kind=kind, subject_type=row._meta.model_name, subject_id=row.pk)
    ids = set(rows.values_list("message_id", flat=True))
    return [entry for entry in run.sink.entries() if entry.message_id in ids]


def nothing_arrived(run: Run, row: Model, kind: str) -> None:
    assert mail_about(row, kind, run) == []


def between_claim_and_fence(run: Run, work: Callable[[], object]) -> None:
    """Do something when the mail server is told the recipient: the row is claimed by then."""

    def in_another_thread() -> None:
        try:
            work()
        finally:
            connection.close()

    def answer(_address: str) -> str:
        run.sink.behavior.recipient = lambda _address: YES
        thread = threading.Thread(target=in_another_thread)
        thread.start()
        thread.join(10)
        run.faults += 1
        return YES

    run.sink.behavior.recipient = answer


def move(meeting: Meeting, starts_at: datetime, by: User, now: datetime) -> None:
    meeting = Meeting.objects.get(pk=meeting.pk)
    meeting.starts_at = starts_at
    engagement.edit_meeting(
        meeting=meeting, invited={}, seen_version=meeting.version, by=by, now=now
    )


def cancel(meeting: Meeting, by: User, now: datetime) -> None:
    engagement.cancel_meeting(meeting=meeting, reason="Snow", by=by, now=now)


def test_cancelled_in_the_senders_hand(
    run: Run, tick: Tick, meeting: Meeting, coordinator: User, now: datetime
) -> None:
    between_claim_and_fence(run, lambda: cancel(meeting, coordinator, now + DAY))
    tick(now)
    tick(now + DAY)
    assert run.faults == 1
    nothing_arrived(run, meeting, "meeting_tomorrow")
    run.verdict("F24 cancelled", rows=1, by="changes", doubles=0, kinds=["meeting_tomorrow"])


def test_moved_in_the_senders_hand(
    run: Run, tick: Tick, meeting: Meeting, coordinator: User, now: datetime
) -> None:
    """The mail about the old time never leaves; the one about the new time does, once."""
    starts = meeting.starts_at + 2 * DAY
    between_claim_and_fence(run, lambda: move(meeting, starts, coordinator, now + DAY))
    tick(now)
    tick(now + DAY)
    nothing_arrived(run, meeting, "meeting_tomorrow")
    for hour in range(60, 80):
        tick(now + hour * HOUR)
    (entry,) = mail_about(meeting, "meeting_tomorrow", run)
    assert entry.at == (starts - DAY).timestamp()
    run.verdict("F24 moved", rows=2, by="changes", doubles=0, kinds=["meeting_tomorrow"])


def test_moved_fenced_and_moved_back(
    run: Run, tick: Tick, meeting: Meeting, coordinator: User, now: datetime
) -> None:
    starts = meeting.starts_at
    due = now + DAY
    between_claim_and_fence(run, lambda: move(meeting, starts + DAY, coordinator, due))
    tick(now)
    tick(due)
    nothing_arrived(run, meeting, "meeting_tomorrow")
    tick(due + HOUR / 2)
    move(meeting, starts, coordinator, due + HOUR)
    for hour in range(1, 30):
        tick(due + hour * HOUR)
    (entry,) = mail_about(meeting, "meeting_tomorrow", run)
    assert entry.at == (due + HOUR).timestamp()
    run.verdict("F35", rows=2, by="changes", doubles=0, kinds=["meeting_tomorrow"])


def deactivate(user: User, _now: datetime) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def suppress(user: User, now: datetime) -> None:
    Suppression.objects.create(address_norm=user.email, reason="complaint", created_at=now)


def suppress_the_kind(user: User, now: datetime) -> None:
    Suppression.objects.create(
        address_norm=user.email, scope="meeting_tomorrow", reason="unsubscribed", created_at=now
    )


@pytest.mark.parametrize(
    "stopped",
    [
        (deactivate, State.CANCELLED),
        (suppress, State.SUPPRESSED),
        (suppress_the_kind, State.SUPPRESSED),
    ],
)
def test_the_recipient_must_not_be_written_to_any_more(
    run: Run,
    tick: Tick,
    meeting: Meeting,
    coordinator: User,
    now: datetime,
    stopped: tuple[Callable[[User, datetime], None], State],
) -> None:
    stop, state = stopped
    between_claim_and_fence(run, lambda: stop(coordinator, now + DAY))
    tick(now)
    for hour in range(24, 48):
        tick(now + hour * HOUR)
    nothing_arrived(run, meeting, "meeting_tomorrow")
    assert Delivery.objects.get(kind="meeting_tomorrow").state == state
    name = f"F25 {stop.__name__}"
    run.verdict(name, rows=1, by="changes", doubles=0, kinds=["meeting_tomorrow"])


@pytest.fixture
def fence_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "pass_fence", vars(sending)["pass_fence"])  # undone afterwards
    without.without_fence()


@pytest.mark.usefixtures("fence_down")
def test_without_the_fence_they_are_written_to(
    run: Run,
    tick: Tick,
    meeting: Meeting,
    coordinator: User,
    now: datetime,
) -> None:
    """The guard is removed by handing over what was claimed once (`without.fence`)."""
    between_claim_and_fence(run, lambda: suppress(coordinator, now + DAY))
    tick(now)
    tick(now + DAY)
    with pytest.raises(AssertionError):
        nothing_arrived(run, meeting, "meeting_tomorrow")


def promised(partnership: Partnership, due_on: date, by: User, now: datetime) -> FollowUp:
    given = engagement.Promise(side=Side.OURS, what="Send the handout", due_on=due_on)
    return engagement.promise(partnership=partnership, given=given, by=by, now=now)


@pytest.mark.parametrize(
    "zones", [("America/New_York", "Asia/Tokyo"), ("Asia/Tokyo", "America/New_York")]
)
def test_a_person_moves_to_another_zone(
    run: Run,
    tick: Tick,
    partnership: Partnership,
    coordinator: User,
    now: datetime,
    zones: tuple[str, str],
) -> None:
    """The mail that waits is planned anew for eight o'clock there, and arrives once."""
    home, away = zones
    User.objects.filter(pk=coordinator.pk).update(time_zone=home)
    due_on = now.date() + 3 * DAY
    promise = promised(partnership, due_on, coordinator, now)
    tick(now)
    User.objects.filter(pk=coordinator.pk).update(time_zone=away)
    for hour in [1, *range(54, 84)]:
        tick(now + hour * HOUR)
    (entry,) = mail_about(promise, "promise_due", run)
    assert entry.at == instant(due_on, time(8), away).timestamp()
    run.faults = 1
    run.verdict(f"F23 {away}", rows=1, by="changes", doubles=0, kinds=["promise_due"])


def end_today(mou: Mou, by: User, now: datetime) -> None:
    agreements.terminate(
        mou=mou,
        notice_on=now.date(),
        ends_on=now.date(),
        both_agree=True,
        reason="Both want to stop.",
        by=by,
        now=now,
    )


def renew(mou: Mou, by: User, now: datetime) -> None:
    renewal = agreements.renew(mou=mou, by=by, now=now)
    Mou.objects.filter(pk=renewal.pk).update(ends_on=now.date() + 400 * DAY)
    sign_all(Mou.objects.get(pk=renewal.pk), now, by)


@pytest.mark.parametrize(
    "changed", [(end_today, False), (end_today, True), (renew, False), (renew, True)]
)
def test_an_mou_ends_or_goes_on_while_its_mail_waits(
    run: Run,
    tick: Tick,
    mou: Mou,
    coordinator: User,
    now: datetime,
    changed: tuple[Callable[[Mou, User, datetime], None], bool],
) -> None:
    change, in_hand = changed
    eight = now.replace(hour=8)
    tick(eight - 2 * HOUR)
    assert Delivery.objects.filter(kind="mou_ending", state=State.PENDING).count() == 1
    if in_hand:
        between_claim_and_fence(run, lambda: change(mou, coordinator, eight))
    else:
        change(mou, coordinator, eight - HOUR)
        run.faults = 1
    for hour in range(30):
        tick(eight + hour * HOUR)
    nothing_arrived(run, mou, "mou_ending")
    name = f"F27 {change.__name__}{' in hand' if in_hand else ''}"
    run.verdict(name, rows=1, by="changes", doubles=0, kinds=["mou_ending"])
