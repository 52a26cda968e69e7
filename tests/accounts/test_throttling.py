"""Guessing is slowed down by source, and nobody can shut somebody else out."""

from http.cookies import Morsel
from typing import Any

import pytest
from django.conf import settings as product
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from common.processes import free_port
from partnerships.outbox.models import Delivery
from tests.conftest import PASSWORD

HERE, ELSEWHERE = "203.0.113.5", "198.51.100.7"
NEW = "nine quiet rivers run"


def sign_in(client: Client, email: str, password: str = PASSWORD, source: str = HERE) -> bytes:
    """Try to sign in; return b"" if that worked, else the page."""
    data = {"login": email, "password": password}
    answer = client.post("/accounts/login/", data, REMOTE_ADDR=source)
    return b"" if answer.status_code == 302 else answer.content


def guess(email: str, times: int, source: str = HERE) -> None:
    """Try wrong passwords, as a stranger."""
    for _ in range(times):
        assert sign_in(Client(), email, "wrong", source)


def ask(client: Client, email: str, source: str = HERE) -> int:
    answer = client.post("/accounts/password/reset/", {"email": email}, REMOTE_ADDR=source)
    return answer.status_code


def cookie_of(client: Client, user: User) -> Morsel[str]:
    return client.cookies[f"{product.DEVICE_COOKIE_NAME}-{user.pk}"]


@pytest.fixture
def known(viewer: User) -> Client:
    """A browser with which Vera has signed in, and out again."""
    client = Client()
    assert sign_in(client, viewer.email) == b""
    client.post("/accounts/logout/")
    assert client.get("/you/").status_code == 302
    return client


def test_guesses_from_elsewhere_do_not_shut_anyone_out(viewer: User) -> None:
    guess(viewer.email, 6, source=ELSEWHERE)
    assert b"Too many failed" in sign_in(Client(), viewer.email, source=ELSEWHERE)
    assert sign_in(Client(), viewer.email, source=HERE) == b""


def test_guesses_from_many_sources_do_not_either(viewer: User) -> None:
    for n in range(1, 13):
        guess(viewer.email, 5, source=f"198.51.100.{n}")
    assert sign_in(Client(), viewer.email, source=HERE) == b""


def test_one_source_may_guess_about_somebody_else_after_five_tries(
    viewer: User, coordinator: User
) -> None:
    guess(viewer.email, 6)
    assert sign_in(Client(), coordinator.email) == b""


def test_all_addresses_of_an_ipv6_network_are_one_source(viewer: User) -> None:
    for n in range(1, 7):
        sign_in(Client(), viewer.email, "wrong", source=f"2001:db8:1:2::{n}")
    assert b"Too many failed" in sign_in(Client(), viewer.email, source="2001:db8:1:2::ff")
    assert sign_in(Client(), viewer.email, source="2001:db8:1:3::1") == b""


def test_a_known_browser_passes_whatever_others_do_at_the_same_source(
    known: Client, viewer: User
) -> None:
    guess(viewer.email, 40)
    assert b"Too many attempts" in sign_in(Client(), viewer.email)
    assert sign_in(known, viewer.email) == b""


def test_a_known_browser_is_slowed_down_by_its_own_guesses(known: Client, viewer: User) -> None:
    for _ in range(5):
        assert sign_in(known, viewer.email, "wrong")
    assert b"Too many failed" in sign_in(known, viewer.email)
    assert sign_in(Client(), viewer.email) == b""


def test_a_browser_is_known_for_its_own_user_alone(
    known: Client, viewer: User, coordinator: User
) -> None:
    guess(coordinator.email, 6)
    mine = cookie_of(known, viewer).value
    known.cookies[f"{product.DEVICE_COOKIE_NAME}-{coordinator.pk}"] = mine
    assert b"Too many failed" in sign_in(known, coordinator.email)


@pytest.mark.parametrize("forged", ["", "x", "x:1:y"])
def test_a_forged_cookie_is_worth_nothing(viewer: User, forged: str) -> None:
    guess(viewer.email, 6)
    client = Client()
    client.cookies[f"{product.DEVICE_COOKIE_NAME}-{viewer.pk}"] = forged
    assert b"Too many failed" in sign_in(client, viewer.email)


def test_a_new_password_makes_every_other_browser_unknown(known: Client, viewer: User) -> None:
    here = Client()
    sign_in(here, viewer.email)
    before = cookie_of(here, viewer).value
    change = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert here.post("/accounts/password/change/", change).status_code == 302
    assert cookie_of(here, viewer).value != before
    here.post("/accounts/logout/")
    guess(viewer.email, 6)
    assert b"Too many failed" in sign_in(known, viewer.email, NEW)
    assert sign_in(here, viewer.email, NEW) == b""


def test_the_cookie_lasts_a_year_and_is_for_the_site_alone(known: Client, viewer: User) -> None:
    cookie: Any = cookie_of(known, viewer)
    assert (cookie["max-age"], cookie["path"], cookie["domain"]) == (365 * 24 * 3600, "/", "")
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_asking_for_somebody_elses_reset_floods_and_shuts_out_nobody(viewer: User) -> None:
    answers = [ask(Client(), viewer.email, source=f"198.51.100.{n}") for n in range(1, 13)]
    assert set(answers) == {302}
    assert Delivery.objects.count() == 3
    assert ask(Client(), viewer.email, source=HERE) == 302


def test_an_unknown_address_is_not_flooded_either(db: None) -> None:
    for n in range(1, 13):
        assert ask(Client(), "Somebody@example.org", source=f"198.51.100.{n}") == 302
    assert Delivery.objects.count() == 3


def test_a_known_browser_always_gets_its_reset(known: Client, viewer: User) -> None:
    for n in range(1, 6):
        ask(Client(), viewer.email, source=f"198.51.100.{n}")
    before = Delivery.objects.count()
    assert ask(known, viewer.email) == 302
    assert Delivery.objects.count() == before + 1


def test_one_source_may_ask_twenty_times_a_minute(db: None) -> None:
    assert {ask(Client(), f"{n}@example.org") for n in range(20)} == {302}
    assert ask(Client(), "21@example.org") == 429
    assert ask(Client(), "21@example.org", source=ELSEWHERE) == 302


def test_guesses_are_slowed_down_while_redis_is_away(settings: Settings, viewer: User) -> None:
    address = f"redis://127.0.0.1:{free_port()}/0"
    settings.CACHES = {
        "default": {"BACKEND": "common.cache.SteadyCache", "LOCATION": address},
    }
    guess(viewer.email, 6)
    assert b"Too many failed" in sign_in(Client(), viewer.email)
    assert sign_in(Client(), viewer.email, source=ELSEWHERE) == b""
    for n in range(1, 6):
        ask(Client(), viewer.email, source=f"198.51.100.{n}")
    assert Delivery.objects.count() == 3
