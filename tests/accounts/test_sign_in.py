"""Signing in and out, throttling, and pages that ask for it."""

from collections.abc import Callable, Iterator
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import User

PASSWORD = "seven green lanterns"  # noqa: S105  of every person in conftest.py
PUBLIC = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "login",  # the panel's own, which only sends on to account_login
    "metrics",  # by its token
    "mail_webhook",  # by its password
    "offers_page",  # what leadership shows in public, once it is turned on
    "offers_program",
    "offers_embed",
    "offers_program_embed",
    "offers_pdf",
    "offers_logo",
    "offers_ask",
    "offers_sent",
    "reminder_stop",  # from a mail, by its token
    "new_link",  # behind personal links, where the address is the key
    "calendar_feed",  # by its token
    "invitation_page",
    "invitation_file",
    "mou_page",
    "mou_decline",
    "mou_hand_over",
    "mou_document",
    "portal_page",
    "portal_hand_over",
    "portal_call_me",
    "portal_not_me",
    "portal_stop",
    "review_page",
    "review_stop",
    "dev_mail_list",  # with DEBUG only: a reset mail is read before one can sign in
    "dev_mail",
    "dev_mail_html",
    "component_gallery",  # with DEBUG only
    "livez",
    "healthz",
}


def sign_in(client: Client, email: str, password: str = PASSWORD, query: str = "") -> int:
    data = {"login": email, "password": password}
    return client.post(f"/accounts/login/{query}", data).status_code


def test_signing_in_leads_to_today(client: Client, viewer: User) -> None:
    response = client.post("/accounts/login/", {"login": viewer.email, "password": PASSWORD})
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert client.get("/you/").status_code == 200


def test_the_case_of_the_address_does_not_matter(client: Client, viewer: User) -> None:
    assert sign_in(client, viewer.email.upper()) == 302


def test_signing_in_leads_on_to_the_page_that_was_asked_for(client: Client, viewer: User) -> None:
    asked = client.get("/you/")
    assert asked.headers["Location"] == "/accounts/login/?next=/you/"
    page = client.get(asked.headers["Location"])
    assert b'value="/you/"' in page.content
    data = {"login": viewer.email, "password": PASSWORD, "next": "/you/"}
    assert client.post("/accounts/login/", data).headers["Location"] == "/you/"


def test_never_on_to_another_site(client: Client, viewer: User) -> None:
    data = {"login": viewer.email, "password": PASSWORD, "next": "https://evil.example.org/"}
    assert client.post("/accounts/login/", data).headers["Location"] == "/"


def test_a_new_session_begins_with_signing_in(client: Client, viewer: User) -> None:
    client.get("/accounts/login/")
    client.cookies[settings.SESSION_COOKIE_NAME] = "chosenbyanattacker"
    sign_in(client, viewer.email)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != "chosenbyanattacker"


@pytest.mark.parametrize("email", ["vera@example.org", "nobody@example.org"])
@pytest.mark.usefixtures("viewer")
def test_a_wrong_password_and_an_unknown_address_look_the_same(client: Client, email: str) -> None:
    response = client.post("/accounts/login/", {"login": email, "password": "wrong"})
    assert response.status_code == 200
    assert b"The email address and/or password you specified are not correct." in response.content


def test_a_deactivated_user_does_not_get_in(client: Client, viewer: User) -> None:
    viewer.is_active = False
    viewer.save()
    response = client.post(
        "/accounts/login/", {"login": viewer.email, "password": PASSWORD}, follow=True
    )
    assert b"This account is deactivated" in response.content
    assert client.get("/you/").status_code == 302


def test_five_wrong_passwords_stop_even_the_right_one(client: Client, viewer: User) -> None:
    for _ in range(5):
        sign_in(client, viewer.email, "wrong")
    response = client.post("/accounts/login/", {"login": viewer.email, "password": PASSWORD})
    assert response.status_code == 200
    assert b"Too many failed login attempts" in response.content


def test_many_tries_from_one_place_get_429(client: Client, viewer: User) -> None:
    statuses = [sign_in(client, f"{n}@example.org", "wrong") for n in range(31)]
    assert statuses[-1] == 429
    response = client.post("/accounts/login/", {"login": viewer.email, "password": PASSWORD})
    assert b"Too many attempts" in response.content


def test_signing_out_asks_first(client_as: Callable[[User], Client], viewer: User) -> None:
    client = client_as(viewer)
    assert client.get("/accounts/logout/").status_code == 200
    assert client.get("/you/").status_code == 200
    assert client.post("/accounts/logout/").headers["Location"] == "/accounts/login/"
    assert client.get("/you/").status_code == 302


def test_nobody_signs_up(client: Client, db: None) -> None:
    data = {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    for response in (client.get("/accounts/signup/"), client.post("/accounts/signup/", data)):
        assert b"Accounts are by invitation only" in response.content
    assert not User.objects.exists()


def test_nobody_changes_their_address(client_as: Callable[[User], Client], viewer: User) -> None:
    data = {"email": "other@example.org", "action_add": ""}
    assert client_as(viewer).post("/accounts/email/", data).status_code == 404


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


def test_every_address_asks_for_sign_in_unless_listed() -> None:
    public = {
        pattern.name
        for pattern in patterns(get_resolver())
        if not getattr(pattern.callback, "login_required", True)
    }
    assert public - PUBLIC == set()
    middleware = "django.contrib.auth.middleware.LoginRequiredMiddleware"
    assert middleware in settings.MIDDLEWARE


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("address", ["/", "/you/", "/admin/", "/accounts/password/change/"])
def test_pages_send_strangers_to_the_log_in(client: Client, address: str) -> None:
    response = client.get(address, follow=True)
    target, status = response.redirect_chain[-1]
    assert (unquote(target), status) == (f"/accounts/login/?next={address}", 302)
