"""The bell, what is ahead, when and how one is told, and stopping mail by its link."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from audit.models import Event
from partnerships.calendars.models import Absence, WorkingHours
from partnerships.engagement.models import FollowUp, Meeting
from partnerships.reminders import actions
from partnerships.reminders.lifecycle import Mode, ReminderKind
from partnerships.reminders.models import Mute, Notice, Preference, ReminderRule
from partnerships.reminders.rules import REMINDERS
from partnerships.reminders.rules.unsubscribing import stop_token
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
    assert "Due Mon, Nov. 23: Send the handout (Bright Path Training)" in page
    assert "This promise is yours, or you own the partnership." in page


def test_a_screen_that_is_safe_to_share_shows_no_reminders(maria: Client, notice: Notice) -> None:
    session = maria.session
    session["safe_screen"] = True
    session.save()
    for address in ("/reminders/", "/reminders/ahead/"):
        page = maria.get(address).content.decode()
        assert "safe to share" in page
        assert "Send the handout" not in page


def test_the_bell_is_empty_when_the_work_is_done(
    maria: Client, notice: Notice, today: date
) -> None:
    FollowUp.objects.filter(what="Send the handout").update(state="kept", closed_on=today)
    assert "Nothing to remind you of" in maria.get("/reminders/").content.decode()


def test_work_that_was_done_days_late_is_counted_no_more(
    clock: time_machine.Traveller,
    notice: Notice,
    coordinator: User,
    client_as: SignIn,
    today: date,
) -> None:
    """No plan looks so far back, and the notice that it is overdue would be of use for days."""
    clock.shift(timedelta(days=4))
    maria = client_as(coordinator)
    assert "1 reminder" in maria.get("/reminders/bell/").content.decode()
    FollowUp.objects.filter(what="Send the handout").update(state="kept", closed_on=today)
    assert "1 reminder" not in maria.get("/reminders/bell/").content.decode()


def test_the_bell_tells_of_so_many_things_at_once(
    maria: Client,
    notice: Notice,
    promised: Promised,
    now: datetime,
    today: date,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(notices, "MOST", 3)
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
    assert "Put off until Thursday, Nov. 26." in page  # which is Thanksgiving
    assert "Until Thu, Nov 26" in page
    assert "In the morning mail, Fri, Nov 27, 8:00 AM" in words(page)
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
    assert "Due Wed, Dec. 2: Send" in maria.get("/reminders/ahead/").content.decode()
    assert "Due Wed, Dec. 2: Send" not in dana.get("/reminders/ahead/").content.decode()
    assert "Due Wed, Dec. 2: Send" in dana.get("/reminders/ahead/?house").content.decode()
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
    assert "Soon, Tue, Nov. 24, 5 p.m." in told["Tomorrow"]
    assert "At once, Tue, Nov 24, 4:00 PM" in told["Tomorrow"]
    assert "In the morning mail, Wed, Nov 25, 8:00 AM" in told["Thursday, November 26"]
    assert "Not by mail" in told["Friday, November 27"]


def test_ahead_shows_what_was_put_off_on_its_day(maria: Client, notice: Notice) -> None:
    maria.post(f"/reminders/{notice.pk}/later/", {"days": "1"})
    page = words(maria.get("/reminders/ahead/").content.decode())
    tomorrow = page.partition("Tomorrow")[2]
    assert "Due Mon, Nov. 23: Send the handout" in tomorrow
    assert "In the morning mail, Tue, Nov 24, 8:00 AM" in tomorrow


def test_what_one_wants_no_more_of_is_not_ahead(
    maria: Client, promised: Promised, notice: Notice, now: datetime, today: date
) -> None:
    assert "Overdue: Send the handout" in maria.get("/reminders/ahead/").content.decode()
    maria.post(f"/reminders/{notice.pk}/mute/")
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


# When and how


def test_choosing_how_one_is_told(maria: Client, coordinator: User) -> None:
    form = maria.get("/you/reminders/").context["form"]
    chosen = {name: field.initial for name, field in form.fields.items()}
    maria.post("/you/reminders/", chosen | {"promise_due": "weekly"})
    assert [(p.kind, p.mode) for p in Preference.objects.filter(user=coordinator)] == [
        ("promise_due", "weekly")
    ]
    assert Event.objects.get(verb="reminders.chosen").params == {"chosen": ["promise_due weekly"]}


def test_only_those_who_lead_choose_about_what_leadership_gets(
    maria: Client, leader: User, client_as: SignIn
) -> None:
    words = "The portfolio, each month"
    assert words not in maria.get("/you/reminders/").content.decode()
    assert words in client_as(leader).get("/you/reminders/").content.decode()


def test_a_way_that_does_not_exist_is_refused(maria: Client) -> None:
    assert maria.post("/you/reminders/", {"promise_due": "by pigeon"}).status_code == 422
    assert not Preference.objects.exists()


def test_hours(maria: Client, coordinator: User) -> None:
    maria.post("/you/reminders/hours/", {"starts": "09:30", "ends": "17:00", "every_day": "on"})
    kept = WorkingHours.objects.get(user=coordinator)
    assert (kept.starts, kept.ends, kept.every_day) == (time(9, 30), time(17), True)


def test_hours_that_end_before_they_start_are_refused(maria: Client) -> None:
    answer = maria.post("/you/reminders/hours/", {"starts": "18:00", "ends": "08:00"})
    assert answer.status_code == 422
    assert "later than the start" in answer.content.decode()


def test_being_away_and_back(maria: Client, coordinator: User, leader: User) -> None:
    away = {"first_day": "2026-12-01", "last_day": "2026-12-04", "deputy": str(leader.pk)}
    page = maria.post("/you/away/", away, follow=True).content.decode()
    assert "Dana Whitfield is reminded instead" in page
    absence = Absence.objects.get(user=coordinator)
    maria.post(f"/you/away/{absence.pk}/end/")
    assert not Absence.objects.exists()


def test_nobody_is_away_twice_or_in_the_past(maria: Client, now: datetime) -> None:
    days = {"first_day": "2026-12-01", "last_day": "2026-12-04"}
    with time_machine.travel(now, tick=False):
        assert maria.post("/you/away/", days).status_code == 302
        again = maria.post("/you/away/", {"first_day": "2026-12-04", "last_day": "2026-12-09"})
        assert again.status_code == 422
        assert "You are away from Dec. 1, 2026 to Dec. 4, 2026" in again.content.decode()
        over = {"first_day": "2026-11-01", "last_day": "2026-11-04"}
        assert "These days are over" in maria.post("/you/away/", over).content.decode()
    assert Absence.objects.count() == 1


def test_nobody_stands_in_for_themselves_and_nothing_ends_before_it_starts(
    maria: Client, coordinator: User
) -> None:
    backwards = {"first_day": "2026-12-04", "last_day": "2026-12-01"}
    assert maria.post("/you/away/", backwards).status_code == 422
    oneself = {"first_day": "2026-12-01", "last_day": "2026-12-04", "deputy": str(coordinator.pk)}
    assert maria.post("/you/away/", oneself).status_code == 422
    assert not Absence.objects.exists()


# Stopping by the link of a mail (RFC 8058)


def test_opening_the_link_changes_nothing_and_one_post_stops_the_kind(
    client: Client, coordinator: User
) -> None:
    address = f"/reminders/stop/{stop_token(coordinator.pk, 'promise_due')}/"
    assert "A promise due today" in client.get(address).content.decode()
    assert not Preference.objects.exists()
    post = Client(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"})
    assert post.status_code == 200
    again = client.post(address)
    assert again.status_code == 200
    assert Preference.objects.get().mode == Mode.NONE
    assert Preference.objects.get().user == coordinator


def test_the_link_of_the_morning_mail_stops_what_it_carries(
    client: Client, coordinator: User
) -> None:
    Preference.objects.create(user=coordinator, kind="review_due", mode=Mode.WEEKLY)
    Preference.objects.create(user=coordinator, kind="promise_due", mode=Mode.NOW)
    client.post(f"/reminders/stop/{stop_token(coordinator.pk, 'digest')}/")
    stopped = set(Preference.objects.filter(mode=Mode.NONE).values_list("kind", flat=True))
    usual = {r.category for r in REMINDERS.values() if r.usual == Mode.DIGEST}
    assert stopped >= usual - {"promise_due"}
    assert not stopped & {"promise_due", "meeting_soon", "portfolio"}


@pytest.mark.parametrize("token", ["x", "WzEsMV0:1xVV:abc"])
def test_a_token_that_is_not_ours_opens_nothing(client: Client, db: None, token: str) -> None:
    assert client.post(f"/reminders/stop/{token}/").status_code == 404


# What administrators change


def test_every_kind_of_reminder_has_its_words() -> None:
    assert list(REMINDERS) == ReminderKind.values
    assert str(ReminderRule(code="promise_due")) == "A promise due today"
    assert str(ReminderRule(code="gone_since")) == "gone_since"


@pytest.fixture
def ravi(administrator: User, client_as: SignIn) -> Client:
    return client_as(administrator)


def test_administrators_change_words_and_see_them(ravi: Client) -> None:
    rule = ReminderRule.objects.create(code="promise_due")
    address = f"/admin/partnerships/reminderrule/{rule.pk}/change/"
    words = {"is_on": "on", "offsets": "", "heading": "Today: $what", "note": "Thank you."}
    assert ravi.post(address, words).status_code == 302
    page = ravi.get(address).content.decode()
    assert "Today: Send the handout" in page
    assert "<h2>A promise due today</h2>" in page
    assert "promise_due" not in page
    assert Event.objects.get(verb="reminder_rule.set").params["heading"] == "Today: $what"


def test_days_are_offered_where_they_may_be_changed(ravi: Client) -> None:
    fixed = ReminderRule.objects.create(code="promise_due")
    free = ReminderRule.objects.create(code="review_due")
    pages = [
        ravi.get(f"/admin/partnerships/reminderrule/{rule.pk}/change/").content.decode()
        for rule in (fixed, free)
    ]
    assert ['name="offsets"' in page for page in pages] == [False, True]
    assert "-14, -3, 0" in ravi.get("/admin/partnerships/reminderrule/").content.decode()


def test_administrators_see_words_before_they_keep_them(ravi: Client) -> None:
    rule = ReminderRule.objects.create(code="promise_due", heading="Before: $what")
    address = f"/admin/partnerships/reminderrule/{rule.pk}/change/"
    words = {"is_on": "on", "offsets": "", "heading": "Now: $what", "note": "", "_preview": "1"}
    page = ravi.post(address, words)
    assert page.status_code == 200
    assert "Now: Send the handout" in page.content.decode()
    assert "Please correct" not in page.content.decode()
    wrong = ravi.post(address, {**words, "heading": "Hello $name"})
    assert "Please correct" in wrong.content.decode()
    rule.refresh_from_db()
    assert rule.heading == "Before: $what"


@pytest.mark.parametrize(
    "wrong",
    [
        {"heading": "Hello $name"},
        {"heading": "100 $"},
        {"note": "{{ secret }} $password"},
        {"offsets": "soon"},
        {"offsets": "-9999"},
    ],
)
def test_wrong_words_and_days_are_refused_at_their_field(
    ravi: Client, wrong: dict[str, str]
) -> None:
    rule = ReminderRule.objects.create(code="review_due")
    address = f"/admin/partnerships/reminderrule/{rule.pk}/change/"
    answer = ravi.post(address, {"is_on": "on"} | wrong)
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors.keys() == wrong.keys()
    rule.refresh_from_db()
    assert (rule.heading, rule.note, rule.offsets) == ("", "", "")
