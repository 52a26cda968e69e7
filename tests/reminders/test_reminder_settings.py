"""When and how one is told, stopping mail by its link, and what administrators change."""

from collections.abc import Callable
from datetime import datetime, time

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import User
from audit.models import Event
from partnerships.calendars.models import Absence, WorkingHours
from partnerships.reminders.forms import ModesForm
from partnerships.reminders.lifecycle import Mode
from partnerships.reminders.models import Preference, ReminderRule
from partnerships.reminders.rules import REMINDERS, Team
from partnerships.reminders.rules.categories import CATEGORIES
from partnerships.reminders.rules.kinds.mail import MAIL_DEAD
from partnerships.reminders.rules.times import ESCALATION
from partnerships.reminders.rules.unsubscribing import stop_token

SignIn = Callable[[User], Client]


def words(page: str) -> str:
    """A page as one line."""
    return " ".join(page.split())


def as_it_is(user: User) -> dict[str, str]:
    """What a person sends who changes nothing of how they are told."""
    form = ModesForm(user=user, team=Team(timezone.now()))
    return {name: str(field.initial or "") for name, field in form.fields.items()}


@pytest.fixture
def maria(clock: time_machine.Traveller, coordinator: User, client_as: SignIn) -> Client:
    return client_as(coordinator)


# When and how


def test_choosing_how_one_is_told(maria: Client, coordinator: User) -> None:
    maria.post("/you/reminders/", as_it_is(coordinator) | {"promise_due": "weekly"})
    assert [(p.kind, p.mode) for p in Preference.objects.filter(user=coordinator)] == [
        ("promise_due", "weekly")
    ]
    assert Event.objects.get(verb="reminders.chosen").params == {"chosen": ["promise_due weekly"]}


def test_one_choice_for_all_kinds(client_as: SignIn, leader: User) -> None:
    client_as(leader).post("/you/reminders/", {**as_it_is(leader), "everything": "weekly"})
    chosen = dict(Preference.objects.filter(user=leader).values_list("kind", "mode"))
    weekly = {code for code, found in CATEGORIES.items() if Mode.WEEKLY in found.modes}
    assert chosen == dict.fromkeys(weekly, "weekly")
    assert "portfolio" not in chosen


def test_back_to_usual_forgets_what_one_chose(
    maria: Client, coordinator: User, leader: User
) -> None:
    assert "Restore defaults" not in maria.get("/you/reminders/").content.decode()
    for user in (coordinator, leader):
        Preference.objects.create(user=user, kind="promise_due", mode=Mode.NONE)
    assert "Restore defaults" in maria.get("/you/reminders/").content.decode()
    maria.post("/you/reminders/usual/")
    assert Preference.objects.get().user == leader
    assert Event.objects.get(verb="reminders.chosen").params == {"chosen": ["as usual"]}


def test_what_is_switched_off_for_everybody_is_said_and_not_asked(
    maria: Client, coordinator: User
) -> None:
    Preference.objects.create(user=coordinator, kind="promise_due", mode=Mode.WEEKLY)
    for code in ("promise_due", "promise_left_undone"):
        ReminderRule.objects.create(code=code, is_on=False)
    answer = maria.get("/you/reminders/")
    assert "promise_due" not in answer.context["form"].fields
    assert "by your administrators: A commitment due today </p>" in words(answer.content.decode())
    maria.post("/you/reminders/", {**as_it_is(coordinator), "everything": "none"})
    assert Preference.objects.get(kind="promise_due").mode == Mode.WEEKLY


def test_a_family_is_asked_about_while_one_of_it_is_in_use(
    leader: User, client_as: SignIn
) -> None:
    dana, family = client_as(leader), [r.code for r in REMINDERS.values() if r.family]
    for code in family[1:]:
        ReminderRule.objects.create(code=code, is_on=False)
    assert ESCALATION in dana.get("/you/reminders/").context["form"].fields
    ReminderRule.objects.create(code=family[0], is_on=False)
    assert ESCALATION not in dana.get("/you/reminders/").context["form"].fields


def test_only_those_who_lead_choose_about_what_leadership_gets(
    maria: Client, leader: User, client_as: SignIn
) -> None:
    words = "Monthly portfolio"
    assert words not in maria.get("/you/reminders/").content.decode()
    assert words in client_as(leader).get("/you/reminders/").content.decode()


def test_only_those_who_decide_about_dead_letters_choose_how_they_hear_of_them(
    maria: Client, ravi: Client
) -> None:
    assert MAIL_DEAD in ravi.get("/you/reminders/").context["form"].fields
    assert MAIL_DEAD not in maria.get("/you/reminders/").context["form"].fields


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
    del away["deputy"]
    page = maria.post("/you/away/", away, follow=True).content.decode()
    assert "deputy, if there is one, is reminded instead" in page


def test_nobody_is_away_twice_or_in_the_past(maria: Client, now: datetime) -> None:
    days = {"first_day": "2026-12-01", "last_day": "2026-12-04"}
    with time_machine.travel(now, tick=False):
        assert maria.post("/you/away/", days).status_code == 302
        again = maria.post("/you/away/", {"first_day": "2026-12-04", "last_day": "2026-12-09"})
        assert again.status_code == 422
        assert "already away from Dec. 1, 2026 to Dec. 4, 2026" in again.content.decode()
        over = {"first_day": "2026-11-01", "last_day": "2026-11-04"}
        assert "These days are in the past" in maria.post("/you/away/", over).content.decode()
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
    assert "A commitment due today" in client.get(address).content.decode()
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
    assert all(reminder.name for reminder in REMINDERS.values())
    assert str(ReminderRule(code="promise_due")) == "A commitment due today"
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
    assert "<h2>A commitment due today</h2>" in page
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
