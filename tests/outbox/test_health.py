"""The health page and the metrics: the same figures, quickly, for those who may see them."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from accounts.models import User
from common.templatetags.ui import when
from partnerships.outbox import actions, queries
from partnerships.outbox.lifecycle import (
    WHAT_TO_DO,
    Fault,
    Outcome,
    Part,
    Phase,
    Reason,
    State,
)
from partnerships.outbox.models import (
    Delivery,
    DeliveryAttempt,
    Heartbeat,
    RelayState,
    Suppression,
)
from tests.outbox.conftest import Queue

ClientAs = Callable[[User], Client]
PARTS = ("planning", "catching_up", "sending", "sealing", "finishing", "clock")
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def house(queue: Queue, now: datetime, settings: Settings) -> None:
    """A bit of everything: two due, one for later, one sent an hour and a half ago, two dead."""
    due, sent, dead, bug = queue("due"), queue("sent"), queue("dead"), queue("bug")
    queue("now")
    queue("later", not_before=now + timedelta(hours=3))
    rows = Delivery.objects
    rows.filter(pk=due.pk).update(not_before=now - timedelta(minutes=10), state=State.RETRY)
    rows.filter(pk=sent.pk).update(state=State.SENT, sent_at=now - timedelta(minutes=90))
    rows.filter(pk=dead.pk).update(state=State.DEAD, reason=Reason.ADDRESS)
    rows.filter(pk=bug.pk).update(state=State.DEAD, reason=Reason.BUG)
    for outcome, hours in [(Outcome.ACCEPTED, 1), (Outcome.ADDRESS, 1), (Outcome.ADDRESS, 25)]:
        at = now - timedelta(hours=hours)
        DeliveryAttempt.objects.create(
            delivery=dead, n=1, started=at, ended=at, phase=Phase.RECIPIENT, outcome=outcome
        )
    Suppression.objects.create(address_norm="a@example.org", reason="bounced", created_at=now)
    Suppression.objects.create(
        address_norm="b@example.org", reason="absent", until=now, created_at=now
    )
    RelayState.objects.create(
        name=settings.MAIL_TRANSPORT,
        failures=3,
        since=now - timedelta(minutes=2),
        open_until=now + timedelta(minutes=1),
        last_reply="454 TLS not available",
    )
    actions.beat(name=queries.TICK, now=now - timedelta(seconds=20), detail="all well")


def test_figures(house: None, now: datetime) -> None:
    found = queries.figures(now)
    assert (found.waiting, found.due, found.late(now)) == (3, 2, timedelta(minutes=10))
    assert (found.sent_hour, found.sent_day, found.in_hand) == (0, 1, 0)
    assert found.failures == {"address": 1}
    assert found.dead == {"address": 1, "bug": 1}
    assert found.suppressed == 1


def test_the_page(house: None, client_as: ClientAs, leader: User) -> None:
    page = client_as(leader).get(reverse("health")).content.decode()
    for words in [
        "all well",
        "10\xa0minutes late",
        "454 TLS not available",
        "3 failed attempts",
        "No such address",
        f"{reverse('delivery_list')}?reason=bug",
    ]:
        assert words in page
    assert Heartbeat.objects.get().host in page


def test_a_part_that_is_silent_says_since_when_and_what_to_do(
    client_as: ClientAs, leader: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "broker", lambda: queries.OFF)
    actions.beat(name=Part.TICK, now=now - timedelta(seconds=10))
    actions.beat(name=Part.PLAN, now=now - timedelta(minutes=4))
    page = words_of(client_as(leader).get(reverse("health")))
    found = re.findall(r"\b(?:Works|Not reporting since|Never started)\b", page)
    assert found == ["Works", "Not reporting since", "Never started"]
    assert f"Not reporting since {when(now - timedelta(minutes=4))}" in page
    told = [str(WHAT_TO_DO[part]) in page for part in Part]
    assert told == [False, True, True]


@pytest.mark.parametrize(
    ("minutes", "words"), [(2, "Failing now"), (4, "Working again; last failure")]
)
@pytest.mark.parametrize("fault", Fault)
def test_a_fault_says_what_to_do_for_a_day(
    client_as: ClientAs, leader: User, now: datetime, fault: Fault, minutes: int, words: str
) -> None:
    actions.beat(name=fault, now=now - timedelta(minutes=minutes), detail="KeyError")
    page = words_of(client_as(leader).get(reverse("health")))
    assert all(str(said) in page for said in (fault.label, WHAT_TO_DO[fault], words, "KeyError"))
    Heartbeat.objects.update(at=now - timedelta(days=1))
    assert str(WHAT_TO_DO[fault]) not in words_of(client_as(leader).get(reverse("health")))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (queries.OFF, "Not in use"),
        (queries.MISSING, "Not responding Restart Redis"),
        (queries.OK, "Works"),
    ],
)
def test_how_the_broker_is(
    client_as: ClientAs, leader: User, monkeypatch: pytest.MonkeyPatch, state: str, words: str
) -> None:
    monkeypatch.setattr(queries, "broker", lambda: state)
    page = words_of(client_as(leader).get(reverse("health")))
    assert f"Redis, which wakes the worker right away {words}" in page


def words_of(response: Any) -> str:
    """A page's text as people read it, on one line."""
    return " ".join(unescape(strip_tags(response.content.decode())).split())


def test_an_empty_house(client_as: ClientAs, leader: User) -> None:
    page = client_as(leader).get(reverse("health")).content.decode()
    for words in [
        "Nothing has reported yet",
        "Never started",
        "It's accepting our email.",
        "No email is waiting for a decision.",
    ]:
        assert words in page


def test_links_lead_there(client_as: ClientAs, leader: User) -> None:
    for name in ("admin:index", "delivery_list"):
        assert reverse("health") in client_as(leader).get(reverse(name)).content.decode()


def test_more_rows_same_queries(
    house: None, queue: Queue, client_as: ClientAs, leader: User, now: datetime
) -> None:
    client = client_as(leader)
    numbers = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("health"))
        numbers.append(len(captured))
        for key in map(str, range(20)):
            queue(key)
            actions.beat(name=f"pump {key}", now=now)
        Delivery.objects.filter(dedupe_key__in=map(str, range(10))).update(
            state=State.DEAD, reason=Reason.BUG
        )
    assert numbers[0] == numbers[1] <= 12


@pytest.mark.parametrize(
    ("rows", "index"),
    [
        (lambda _now: Delivery.objects.dead().order_by(), "delivery_dead"),
        (lambda _now: Delivery.objects.waiting().order_by(), "delivery_due"),
        # In order: an almost empty table is read as well by any index that has the column.
        (
            lambda now: Delivery.objects.filter(sent_at__gt=now).order_by("sent_at"),
            "delivery_sent",
        ),
        (
            lambda _now: Delivery.objects.filter(lease_until__isnull=False).order_by(),
            "delivery_leased",
        ),
        (lambda now: DeliveryAttempt.objects.failed_since(now).order_by(), "attempt_failed"),
        (lambda _now: Delivery.objects.about(7).order_by(), "delivery_partnership"),
    ],
)
def test_the_small_index_is_used(rows: Any, index: str, db: None, now: datetime) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for way in ("seqscan", "bitmapscan", "sort"):  # as good in an almost empty table
                cursor.execute(f"SET LOCAL enable_{way} = off")
    assert index in rows(now).explain()


def samples(text: str) -> dict[str, float]:
    """Every figure of an answer, read the way Prometheus reads it."""
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_metrics(house: None, client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = "t0ken"  # noqa: S105
    response = client.get(reverse("metrics"), headers={"Authorization": "Bearer t0ken"})
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/plain; version=")
    assert samples(response.content.decode()) == {
        "accord_mail_waiting": 3,
        "accord_mail_due": 2,
        "accord_mail_oldest_due_age_seconds": 600,
        "accord_mail_in_hand": 0,
        "accord_mail_sent_last_hour": 0,
        "accord_mail_sent_last_day": 1,
        "accord_mail_suppressed": 1,
        "accord_mail_relay_failing_seconds": 120,
        "accord_mail_dead address": 1,
        "accord_mail_dead bug": 1,
        "accord_mail_failed_tries_last_day address": 1,
        "accord_heartbeat_age_seconds tick": 20,
        **{f"accord_tick_fault {part}": 0 for part in PARTS},
    }


def test_what_a_tick_just_could_not_do_is_one_figure_each(
    client_as: ClientAs, leader: User, now: datetime
) -> None:
    actions.beat(name=Fault.SEALING, now=now - timedelta(minutes=2))
    actions.beat(name=Fault.PLANNING, now=now - timedelta(minutes=4))
    told = samples(client_as(leader).get(reverse("metrics")).content.decode())
    faults = {name: value for name, value in told.items() if "fault" in name}
    assert faults == {f"accord_tick_fault {part}": int(part == "sealing") for part in PARTS}


@pytest.mark.parametrize(
    ("token", "header"),
    [
        ("", ""),
        ("", "Bearer "),
        ("t0ken", ""),
        ("t0ken", "Bearer t0ke"),
        ("t0ken", "t0ken"),
        ("t0ken", "Bearer grüße"),
    ],
)
def test_metrics_are_not_for_strangers(
    client: Client, db: None, settings: Settings, token: str, header: str
) -> None:
    settings.METRICS_TOKEN = token
    assert client.get(reverse("metrics"), HTTP_AUTHORIZATION=header).status_code == 403


def test_metrics_are_for_those_with_the_panel(
    client_as: ClientAs, leader: User, coordinator: User
) -> None:
    assert client_as(leader).get(reverse("metrics")).status_code == 200
    assert client_as(coordinator).get(reverse("metrics")).status_code == 403
