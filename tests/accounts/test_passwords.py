"""Forgotten, set and changed passwords, and the invitation from mail to first sign-in."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.conf import settings
from django.test import Client

from accounts import actions
from accounts.models import User
from accounts.roles import Role
from audit.models import Event
from partnerships.outbox.models import Delivery
from tests.account_mail import account_mails, text_of

OLD = "seven green lanterns"
NEW = "nine quiet rivers run"


def link() -> str:
    """Return the path of the link in the only email."""
    (mail,) = account_mails()
    found = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", text_of(mail))
    assert found
    return found.group(1)


def ask(client: Client, email: str) -> bytes:
    response = client.post("/accounts/password/reset/", {"email": email}, follow=True)
    assert response.redirect_chain == [("/accounts/password/reset/done/", 302)]
    return response.content


def set_password(client: Client, path: str, password: str = NEW) -> bytes:
    form = client.get(path, follow=True)
    action = form.redirect_chain[-1][0] if form.redirect_chain else path
    data = {"password1": password, "password2": password}
    return client.post(action, data, follow=True).content


def signs_in(email: str, password: str) -> bool:
    client = Client()
    client.post("/accounts/login/", {"login": email, "password": password})
    return client.get("/you/").status_code == 200


def test_a_forgotten_password_is_replaced(client: Client, viewer: User) -> None:
    ask(client, viewer.email)
    assert Delivery.objects.get().address_norm == viewer.email
    assert b"Your password is set" in set_password(client, link())
    assert signs_in(viewer.email, NEW)
    assert not signs_in(viewer.email, OLD)
    event = Event.objects.get()
    assert (event.verb, event.by_id, event.subject_id) == (
        "user.password_changed",
        viewer.pk,
        viewer.pk,
    )


def test_the_link_leads_to_our_address_whatever_the_host_header_says(
    client: Client, viewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["*"])
    client.post(
        "/accounts/password/reset/",
        {"email": viewer.email},
        headers={"host": "elsewhere.example.org"},
    )
    (mail,) = account_mails()
    assert "http://testserver/accounts/" in text_of(mail)
    assert "elsewhere" not in text_of(mail)


def test_a_link_works_once(client: Client, viewer: User) -> None:
    ask(client, viewer.email)
    path = link()
    set_password(client, path)
    assert b"This link was already used or has expired" in Client().get(path, follow=True).content


@pytest.mark.parametrize("damage", ["x", "-", "0"])
def test_a_damaged_link_does_not_work(client: Client, viewer: User, damage: str) -> None:
    ask(client, viewer.email)
    path = f"{link()[:-2]}{damage}/" if link()[-2] != damage else f"{link()[:-2]}z/"
    assert b"This link was already used or has expired" in client.get(path, follow=True).content


def test_known_and_unknown_addresses_get_the_same_page(client: Client, viewer: User) -> None:
    known = ask(client, viewer.email)
    assert ask(Client(), "nobody@example.org") == known
    unknown = account_mails()[-1]
    assert unknown["Subject"] == "No Accord account with this address"
    assert unknown["To"] == "nobody@example.org"
    assert "password/reset/key" not in text_of(unknown)


def test_a_deactivated_user_gets_no_link(client: Client, viewer: User) -> None:
    viewer.is_active = False
    viewer.save()
    ask(client, viewer.email)
    assert account_mails() == []


@pytest.mark.parametrize("weak", ["short", "password1234", "vera.example.org", "vera lindqvist"])
def test_a_weak_password_is_refused(client: Client, viewer: User, weak: str) -> None:
    ask(client, viewer.email)
    set_password(client, link(), weak)
    assert not signs_in(viewer.email, weak)
    assert signs_in(viewer.email, OLD)


def test_a_new_password_ends_other_sessions_but_not_this_one(
    client_as: Callable[[User], Client], viewer: User
) -> None:
    here, elsewhere = client_as(viewer), client_as(viewer)
    data = {"oldpassword": OLD, "password1": NEW, "password2": NEW}
    response = here.post("/accounts/password/change/", data, follow=True)
    assert response.status_code == 200
    assert here.get("/you/").status_code == 200
    assert elsewhere.get("/you/").status_code == 302
    assert signs_in(viewer.email, NEW)


def test_changing_it_needs_the_old_one(client_as: Callable[[User], Client], viewer: User) -> None:
    data = {"oldpassword": "wrong", "password1": NEW, "password2": NEW}
    client_as(viewer).post("/accounts/password/change/", data)
    assert signs_in(viewer.email, OLD)


def test_an_invited_person_sets_a_password_and_signs_in(
    client: Client,
    administrator: User,
    now: datetime,
) -> None:
    actions.invite(
        email="lee@example.org", name="Lee", role=Role.VIEWER, by=administrator, now=now
    )
    assert not signs_in("lee@example.org", NEW)
    assert b"Your password is set" in set_password(client, link())
    assert signs_in("lee@example.org", NEW)


def test_an_invited_person_who_lost_the_mail_asks_for_a_link(client: Client, db: None) -> None:
    User.objects.create_user("lee@example.org", name="Lee", role=Role.VIEWER)
    ask(client, "LEE@example.org")
    set_password(client, link())
    assert signs_in("lee@example.org", NEW)
