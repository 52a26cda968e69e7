"""The mail folder, while trying things out."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.outbox.conftest import Pump, Queue


@pytest.fixture
def debug(settings: Settings) -> None:
    settings.DEBUG = True


@pytest.fixture
def name(queue: Queue, run_pump: Pump, folder: Path) -> str:
    """The file of one reminder."""
    queue("a")
    run_pump()
    return next(folder.glob("*.eml")).name


def test_list(client: Client, name: str, debug: None) -> None:
    page = client.get(reverse("dev_mail_list")).content.decode()
    assert "Grüße, a" in page
    assert reverse("dev_mail", args=[name]) in page


def test_empty_list(client: Client, folder: Path, db: None, debug: None) -> None:
    assert "No email yet" in client.get(reverse("dev_mail_list")).content.decode()


def test_one(client: Client, name: str, debug: None) -> None:
    page = client.get(reverse("dev_mail", args=[name])).content.decode()
    assert ".A line with a dot for Maria Alvarez" in page
    assert '<a href="http://testserver/you/">' in page


def test_as_html_and_harmless(client: Client, name: str, debug: None) -> None:
    response = client.get(reverse("dev_mail_html", args=[name]))
    assert "ümlauts" in response.content.decode()
    policy = response["Content-Security-Policy"]
    assert "sandbox allow-top-navigation-by-user-activation" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


@pytest.mark.parametrize("asked", ["nothing.eml", "..", "%2e%2e%2fdb.sqlite3", ".hidden.eml"])
def test_only_what_lies_in_the_folder(
    asked: str, client: Client, folder: Path, db: None, debug: None
) -> None:
    folder.mkdir()
    (folder / ".hidden.eml").write_text("Subject: draft\n\nhalf")
    assert client.get(f"/dev/mail/{asked}/").status_code == 404


@pytest.mark.parametrize("view", ["dev_mail_list", "dev_mail", "dev_mail_html"])
def test_exists_with_debug_only(view: str, client: Client, name: str) -> None:
    args = [] if view == "dev_mail_list" else [name]
    assert client.get(reverse(view, args=args)).status_code == 404
