"""What can be done to users, and what is refused."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts import actions
from accounts.models import User
from accounts.roles import Role
from audit.models import Event
from tests.account_mail import account_mails, text_of
from tests.refusals import refused
from tests.scenarios import our_organization


def verbs() -> list[str]:
    return [event.verb for event in Event.objects.order_by("id")]


def test_an_invitation_makes_a_user_and_sends_a_mail(
    administrator: User,
    now: datetime,
) -> None:
    user = actions.invite(
        email="Lee@Example.org",
        name=" Kim  Lee ",
        role=Role.COORDINATOR,
        by=administrator,
        now=now,
    )
    assert (user.email, user.name, user.role) == ("lee@example.org", "Kim Lee", "coordinator")
    assert user.joined_at == now
    assert not user.has_usable_password()
    assert verbs() == ["user.invited"]
    (message,) = account_mails()
    assert message["To"] == "Kim Lee <lee@example.org>"
    assert message["Subject"] == "Ravi Menon invited you to Accord"
    for text in (text_of(message), text_of(message, "html")):
        assert re.search(r"http://testserver/accounts/password/reset/key/\w+-[\w-]+/", text)
        assert "3 days" in text
        assert "where your organization manages" in text


def test_an_invitation_comes_from_whoever_sent_it_and_names_us(
    administrator: User, now: datetime
) -> None:
    our_organization(now, administrator)
    actions.invite(
        email="lee@example.org", name="Kim Lee", role=Role.VIEWER, by=administrator, now=now
    )
    (message,) = account_mails()
    assert message["From"].startswith('"Ravi Menon, Harbor Employment Network" <')
    assert message["Reply-To"] == administrator.email
    assert message["Subject"] == "Ravi Menon invited you to Accord at Harbor Employment Network"
    for text in (text_of(message), text_of(message, "html")):
        assert "where Harbor Employment Network manages its partnerships" in text


def test_markup_in_a_name_is_harmless_in_the_mail(
    administrator: User,
    now: datetime,
) -> None:
    actions.invite(
        email="lee@example.org",
        name="<b>Lee</b> & Co",
        role=Role.VIEWER,
        by=administrator,
        now=now,
    )
    (message,) = account_mails()
    assert "<b>Lee</b> & Co" in text_of(message)
    assert "&lt;b&gt;Lee&lt;/b&gt; &amp; Co" in text_of(message, "html")


def test_an_address_is_invited_once(administrator: User, viewer: User, now: datetime) -> None:
    with refused("email_taken") as refusal:
        actions.invite(
            email=viewer.email.upper(), name="V", role=Role.VIEWER, by=administrator, now=now
        )
    assert refusal.value.field == "email"
    assert verbs() == []


@pytest.mark.parametrize(
    "wrong", [{"role": "owner"}, {"email": "not an address"}, {"time_zone": "Mars/Olympus"}]
)
def test_an_invitation_with_a_wrong_value_is_refused(
    administrator: User, now: datetime, wrong: dict[str, str]
) -> None:
    person = {"email": "lee@example.org", "name": "Lee", "role": "viewer", **wrong}
    with pytest.raises(ValidationError):
        actions.invite(**person, by=administrator, now=now)
    assert verbs() == []


def test_an_invitation_is_sent_again(
    administrator: User,
    now: datetime,
) -> None:
    user = User.objects.create_user("lee@example.org", name="Lee", role=Role.VIEWER)
    actions.invite_again(user, by=administrator, now=now)
    assert len(account_mails()) == 1


def test_but_not_to_somebody_with_a_password(
    administrator: User, viewer: User, now: datetime
) -> None:
    with refused("already_signed_up"):
        actions.invite_again(viewer, by=administrator, now=now)


def test_a_role_changes(administrator: User, viewer: User, now: datetime) -> None:
    actions.change_role(viewer, role=Role.LEADERSHIP, by=administrator, now=now)
    viewer.refresh_from_db()
    assert viewer.role == Role.LEADERSHIP
    event = Event.objects.get()
    assert (event.verb, event.params) == (
        "user.role_changed",
        {"before": "viewer", "after": "leadership"},
    )


def test_nobody_changes_their_own_role(administrator: User, now: datetime) -> None:
    with refused("own_account") as refusal:
        actions.change_role(administrator, role=Role.VIEWER, by=administrator, now=now)
    assert refusal.value.field == "role"
    assert verbs() == []


def test_the_last_administrator_keeps_the_role(
    administrator: User, viewer: User, now: datetime
) -> None:
    with refused("last_administrator"):
        actions.change_role(administrator, role=Role.VIEWER, by=viewer, now=now)
    administrator.refresh_from_db()
    assert administrator.role == Role.ADMINISTRATOR


def test_the_last_administrator_stays_active(
    administrator: User, viewer: User, now: datetime
) -> None:
    with refused("last_administrator") as refusal:
        actions.deactivate(administrator, by=viewer, now=now)
    assert refusal.value.field == "is_active"


def test_a_deactivated_administrator_does_not_count(
    administrator: User, viewer: User, now: datetime
) -> None:
    User.objects.create_user(
        "old@example.org", name="Old", role=Role.ADMINISTRATOR, is_active=False
    )
    with refused("last_administrator"):
        actions.deactivate(administrator, by=viewer, now=now)


def test_one_of_two_administrators_may_go(administrator: User, now: datetime) -> None:
    other = User.objects.create_user("o@example.org", name="O", role=Role.ADMINISTRATOR)
    actions.deactivate(other, by=administrator, now=now)
    other.refresh_from_db()
    assert not other.is_active


def test_nobody_shuts_themselves_out(administrator: User, now: datetime) -> None:
    User.objects.create_user("o@example.org", name="O", role=Role.ADMINISTRATOR)
    with refused("own_account"):
        actions.deactivate(administrator, by=administrator, now=now)


def test_a_deactivated_user_is_out_at_the_next_request(
    client_as: Callable[[User], Client], administrator: User, viewer: User, now: datetime
) -> None:
    client = client_as(viewer)
    assert client.get("/you/").status_code == 200
    actions.deactivate(viewer, by=administrator, now=now)
    assert client.get("/you/").headers["Location"].startswith("/accounts/login/")


def test_old_sessions_stay_ended_after_coming_back(
    client_as: Callable[[User], Client], administrator: User, viewer: User, now: datetime
) -> None:
    client = client_as(viewer)
    actions.deactivate(viewer, by=administrator, now=now)
    actions.reactivate(viewer, by=administrator, now=now)
    assert client.get("/you/").status_code == 302
    assert client_as(viewer).get("/you/").status_code == 200
    assert verbs() == ["user.deactivated", "user.reactivated"]


def test_a_new_role_ends_the_sessions_of_the_old_one(
    client_as: Callable[[User], Client], administrator: User, leader: User, now: datetime
) -> None:
    client = client_as(leader)
    actions.change_role(leader, role=Role.VIEWER, by=administrator, now=now)
    assert client.get("/you/").status_code == 302


def test_a_profile_changes(viewer: User, now: datetime) -> None:
    actions.update_profile(
        viewer, name=" Vera  Lind ", time_zone="Europe/Berlin", by=viewer, now=now
    )
    viewer.refresh_from_db()
    assert (viewer.name, viewer.time_zone) == ("Vera Lind", "Europe/Berlin")
    assert verbs() == ["user.profile_changed"]


def test_a_profile_with_a_wrong_zone_is_refused(viewer: User, now: datetime) -> None:
    with pytest.raises(ValidationError):
        actions.update_profile(viewer, name="V", time_zone="Mars/Olympus", by=viewer, now=now)
    viewer.refresh_from_db()
    assert viewer.time_zone != "Mars/Olympus"
