"""Helpers of views."""

import pytest
from django.test import RequestFactory

from accounts.models import User
from accounts.roles import Role
from common.errors import DomainError
from common.pages import next_url, page_of, render_page


def test_a_page_is_rendered_with_its_status(rf: RequestFactory) -> None:
    response = render_page(rf.get("/"), "429.html", status=429)
    assert response.status_code == 429
    assert b"Too many attempts" in response.content


@pytest.mark.parametrize(
    ("asked", "number"), [("", 1), ("2", 2), ("0", 3), ("-1", 3), ("99", 3), ("x", 1)]
)
@pytest.mark.django_db
def test_a_page_number_always_leads_to_a_page(rf: RequestFactory, asked: str, number: int) -> None:
    for letter in "abcde":
        User.objects.create_user(f"{letter}@example.org", name=letter, role=Role.VIEWER)
    page = page_of(rf.get("/", {"page": asked}), User.objects.all(), per_page=2)
    assert page.number == number


def test_next_stays_on_this_site(rf: RequestFactory) -> None:
    assert next_url(rf.get("/", {"next": "/people/3/?a=b"}), "/") == "/people/3/?a=b"
    assert next_url(rf.post("/", {"next": "/people/"}), "/") == "/people/"


@pytest.mark.parametrize(
    "target",
    ["https://evil.example.org/", "//evil.example.org", "javascript:alert(1)", "", "\\\\e"],
)
def test_next_never_leaves_this_site(rf: RequestFactory, target: str) -> None:
    assert next_url(rf.get("/", {"next": target}), "/home/") == "/home/"


def test_an_error_of_the_domain_carries_its_words_and_field() -> None:
    error = DomainError("Choose another day.", field="day")
    assert (str(error), error.message, error.field) == (
        "Choose another day.",
        "Choose another day.",
        "day",
    )
