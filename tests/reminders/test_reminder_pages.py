"""The bell, and what is ahead."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import User
from audit.models import Event
from partnerships.engagement.models import FollowUp, Meeting
from partnerships.reminders import actions
from partnerships.reminders.lifecycle import Mode
from partnerships.reminders.models import Mute, Notice
from partnerships.reminders.views import notices

SignIn = Callable[[User], Client]
Promised = Callable[..., FollowUp]


def words(page: str) -> str:
    """A page as one line."""
    return " ".join(page.split())


@pytest.fixture
def maria(clock: time_machine.Traveller, coordinator: User, client_as: SignIn) -> Client:
    return client_as(coordinator)


@pytest.fixture
def notice(promised: Promised, now: datetime, today: date) -> Notice:
    """A promise that was due this morning."""
    promised(today, made=now - timedelta(days=3))
    actions.plan(now=now)
    return Notice.objects.get(kind="promise_due")


# The bell


def test_the_bell_counts_what_is_to_be_seen(maria: Client, notice: Notice) -> None:
    assert "1 reminder" in maria.get("/reminders/bell/").content.decode()
    page = maria.get("/reminders/").content.decode()
    assert "Due Mon, Nov 23: Send the handout (Bright Path Training)" in page
    assert "This commitment is yours, or you own the partnership." in page


def test_a_screen_that_is_safe_to_share_shows_no_reminders(maria: Client, notice: Notice) -> None:
    session = maria.session
    session["safe_screen"] = True
    session.save()
    for address in ("/reminders/", "/reminders/ahead/"):
        page = maria.get(address).content.decode()
        assert "Reminders are hidden in presentation mode." in page
        assert "Send the handout" not in page


def test_the_bell_costs_one_count(
    maria: Client, notice: Notice, django_assert_num_queries: Callable
) -> None:
    maria.get("/reminders/bell/")
    with django_assert_num_queries(3):  # session, user, count
        assert "1 reminder" in maria.get("/reminders/bell/").content.decode()


def test_the_bell_is_empty_when_the_work_is_done(
    maria: Client, notice: Notice, today: date
) -> None:
    FollowUp.objects.filter(what="Send the handout").update(state="kept", closed_on=today)
    assert "No reminders" in maria.get("/reminders/").content.decode()


def test_work_that_was_done_days_late_is_counted_no_more(
    clock: time_machine.Traveller,
    notice: Notice,
    coordinator: User,
    client_as: SignIn,
    today: date,
) -> None:
    """The bell shows one count of open notices; the next plan, a minute later, ends this one."""
    clock.shift(timedelta(days=4))
    maria = client_as(coordinator)
    assert "1 reminder" in maria.get("/reminders/bell/").content.decode()
    FollowUp.objects.filter(what="Send the handout").update(state="kept", closed_on=today)
    actions.plan(now=timezone.now())
    assert "1 reminder" not in maria.get("/reminders/bell/").content.decode()


def test_the_bell_tells_of_so_many_things_at_once(
    maria: Client,
    notice: Notice,
    promised: Promised,
    now: datetime,
    today: date,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(notices, "COUNTED", 3)
    for number in range(5):
        promised(today, f"Promise {number}", made=now - timedelta(days=3))
    actions.plan(now=now)
    assert "3 reminders" in maria.get("/reminders/bell/").content.decode()


def test_nobody_sees_what_others_are_told(
    maria: Client, notice: Notice, leader: User, client_as: SignIn
) -> None:
    assert "Send the handout" not in client_as(leader).get("/reminders/").content.decode()
    assert client_as(leader).get(f"/reminders/{notice.pk}/later/").status_code == 404


def test_more_notices_cost_the_same_number_of_queries(
    maria: Client,
    notice: Notice,
    promised: Promised,
    now: datetime,
    today: date,
    django_assert_max_num_queries: Callable,
) -> None:
    for number in range(20):
        promised(today, f"Promise {number}", made=now - timedelta(days=3))
    actions.plan(now=now)
    with django_assert_max_num_queries(14):
        assert "Promise 19" in maria.get("/reminders/").content.decode()


def test_later(maria: Client, notice: Notice) -> None:
    assert "Send the handout" in maria.get(f"/reminders/{notice.pk}/later/").content.decode()
    answer = maria.post(f"/reminders/{notice.pk}/later/", {"days": "3"}, follow=True)
    page = answer.content.decode()
    assert "Snoozed until Thu, Nov 26." in page  # which is Thanksgiving
    assert "Until Thu, Nov 26" in page
    assert "In the daily email, Fri, Nov 27, 8:00 AM" in words(page)
    notice.refresh_from_db()
    assert notice.snoozed_until == datetime.fromisoformat("2026-11-26T00:00:00+00:00")


def test_what_was_put_off_comes_back_now(maria: Client, notice: Notice) -> None:
    maria.post(f"/reminders/{notice.pk}/later/", {"days": "3"})
    assert "1 reminder" not in maria.get("/reminders/bell/").content.decode()
    for _twice in range(2):
        page = maria.post(f"/reminders/{notice.pk}/back/", follow=True).content.decode()
        assert "Send the handout" in page
        assert 'id="put-off"' not in page
    assert "1 reminder" in maria.get("/reminders/bell/").content.decode()
    assert Event.objects.filter(verb="reminders.brought_back").count() == 1


@pytest.mark.parametrize("mode", [Mode.DIGEST, Mode.NONE])
def test_what_comes_back_says_whether_a_mail_carries_it(
    maria: Client, coordinator: User, notice: Notice, now: datetime, *, mode: Mode
) -> None:
    actions.set_modes(user=coordinator, modes={"promise_due": mode}, by=coordinator, now=now)
    maria.post(f"/reminders/{notice.pk}/later/", {"days": "3"})
    page = maria.post(f"/reminders/{notice.pk}/back/", follow=True).content.decode()
    assert "Unsnoozed." in page
    assert ("in your next daily email" in page) == (mode == Mode.DIGEST)


def test_nobody_brings_back_what_others_put_off(
    maria: Client, notice: Notice, leader: User, client_as: SignIn
) -> None:
    maria.post(f"/reminders/{notice.pk}/later/", {"days": "3"})
    assert client_as(leader).post(f"/reminders/{notice.pk}/back/").status_code == 404
    notice.refresh_from_db()
    assert notice.snoozed_until


def test_what_was_put_off_and_done_meanwhile_is_left_out(
    maria: Client, notice: Notice, today: date
) -> None:
    maria.post(f"/reminders/{notice.pk}/later/", {"days": "3"})
    FollowUp.objects.filter(what="Send the handout").update(state="kept", closed_on=today)
    assert "Send the handout" not in maria.get("/reminders/").content.decode()


def test_later_needs_a_day(maria: Client, notice: Notice) -> None:
    assert maria.post(f"/reminders/{notice.pk}/later/", {"days": "99"}).status_code == 422


def test_mute_and_unmute(maria: Client, notice: Notice) -> None:
    maria.post(f"/reminders/{notice.pk}/mute/")
    muted = Mute.objects.get()
    page = maria.get("/you/reminders/").content.decode()
    assert "Send the handout" in page
    maria.post(f"/you/reminders/muted/{muted.pk}/")
    assert not Mute.objects.exists()


def test_ahead_is_mine_and_for_leadership_the_whole_house(
    maria: Client, promised: Promised, leader: User, client_as: SignIn, now: datetime, today: date
) -> None:
    promised(today + timedelta(days=9))
    actions.plan(now=now)
    assert "Send the handout" in maria.get("/reminders/ahead/").content.decode()
    dana = client_as(leader)
    assert "Due Wed, Dec 2: Send" in maria.get("/reminders/ahead/").content.decode()
    assert "Due Wed, Dec 2: Send" not in dana.get("/reminders/ahead/").content.decode()
    assert "Due Wed, Dec 2: Send" in dana.get("/reminders/ahead/?house").content.decode()
    assert "Maria Alvarez" in dana.get("/reminders/ahead/?house").content.decode()


def test_ahead_tells_day_by_day_when_each_mail_goes(
    maria: Client,
    promised: Promised,
    meeting_at: Callable[[datetime], Meeting],
    coordinator: User,
    now: datetime,
    today: date,
) -> None:
    chosen = {"promise_overdue": Mode.NONE}
    actions.set_modes(user=coordinator, modes=chosen, by=coordinator, now=now)
    promised(date(2026, 11, 26), "Set the table")  # Thanksgiving
    meeting_at(datetime(2026, 11, 24, 17, tzinfo=UTC))
    actions.plan(now=now)
    page = words(maria.get("/reminders/ahead/").content.decode())
    found = [page.index(title) for title in ("Today", "Tomorrow", "Thursday, November 26")]
    assert found == sorted(found)
    told = {day.partition(">")[2].partition("<")[0]: day for day in page.split("<h2")}
    assert "Starting soon, Tue, Nov 24, 5:00 PM" in told["Tomorrow"]
    assert "Right away, Tue, Nov 24, 4:00 PM" in told["Tomorrow"]
    assert "In the daily email, Wed, Nov 25, 8:00 AM" in told["Thursday, November 26"]
    assert "No email" in told["Friday, November 27"]


def test_ahead_shows_what_was_put_off_on_its_day(maria: Client, notice: Notice) -> None:
    maria.post(f"/reminders/{notice.pk}/later/", {"days": "1"})
    page = words(maria.get("/reminders/ahead/").content.decode())
    tomorrow = page.partition("Tomorrow")[2]
    assert "Due Mon, Nov 23: Send the handout" in tomorrow
    assert "In the daily email, Tue, Nov 24, 8:00 AM" in tomorrow


def test_what_one_wants_no_more_of_is_not_ahead(
    maria: Client, promised: Promised, notice: Notice, now: datetime, today: date
) -> None:
    assert "Overdue: Send the handout" in maria.get("/reminders/ahead/").content.decode()
    maria.post(f"/reminders/{notice.pk}/mute/", follow=True)
    assert "Send the handout" not in maria.get("/reminders/ahead/").content.decode()


def test_more_ahead_costs_the_same_number_of_queries(
    maria: Client,
    promised: Promised,
    now: datetime,
    today: date,
    django_assert_max_num_queries: Callable,
) -> None:
    for number in range(20):
        promised(today + timedelta(days=9), f"Promise {number}")
    actions.plan(now=now)
    with django_assert_max_num_queries(14):
        assert "Promise 19" in maria.get("/reminders/ahead/").content.decode()
