"""Addresses with a domain of any script are read the same way everywhere."""

import io
from collections.abc import Callable
from datetime import datetime
from html import unescape

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts import actions
from accounts.models import User
from accounts.roles import Role
from partnerships.outbox import actions as outbox
from partnerships.outbox.lifecycle import BounceKind, Reason
from partnerships.outbox.models import Delivery, Suppression
from partnerships.transfer.rules import mapping
from tests.account_mail import account_mails
from tests.refusals import refused

PASSWORD = "seven green lanterns"  # noqa: S105
TYPED = ["Jo@Müller.example", "jo@xn--mller-kva.example"]
IMPOSSIBLE = f"jo@{'ü' * 60}.example"


@pytest.fixture
def jo(db: None) -> User:
    return User.objects.create_user(TYPED[0], name="Jo", role=Role.VIEWER, password=PASSWORD)


@pytest.mark.parametrize("typed", TYPED)
def test_people_sign_in_with_either_way_to_write_it(client: Client, jo: User, typed: str) -> None:
    answer = client.post("/accounts/login/", {"login": typed, "password": PASSWORD})
    assert answer.status_code == 302
    assert client.get("/you/").status_code == 200


@pytest.mark.parametrize("typed", TYPED)
def test_and_get_their_reset(client: Client, jo: User, typed: str) -> None:
    client.post("/accounts/password/reset/", {"email": typed})
    (mail,) = account_mails()
    assert mail["To"] == "Jo <jo@xn--mller-kva.example>"
    assert mail["Subject"] == "Reset your Accord password"


@pytest.mark.parametrize("typed", TYPED)
def test_and_have_one_account(jo: User, administrator: User, now: datetime, typed: str) -> None:
    with refused("email_taken"):
        actions.invite(email=typed, name="Jo", role=Role.VIEWER, by=administrator, now=now)


def test_a_domain_that_cannot_exist_is_told_on_every_page(
    client: Client, client_as: Callable[[User], Client], administrator: User
) -> None:
    reset = client.post("/accounts/password/reset/", {"email": IMPOSSIBLE})
    login = client.post("/accounts/login/", {"login": IMPOSSIBLE, "password": PASSWORD})
    person = {"email": IMPOSSIBLE, "name": "Jo", "role": "viewer", "time_zone": "UTC"}
    panel = client_as(administrator).post(reverse("admin:accounts_user_add"), person)
    for answer in (reset, panel):
        page = unescape(answer.content.decode())
        assert "That isn't a valid domain. Check the part after the @." in page
    assert b"are not correct" in login.content
    assert not Delivery.objects.exists()


def test_and_by_the_command_in_one_line(db: None) -> None:
    with pytest.raises(CommandError, match="Check the part after the @") as refusal:
        call_command("create_user", IMPOSSIBLE, "--name", "Jo", "--role", "viewer")
    assert "\n" not in str(refusal.value)
    call_command("create_user", TYPED[0], "--name", "Jo", "--role", "viewer", stdout=io.StringIO())
    assert User.objects.get().email == "jo@xn--mller-kva.example"


def test_and_by_the_import_for_its_row() -> None:
    with pytest.raises(mapping.BadRow, match=r"email: That isn't a valid domain\."):
        mapping._csv({"name": "Jo's", "email": IMPOSSIBLE})  # noqa: SLF001


@pytest.mark.parametrize("told", TYPED)
def test_a_bounce_is_known_by_either_way_to_write_it(
    client: Client, jo: User, now: datetime, told: str
) -> None:
    client.post("/accounts/password/reset/", {"email": jo.email})
    account_mails()
    row = Delivery.objects.get()
    assert row.sent_at
    bounce = outbox.take_bounce(
        event_id="1",
        message_id=row.message_id,
        address=told,
        kind=BounceKind.HARD,
        code="5.1.1",
        text="No such user",
        at=row.sent_at,
        now=row.sent_at,
    )
    assert bounce
    assert Suppression.objects.get().address_norm == "jo@xn--mller-kva.example"


def test_a_suppression_holds_for_either_way_to_write_it(client: Client, jo: User) -> None:
    outbox.suppress(
        address=TYPED[0], scope=Suppression.EVERYTHING, reason=Reason.BOUNCED, now=jo.joined_at
    )
    client.post("/accounts/password/reset/", {"email": TYPED[1]})
    assert account_mails() == []
    assert Delivery.objects.get().reason == Reason.BOUNCED
