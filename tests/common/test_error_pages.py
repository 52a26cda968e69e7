"""Pages for requests that went wrong."""

from collections.abc import Callable

import pytest
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from accounts.models import User
from common.error_pages import bad_request


@pytest.mark.parametrize("status", ["400", "403", "403_csrf", "404", "413", "429", "500"])
def test_error_pages_need_no_database_and_no_request(status: str) -> None:
    page = render_to_string(f"{status}.html")
    assert "<h1" in page
    assert "Traceback" not in page


def test_a_request_that_is_too_big_gets_413(rf: RequestFactory) -> None:
    assert bad_request(rf.post("/"), RequestDataTooBig()).status_code == 413


def test_any_other_nonsense_gets_400(rf: RequestFactory) -> None:
    assert bad_request(rf.post("/"), SuspiciousOperation()).status_code == 400


def test_a_form_without_its_token_gets_our_page(
    client_as: Callable[[User], Client], viewer: User
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client_as(viewer).cookies
    response = strict.post("/you/", {"name": "X"})
    assert response.status_code == 403
    assert b"This form has run out" in response.content


def test_three_megabytes_of_text_are_refused_with_words(client: Client) -> None:
    response = client.post("/accounts/login/", {"login": "x" * 3_000_000, "password": "x"})
    assert response.status_code == 413
    assert b"That is too big" in response.content


@pytest.mark.usefixtures("db")
def test_an_address_that_leads_nowhere_gets_our_page(client: Client) -> None:
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert b"There is nothing here" in response.content
