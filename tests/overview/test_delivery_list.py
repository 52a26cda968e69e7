"""The page about mail that could not be delivered."""

from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from partnerships.outbox import actions as outbox
from partnerships.outbox.emails import message_bytes
from partnerships.outbox.lifecycle import Reason, State
from partnerships.outbox.models import Delivery
from partnerships.relationships.models import Partnership
from tests.outbox.letters import letter_to, plain
from tests.scenarios import partnership_idea

PAGE = "/mail/"


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    return partnership_idea(now, coordinator)


@pytest.fixture
def dead(partnership: Partnership, coordinator: User, now: datetime) -> Delivery:
    """A reminder about a partnership, to an address that does not exist."""
    letter = letter_to(
        coordinator, key="a", now=now, kind="promise_due", partnership_id=partnership.pk
    )
    outbox.bulk_enqueue([letter], now=now)
    Delivery.objects.update(
        state=State.DEAD, reason=Reason.ADDRESS, last_error="550 5.1.1 No such user here"
    )
    return Delivery.objects.get()


@pytest.fixture
def leaders(client_as: Callable[[User], Client], leader: User) -> Client:
    return client_as(leader)


def words(client: Client, **query: str) -> str:
    return " ".join(unescape(client.get(PAGE, query).content.decode()).split())


def test_shows_who_why_and_their_words(leaders: Client, dead: Delivery) -> None:
    page = words(leaders)
    for said in ["Maria Alvarez", "The address doesn't exist", "550 5.1.1 No such user here"]:
        assert said in page
    assert page.count("Retry") == page.count("Discard<span") == 1


def test_says_what_it_was_about_and_leads_there(
    leaders: Client, dead: Delivery, partnership: Partnership
) -> None:
    page = words(leaders)
    assert "A commitment due today" in page
    assert f'<a href="/partners/{partnership.pk}/">Bright Path Training</a>' in page


def test_says_the_subject_of_what_was_written(
    leaders: Client, dead: Delivery, now: datetime
) -> None:
    written = message_bytes(dead, plain(dead), date=now)
    Delivery.objects.update(rendered=written)
    page = words(leaders)
    assert "Grüße, a" in page
    assert "A commitment due today" in page


@pytest.mark.parametrize(("to", "shown"), [("user", False), ("contact", True)])
def test_a_screen_that_is_safe_to_share_does_not_say_what_we_are_told(
    leaders: Client, dead: Delivery, to: str, *, shown: bool
) -> None:
    """A reminder may tell of signals, which partners must not see."""
    Delivery.objects.update(kind="gone_quiet", recipient_kind=to)
    leaders.post("/share-screen/", {"on": "yes"})
    page = words(leaders)
    assert "No such user here" in page
    assert ("gone quiet" in page) == shown


def test_empty(leaders: Client, db: None) -> None:
    assert "No email is in this state" in words(leaders)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"reason": "address"}, True),
        ({"reason": "policy"}, False),
        ({"state": "sent"}, False),
        ({"q": "alvarez"}, True),
        ({"q": "maria@"}, True),
        ({"q": "nobody"}, False),
        ({"state": "nonsense", "page": "x"}, True),
    ],
)
def test_filters(leaders: Client, dead: Delivery, query: dict[str, str], shown: bool) -> None:  # noqa: FBT001
    assert ("550 5.1.1" in words(leaders, **query)) == shown


def test_more_rows_same_queries(
    leaders: Client,
    dead: Delivery,
    coordinator: User,
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    about = {"partnership_id": dead.partnership_id}
    outbox.bulk_enqueue(
        [letter_to(coordinator, key=str(n), now=now, **about) for n in range(30)], now=now
    )
    Delivery.objects.update(state=State.DEAD, reason=Reason.BUG)
    with django_assert_max_num_queries(8):
        assert words(leaders).count("Bright Path Training") > 20


def test_dead_mail_waits_on_today_for_who_may_decide(
    leaders: Client, dead: Delivery, client_as: Callable[[User], Client], coordinator: User
) -> None:
    page = leaders.get("/").content.decode()
    assert "1 email couldn't be delivered" in page
    assert f'href="{reverse("delivery_list")}"' in page
    assert "Nothing is due" not in page
    assert "couldn't be delivered" not in client_as(coordinator).get("/").content.decode()


def test_no_dead_mail_is_no_news(leaders: Client, dead: Delivery, now: datetime) -> None:
    Delivery.objects.update(state=State.CANCELLED, state_at=now + timedelta(hours=1))
    assert "couldn't be delivered" not in leaders.get("/").content.decode()


@pytest.mark.parametrize("asked", ["jose alvarez", "JOSÉ", "álvarez jose", "@bücher.example"])
def test_finds_a_recipient_however_the_letters_are_typed(
    leaders: Client, coordinator: User, now: datetime, asked: str
) -> None:
    User.objects.filter(pk=coordinator.pk).update(
        name="José Álvarez", email="jo@xn--bcher-kva.example"
    )
    coordinator.refresh_from_db()
    outbox.bulk_enqueue([letter_to(coordinator, key="a", now=now)], now=now)
    Delivery.objects.update(state=State.DEAD, reason=Reason.ADDRESS)
    assert "José Álvarez" in words(leaders, q=asked)
    assert "José Álvarez" not in words(leaders, q="Åsa")
    panel = reverse("admin:partnerships_delivery_changelist")
    assert "José Álvarez" in leaders.get(panel, {"q": asked}).content.decode()
    users = reverse("admin:accounts_user_changelist")
    found = leaders.get(users, {"q": asked.removeprefix("@bücher.example") or "xn--bcher"})
    assert "José Álvarez" in found.content.decode()
