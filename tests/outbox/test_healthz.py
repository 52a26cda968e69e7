"""Whether everything runs."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from partnerships.outbox import actions, queries
from partnerships.outbox.lifecycle import Fault


@pytest.fixture(autouse=True)
def without_broker(settings: Settings, tmp_path: Path) -> None:
    settings.EMBEDDED_BROKER = True
    settings.BROKER_SOCKET = tmp_path / "none"


@pytest.fixture
def ticking(db: None) -> None:
    actions.beat(name=queries.TICK, now=queries.database_now())


def test_all_is_well(client: Client, ticking: None) -> None:
    response = client.get(reverse("healthz"))
    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "database": "ok",
        "broker": "off",
        "tick": "ok",
    }
    assert "no-store" in response["Cache-Control"]


def test_leadership_sees_figures(
    client_as: Callable[[User], Client], leader: User, ticking: None
) -> None:
    body = client_as(leader).get(reverse("healthz")).json()
    assert body["tick_age_seconds"] < 60
    assert body["version"] == settings.VERSION


def test_no_tick_yet(client: Client, db: None) -> None:
    response = client.get(reverse("healthz"))
    assert (response.status_code, response.json()["tick"]) == (503, "missing")


def test_no_tick_for_three_minutes(client: Client, db: None) -> None:
    actions.beat(name=queries.TICK, now=queries.database_now() - timedelta(seconds=181))
    response = client.get(reverse("healthz"))
    assert (response.status_code, response.json()["status"]) == (503, "missing")


def test_a_tick_that_cannot_plan(client: Client, ticking: None) -> None:
    actions.beat(name=Fault.PLANNING, now=queries.database_now())
    response = client.get(reverse("healthz"))
    assert (response.status_code, response.json()["tick"]) == (503, "failing")


def test_a_configured_broker_that_is_gone(
    client: Client, ticking: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMBEDDED_BROKER = False
    connection = current_app.connection_for_write("redis://127.0.0.1:1/0")
    monkeypatch.setattr(queries, "broker_connection", lambda: connection)
    response = client.get(reverse("healthz"))
    assert (response.status_code, response.json()["broker"]) == (503, "missing")


def test_a_database_that_is_gone(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(queries, "last_tick", gone)
    response = client.get(reverse("healthz"))
    assert (response.status_code, response.json()["database"]) == (503, "missing")


@pytest.mark.postgresql
def test_a_database_that_takes_no_changes(
    client_as: Callable[[User], Client], leader: User, ticking: None
) -> None:
    client = client_as(leader)
    client.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
    answer = client.get(reverse("healthz"))
    assert (answer.status_code, answer.json()["database"]) == (503, "read-only")
    assert client.get(reverse("partner_list")).status_code == 200
    saved = client.post(reverse("profile"), {"name": "Dana", "time_zone": "UTC"})
    assert saved.status_code == 503
    assert "read-only" in saved.content.decode()


def test_alive_without_asking_anybody(client: Client) -> None:
    response = client.get(reverse("livez"))
    assert (response.status_code, response.content) == (200, b"ok")
