"""Our mail server is away for hours: what it held up comes in one mail, and in working hours."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
import time_machine

from accounts.models import User
from partnerships.engagement.models import FollowUp, Meeting
from partnerships.outbox import actions as outbox
from partnerships.outbox.emails import transports
from partnerships.outbox.lifecycle import Outcome, Phase
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import Reply
from partnerships.reminders import actions
from partnerships.reminders.lifecycle import Mode
from partnerships.reminders.models import Notice, Preference
from tests.reminders.conftest import Tick

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MORNING = datetime(2026, 11, 24, 8, tzinfo=UTC)  # a Tuesday
CLOSED, NIGHT, NEXT = MORNING + 10 * HOUR, MORNING + 12 * HOUR, MORNING + DAY
pytestmark = pytest.mark.usefixtures("dated_kinds")
Promised = Callable[..., FollowUp]
MeetingAt = Callable[[datetime], Meeting]
Told = list[tuple[datetime, str]]


@pytest.fixture
def working(monkeypatch: pytest.MonkeyPatch, tick: Tick) -> Callable[..., Told]:
    """Return a function that ticks each hour, with a mail server or without."""

    def away(*_given: object) -> Reply:
        return Reply(phase=Phase.CONNECT, outcome=Outcome.RELAY, text="away")

    def not_now(_self: object, _mail: Delivery, fence: Callable[[], bytes | None]) -> Reply:
        fence()
        return Reply(phase=Phase.ANSWER, outcome=Outcome.TRANSIENT, code=451, text="451 later")

    def run(
        first: datetime, last: datetime, *, is_away: bool = False, says_later: bool = False
    ) -> Told:
        told: Told = []
        with monkeypatch.context() as server:
            if is_away or says_later:
                hand_over = away if is_away else not_now
                server.setattr(transports.FolderTransport, "hand_over", hand_over)
            while first <= last:
                told += [(first, text(mail)) for mail in tick(first)]
                first += HOUR
        return told

    return run


def text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def at_once(by: User, *kinds: str) -> None:
    for kind in kinds:
        Preference.objects.create(user=by, kind=kind, mode=Mode.NOW)


def late_since_monday(promised: Promised, what: str) -> None:
    """Told on Tuesday, and of use for days."""
    promised(MORNING.date() - DAY, what, made=MORNING - 9 * DAY)


def due_today(promised: Promised, what: str) -> None:
    """Told on Tuesday, and of no use on Wednesday."""
    promised(MORNING.date(), what, made=MORNING - 9 * DAY)


@pytest.mark.parametrize("is_all_away", [False, True])
def test_what_cannot_wait_leaves_a_morning_mail_that_was_held_up(
    promised: Promised, working: Callable[..., Told], *, is_all_away: bool
) -> None:
    late_since_monday(promised, "Book the room")
    due_today(promised, "Send the handout")
    working(MORNING - HOUR, MORNING - HOUR)
    if not is_all_away:
        assert working(MORNING, NIGHT - HOUR, is_away=True) == []
    (night,) = working(NIGHT, NEXT - HOUR)
    assert night[0] == NIGHT
    assert "Send the handout" in night[1]
    assert "Book the room" not in night[1]
    (morning,) = [told for told in working(NEXT, NEXT) if "Book the room" in told[1]]
    assert "Due" not in morning[1]


def test_what_cannot_wait_leaves_in_one_mail_and_what_comes_after_it_in_another(
    promised: Promised, meeting_at: MeetingAt, working: Callable[..., Told]
) -> None:
    for what in ("Send the handout", "Book the room", "Call them"):
        due_today(promised, what)
    working(MORNING - HOUR, NIGHT - HOUR, is_away=True)
    assert [at for at, _mail in working(NIGHT, NIGHT + HOUR)] == [NIGHT]
    meeting_at(NIGHT + DAY)
    assert [at for at, _mail in working(NIGHT + 2 * HOUR, NEXT - HOUR)] == [NIGHT + 2 * HOUR]


@pytest.mark.parametrize("mode", [Mode.NOW, Mode.DIGEST])
def test_it_leaves_the_morning_mail_also_before_the_next_plan_looks_so_far_back(
    promised: Promised, coordinator: User, tick: Tick, *, mode: Mode
) -> None:
    due_today(promised, "Send the handout")
    late_since_monday(promised, "Book the room")
    Preference.objects.create(user=coordinator, kind="promise_due", mode=mode)
    Preference.objects.create(user=coordinator, kind="promise_overdue", mode=mode)
    actions.plan(now=MORNING - HOUR)
    if mode == Mode.NOW:
        actions.catch_up(now=MORNING + HOUR)  # one mail carries both
    actions.catch_up(now=NIGHT)
    with time_machine.travel(NIGHT, tick=False):
        outbox.pump(kinds=actions.KINDS, clock=lambda: NIGHT)
    assert Notice.objects.filter(kind="promise_due", mailed_at__isnull=False).exists()


def test_what_is_entered_at_night_does_not_join_a_morning_mail_that_is_held_up(
    promised: Promised, meeting_at: MeetingAt, working: Callable[..., Told]
) -> None:
    late_since_monday(promised, "Book the room")
    working(MORNING - HOUR, NIGHT, is_away=True)
    meeting_at(NIGHT + DAY)
    assert [at for at, _mail in working(NIGHT + HOUR, NEXT - HOUR)] == [NIGHT + HOUR]


def test_a_mail_with_what_came_late_is_not_sent_at_night(
    promised: Promised, coordinator: User, working: Callable[..., Told]
) -> None:
    at_once(coordinator, "promise_overdue")
    late_since_monday(promised, "Book the room")
    late_since_monday(promised, "Call them")
    assert working(MORNING - HOUR, NIGHT - HOUR, is_away=True) == []
    assert working(NIGHT, NEXT - HOUR) == []
    (told,) = working(NEXT, NEXT)
    assert "Book the room" in told[1]
    assert "Call them" in told[1]


def test_what_cannot_wait_leaves_a_mail_with_what_came_late(
    promised: Promised, coordinator: User, working: Callable[..., Told]
) -> None:
    at_once(coordinator, "promise_overdue", "promise_due")
    late_since_monday(promised, "Book the room")
    due_today(promised, "Send the handout")
    assert working(MORNING - HOUR, NIGHT - HOUR, is_away=True) == []
    (night,) = working(NIGHT, NEXT - HOUR)
    assert "Send the handout" in night[1]
    assert "Book the room" not in night[1]


def test_what_a_mail_server_does_not_take_until_the_night_waits_for_the_morning(
    promised: Promised, coordinator: User, working: Callable[..., Told]
) -> None:
    at_once(coordinator, "promise_due")
    late_since_monday(promised, "Book the room")
    due_today(promised, "Send the handout")
    assert working(MORNING - HOUR, NIGHT - HOUR, says_later=True) == []
    (night,) = working(NIGHT, NEXT - HOUR)
    assert "Send the handout" in night[1]  # it cannot wait
    assert any("Book the room" in mail for _at, mail in working(NEXT, NEXT))


def test_what_was_put_off_comes_with_what_came_late(
    promised: Promised, coordinator: User, working: Callable[..., Told]
) -> None:
    at_once(coordinator, "promise_overdue")
    late_since_monday(promised, "Book the room")
    working(MORNING - HOUR, MORNING)
    notice = Notice.objects.get(kind="promise_overdue", mailed_at__isnull=False)
    actions.snooze(notice=notice, until=NEXT - 8 * HOUR, by=coordinator, now=MORNING + HOUR)
    promised(MORNING.date(), "Send the handout", made=MORNING - 9 * DAY)
    Preference.objects.create(user=coordinator, kind="promise_due", mode=Mode.NONE)
    assert working(NEXT - HOUR, NEXT + 3 * HOUR, is_away=True) == []
    (told,) = working(NEXT + 4 * HOUR, NEXT + 9 * HOUR)
    assert "Book the room" in told[1]
    assert "Send the handout" in told[1]


def test_what_is_of_use_for_longer_than_the_mail_that_waits_with_it_is_told(
    promised: Promised, leader: User, working: Callable[..., Told]
) -> None:
    """Dana hears until the Tuesday after of what stays undone; our mail server is away as long."""
    at_once(leader, "escalation")
    for what in ("Book the room", "Call them"):
        promised(MORNING.date() - 4 * DAY, what, made=MORNING - 9 * DAY)
    for at in (MORNING - HOUR, MORNING, MORNING + HOUR, MORNING + 7 * DAY + 2 * HOUR):
        working(at, at, is_away=True)
    back = MORNING + 7 * DAY + 3 * HOUR
    told = "".join(mail for _at, mail in working(back, back) if "Not kept yet" in mail)
    assert "Book the room" in told
    assert "Call them" in told


def test_the_last_thing_that_comes_late_joins_the_mail_that_waits(
    promised: Promised, meeting_at: MeetingAt, coordinator: User, working: Callable[..., Told]
) -> None:
    at_once(coordinator, "promise_overdue", "meeting_to_close_out")
    late_since_monday(promised, "Book the room")
    late_since_monday(promised, "Call them")
    working(MORNING - HOUR, NIGHT, is_away=True)
    meeting_at(MORNING + 4 * HOUR)
    assert working(NIGHT + HOUR, NEXT + 3 * HOUR, is_away=True) == []
    (told,) = working(NEXT + 4 * HOUR, NEXT + 9 * HOUR)
    assert "Wrap up" in told[1]


def test_what_holds_again_after_nothing_of_a_mail_held_is_told_with_it_after_all(
    promised: Promised, coordinator: User, working: Callable[..., Told]
) -> None:
    at_once(coordinator, "promise_overdue")
    late_since_monday(promised, "Book the room")
    late_since_monday(promised, "Call them")
    working(MORNING - HOUR, MORNING + HOUR, is_away=True)
    late = FollowUp.objects.filter(what__in=["Book the room", "Call them"])
    late.update(due_on=NEXT + 30 * DAY)
    assert working(NEXT, NEXT) == []
    late.update(due_on=MORNING - DAY)
    (told,) = working(NEXT + HOUR, NEXT + 2 * HOUR)
    assert "Book the room" in told[1]
    assert "Call them" in told[1]


def test_who_is_at_work_by_now_elsewhere_does_not_wait_for_the_morning_they_left_behind(
    promised: Promised, coordinator: User, working: Callable[..., Told]
) -> None:
    at_once(coordinator, "promise_overdue", "promise_due")
    late_since_monday(promised, "Book the room")
    late_since_monday(promised, "Call them")
    due_today(promised, "Send the handout")
    working(MORNING - HOUR, NIGHT - HOUR, is_away=True)
    User.objects.filter(pk=coordinator.pk).update(time_zone="America/Los_Angeles")
    assert "Send the handout" in "".join(mail for _at, mail in working(NIGHT, NIGHT + HOUR))
