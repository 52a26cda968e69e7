"""No log holds a link that opens something by itself, whatever the answer was."""

import http.client
import io
import logging
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.emails import password_link
from accounts.models import User
from common.logs import HIDDEN, masked
from common.processes import accepts, free_port
from partnerships.agreements import actions
from partnerships.agreements.lifecycle import LinkKind
from partnerships.agreements.models import MouLink
from partnerships.links.models import PersonalLink
from partnerships.links.rules import make_token, token_of
from partnerships.organizations.models import Contact
from partnerships.pipeline import actions as pipeline
from partnerships.portal import queries
from partnerships.portal.views import agreements as mou_views
from partnerships.relationships.lifecycle import Stage
from partnerships.reminders.rules.unsubscribing import stop_token
from tests.access import pages
from tests.scenarios import drafted_mou, partnership_ready_for_mou

ROOT = Path(__file__).parent.parent.parent
TOKEN = make_token("a nonce")


@pytest.fixture
def log() -> Iterator[Callable[[], str]]:
    """Everything that is logged, as a handler of somebody else writes it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s %(args)s"))
    logging.getLogger().addHandler(handler)
    yield stream.getvalue
    logging.getLogger().removeHandler(handler)


def signing_token(by: User, now: datetime) -> str:
    partnership = partnership_ready_for_mou(now, by, name="Cedar Board", stage=Stage.AGREEING)
    mou = drafted_mou(partnership, now, by)
    pipeline.send_out(mou=mou, by=by, now=now)
    contact = Contact.objects.get(
        name="Jo Ortiz", positions__organization=partnership.organization
    )
    link = MouLink(
        mou=mou, party=actions.party_of(mou, contact), contact=contact, kind=LinkKind.SIGN
    )
    return token_of(actions.send_mou_link(link=link, by=by, now=now))


@pytest.fixture
def secrets(link: PersonalLink, viewer: User, coordinator: User, now: datetime) -> dict[str, str]:
    """The part of an address that may not be logged, by the address."""
    reset = urlsplit(password_link(viewer)).path
    key = reset.strip("/").rpartition("/")[2].partition("-")[2]
    personal, signing = token_of(link), signing_token(coordinator, now)
    stop = stop_token(coordinator.pk, "promise_due")
    return {
        f"/p/{personal}/": personal,
        f"/p/{personal}/call-me/": personal,
        f"/a/{signing}/": signing,
        f"/a/{signing}/no/": signing,
        reset: key,
        reverse("reminder_stop", args=[stop]): stop,
    }


@pytest.mark.usefixtures("clock")
def test_no_answer_leaves_a_live_link_in_the_log(
    secrets: dict[str, str],
    log: Callable[[], str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser = Client(raise_request_exception=False, enforce_csrf_checks=True)
    caplog.set_level(logging.DEBUG)

    def statuses(method: str, **headers: str) -> set[int]:
        return {browser.generic(method, url, headers=headers).status_code for url in secrets}

    seen = statuses("GET") | statuses("HEAD") | statuses("POST") | statuses("PUT")
    seen |= {browser.get("/you/", {"next": url}).status_code for url in secrets}
    seen |= {
        browser.get(url, headers={"host": "wrong.example.org"}).status_code for url in secrets
    }
    seen |= {browser.get(f"/nowhere/?from={quote(url)}").status_code for url in secrets}
    seen |= {browser.get(f"{url}{url}").status_code for url in secrets}

    def fail(*_given: object, **_names: object) -> None:
        url = next(iter(secrets))
        cause = NoReverseMatch(f"'page' with arguments '('{token}',)' not found.")
        raise RuntimeError(f"Can't write http://testserver{url}") from cause

    token = next(iter(secrets.values()))
    monkeypatch.setattr(queries, "personal_page_of", fail)
    monkeypatch.setattr(mou_views, "help_line", fail)
    seen |= statuses("GET")
    PersonalLink.objects.update(revoked_at=datetime.now().astimezone() - timedelta(days=1))
    for _try in range(12):
        seen |= statuses("GET")
    assert seen >= {200, 400, 403, 404, 405, 429, 500}
    everything = log() + caplog.text + "".join(map(str, caplog.get_records("call")))
    assert len(everything) > 2000
    assert "Method Not Allowed (PUT): /p/" in everything
    assert [secret for secret in secrets.values() if secret in everything] == []
    cache.clear()


def test_every_secret_in_an_address_is_masked() -> None:
    """A new address whose parameter is a secret belongs into SECRET_ADDRESSES."""
    named = [
        page.route.replace("^", "")
        for page in pages()
        if "token>" in page.route or "P<key>" in page.route
    ]
    assert len(named) >= 11
    known = tuple(address.lstrip("/") for address in settings.SECRET_ADDRESSES)
    assert [route for route in named if not route.startswith(known)] == []


@pytest.mark.parametrize(
    "text",
    [
        f"GET /p/{TOKEN}/ HTTP/1.1",
        f"https://accord.example.org/a/{TOKEN}/no/?x=1",
        f"/accounts/login/?next=/p/{TOKEN}/",
        f"/accounts/login/?next=%2Fp%2F{TOKEN}%2Fcall-me%2F",
        f"/p/{TOKEN[:-3]}/",
        f"with arguments '('{TOKEN}',)' not found",
        f"/reminders/stop/WzEsImEiXQ:1vPy2q:{TOKEN}/",
    ],
)
def test_what_is_masked(text: str) -> None:
    safe = masked(text)
    assert HIDDEN in safe
    assert TOKEN[:-3] not in safe
    assert masked(safe) == safe


@pytest.mark.parametrize(
    "text",
    [
        "/p/new/",
        "GET /partners/12/ask/?contact=5",
        "/static/a/dist/site-with-a-long-name.css",
        "0" * 64,
        "test_a_name_of_exactly_forty_three_characters",
        "reminder:partner_answered:12:20261123T1500:20261123T1500:u5",
    ],
)
def test_what_is_left_alone(text: str) -> None:
    assert masked(text) == text


def test_a_record_with_wrong_arguments_hides_them_too(log: Callable[[], str]) -> None:
    logging.getLogger("anybody").warning("%s and %s", f"/p/{TOKEN}/")  # noqa: PLE1206
    logging.getLogger("anybody").warning("%(f)s", {"f": f"/p/{TOKEN}/"})
    assert TOKEN not in log()
    assert log().count(HIDDEN) == 2


def test_the_map_for_nginx_hides_them_and_nothing_else() -> None:
    found = re.search(r'"~\*(\S+)" "\$\{before\}', (ROOT / "docs" / "operations.md").read_text())
    assert found
    pattern = re.compile(found[1], re.IGNORECASE)
    for address in settings.SECRET_ADDRESSES:
        for text in (
            f"{address}{TOKEN}/?next=/p/{TOKEN}/",
            f"/you/?next={quote(address, '')}{TOKEN}",
        ):
            match = pattern.search(text)
            assert match
            assert TOKEN not in match["before"]
    for text in ("/p/new/", "/partners/12/", "/api/people/?page=2"):
        assert not pattern.search(text)


@pytest.mark.processes
def test_the_access_log_of_the_web_server_hides_it_too(tmp_path: Path) -> None:
    port = free_port()
    env = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    env |= {"VAR_DIR": str(tmp_path), "PORT": str(port), "DEBUG": "1"}
    argv = [sys.executable, "-m", "gunicorn", "config.wsgi", "--access-logfile", "-"]
    written = tmp_path / "log"
    with (
        written.open("wb") as out,
        subprocess.Popen(argv, cwd=ROOT, env=env, stdout=out, stderr=out) as web,  # noqa: S603
    ):
        try:
            while not accepts(("127.0.0.1", port)):
                assert web.poll() is None, written.read_text()
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as browser:
                headers = {"Referer": f"http://127.0.0.1/a/{TOKEN}/", "User-Agent": "A browser"}
                browser.request("GET", f"/p/{TOKEN}/?from=/a/{TOKEN}/", headers=headers)
                assert browser.getresponse().read()
        finally:
            web.terminate()
    text = written.read_text()
    assert f"/p/{HIDDEN}/?from=/a/{HIDDEN}/" in text
    assert "A browser" in text
    assert TOKEN not in text
