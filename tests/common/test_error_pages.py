"""Pages for requests that went wrong."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import (
    IntegrityError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
    connection,
)
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from accounts.models import User
from common.error_pages import bad_request

DRIVER = connection.Database  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "status", ["400", "403", "403_csrf", "404", "409", "413", "429", "500", "503"]
)
def test_error_pages_need_no_database_and_no_request(status: str) -> None:
    page = render_to_string(f"{status}.html")
    assert "<h1" in page
    assert "Traceback" not in page


def test_a_request_that_is_too_big_gets_413(rf: RequestFactory) -> None:
    assert bad_request(rf.post("/"), RequestDataTooBig()).status_code == 413


@pytest.mark.parametrize(
    "fault",
    [
        OperationalError(),
        InterfaceError(),
        DRIVER.OperationalError("the connection is closed"),
        DRIVER.InterfaceError("cursor already closed"),
    ],
)
@pytest.mark.usefixtures("db")
def test_while_the_database_is_away_we_say_when_to_come_back(
    monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def fail(*_given: object, **_names: object) -> None:
        raise fault

    monkeypatch.setattr(SessionStore, "load", fail)
    browser = Client(raise_request_exception=False)
    browser.cookies[settings.SESSION_COOKIE_NAME] = "s" * 32
    response = browser.get("/")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "10")
    assert b"Wait ten seconds" in response.content


@pytest.mark.parametrize(
    "fault",
    [
        ZeroDivisionError(),
        ProgrammingError(),
        IntegrityError(),
        DRIVER.ProgrammingError(),
        DRIVER.IntegrityError(),
    ],
)
@pytest.mark.usefixtures("db")
def test_a_fault_of_ours_is_a_500(monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    def fail(*_given: object, **_names: object) -> None:
        raise fault

    monkeypatch.setattr(SessionStore, "load", fail)
    browser = Client(raise_request_exception=False)
    browser.cookies[settings.SESSION_COOKIE_NAME] = "s" * 32
    response = browser.get("/")
    assert response.status_code == 500
    assert b"Something went wrong on our side" in response.content


def test_any_other_nonsense_gets_400(rf: RequestFactory) -> None:
    assert bad_request(rf.post("/"), SuspiciousOperation()).status_code == 400


def test_a_form_without_its_token_gets_our_page(
    client_as: Callable[[User], Client], viewer: User
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client_as(viewer).cookies
    response = strict.post("/you/", {"name": "X"})
    assert response.status_code == 403
    assert b"This form has expired" in response.content


def test_three_megabytes_of_text_are_refused_with_words(client: Client) -> None:
    response = client.post("/accounts/login/", {"login": "x" * 3_000_000, "password": "x"})
    assert response.status_code == 413
    assert b"That file is too large" in response.content


@pytest.mark.usefixtures("db")
def test_an_address_that_leads_nowhere_gets_our_page(client: Client) -> None:
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert b"Page not found" in response.content
