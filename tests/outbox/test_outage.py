"""The banner: on every page of ours when mail is late, and on no page of a partner."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from common.templatetags.ui import when
from partnerships.outbox import actions, queries
from partnerships.outbox.lifecycle import Fault, Part
from partnerships.outbox.models import RelayState

ClientAs = Callable[[User], Client]
LATE = "Email is delayed. Nothing is lost."


def tick(seconds_ago: int) -> None:
    actions.beat(name=queries.TICK, now=timezone.now() - timedelta(seconds=seconds_ago))


def relay_fails(minutes: int, settings: Settings) -> None:
    since = timezone.now() - timedelta(minutes=minutes)
    RelayState.objects.create(name=settings.MAIL_TRANSPORT, failures=9, since=since)


@pytest.mark.parametrize(("seconds", "silent"), [(170, False), (181, True)])
def test_after_three_minutes_of_silence(
    seconds: int,
    silent: bool,  # noqa: FBT001
    client_as: ClientAs,
    viewer: User,
) -> None:
    tick(seconds)
    page = client_as(viewer).get(reverse("profile")).content.decode()
    assert (LATE in page) == silent
    assert ("reported since" in page) == silent
    assert ("tell your Accord administrator" in page) == silent


def test_a_tick_that_ends_each_time_before_it_sends(client_as: ClientAs, viewer: User) -> None:
    """Such as one that the system kills, which can note no fault."""
    tick(10)
    sent_at = timezone.now() - timedelta(minutes=4)
    actions.beat(name=Part.PUMP, now=sent_at)
    page = client_as(viewer).get(reverse("profile")).content.decode()
    assert f"reported since {when(sent_at)}" in page
    assert queries.health().tick == queries.MISSING


@pytest.mark.parametrize(("minutes", "told"), [(4, False), (6, True)])
def test_after_five_minutes_without_our_mail_server(
    minutes: int,
    told: bool,  # noqa: FBT001
    client_as: ClientAs,
    leader: User,
    settings: Settings,
) -> None:
    tick(10)
    relay_fails(minutes, settings)
    page = client_as(leader).get(reverse("profile")).content.decode()
    assert (LATE in page) == told
    assert ("accepted any email since" in page) == told
    assert (reverse("health") in page) == told


@pytest.mark.parametrize(("seconds", "told"), [(170, True), (181, False)])
def test_what_a_tick_could_not_do_in_the_last_three_minutes(
    seconds: int,
    told: bool,  # noqa: FBT001
    client_as: ClientAs,
    leader: User,
) -> None:
    tick(10)
    at = timezone.now() - timedelta(seconds=seconds)
    actions.beat(name=Fault.PLANNING, now=at, detail="KeyError")
    client = client_as(leader)
    page = client.get(reverse("profile")).content.decode()
    assert (LATE in page) == told
    assert ("Reminders couldn't be planned." in unescape(page)) == told
    assert "accepted any email" not in page
    assert "KeyError" in client.get(reverse("health")).content.decode()


@pytest.mark.parametrize("fault", [Fault.SEALING, Fault.FINISHING])
def test_what_holds_no_mail_up_does_not_say_so(
    fault: Fault, client_as: ClientAs, viewer: User
) -> None:
    tick(10)
    actions.beat(name=fault, now=timezone.now())
    page = client_as(viewer).get(reverse("profile")).content.decode()
    assert "Something isn't working. Nothing is lost." in page
    assert str(fault.label) in unescape(page)
    assert "tell your Accord administrator" in page
    assert (LATE in page, "All email waits" in page) == (False, False)


def test_another_mail_server_is_not_ours(client_as: ClientAs, leader: User) -> None:
    tick(10)
    RelayState.objects.create(name="other", failures=9, since=timezone.now() - timedelta(hours=1))
    assert LATE not in client_as(leader).get(reverse("profile")).content.decode()


def test_what_never_ran(client_as: ClientAs, leader: User) -> None:
    assert "been started yet" in client_as(leader).get(reverse("profile")).content.decode()


@pytest.mark.parametrize("name", ["admin:index", "admin:partnerships_delivery_changelist"])
def test_in_the_panel_too(client_as: ClientAs, leader: User, name: str) -> None:
    assert LATE in client_as(leader).get(reverse(name)).content.decode()


@pytest.mark.parametrize("name", ["account_login", "account_reset_password"])
def test_not_for_strangers(client: Client, db: None, name: str) -> None:
    assert LATE not in client.get(reverse(name)).content.decode()


def test_not_behind_a_partners_link(client: Client, db: None) -> None:
    page = client.get(reverse("portal_page", args=["x" * 43]))
    assert LATE not in page.content.decode()


def test_one_query(
    settings: Settings, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    relay_fails(6, settings)
    with django_assert_num_queries(1):
        found = queries.outage(timezone.now())
    assert found
    assert found.is_silent
    assert found.relay_since
