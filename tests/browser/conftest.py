"""A real browser against a real server; a page that breaks its own rules fails the test."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from partnerships.reminders import actions as reminders
from partnerships.reminders.queries import at_the_bell
from tests.faults.sink import Sink, running_sink
from tests.remembered import remembered_today
from tools import chromium

# Playwright keeps an event loop in this thread, and Django would refuse its own calls there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
# Its own node needs a library that small systems do not have.
os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(chromium.NODE))

HERE = Path(__file__).parent
FAILURES = chromium.ROOT / "var" / "failures"
AXE = chromium.ROOT / "node_modules" / "axe-core" / "axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test in this folder, so that the fast suite leaves it out."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Keep a picture of the page when a test fails."""
    report = yield
    page = getattr(item, "funcargs", {}).get("page")
    if report.when == "call" and report.failed and page is not None:
        FAILURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=FAILURES / f"{item.name}.png", full_page=True)
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; each test gets a context of its own in it."""
    environment = os.environ | {
        "LD_LIBRARY_PATH": str(chromium.LIBRARIES),
        "FONTCONFIG_FILE": str(chromium.FONTS),
    }
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium.EXECUTABLE, args=FLAGS, env=dict(environment)
        )
        yield running
        running.close()


@pytest.fixture
def scripts() -> str:
    """Whether pages may run scripts, "on" or "off"; a test says it by a parameter of this name."""
    return "on"


@pytest.fixture
def new_profile(
    browser: Browser, live_server: LiveServer, settings: Settings, scripts: str
) -> Iterator[Callable[[], BrowserContext]]:
    """Return a function that opens a browser profile of its own on the test's own server."""
    settings.BASE_URL = live_server.url
    opened: list[BrowserContext] = []

    def open_one() -> BrowserContext:
        context = browser.new_context(
            base_url=live_server.url,
            locale="en-US",
            timezone_id="UTC",
            viewport={"width": 1280, "height": 900},
            reduced_motion="reduce",
            java_script_enabled=scripts == "on",
        )
        context.set_default_timeout(10_000)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def browser_context(new_profile: Callable[[], BrowserContext]) -> BrowserContext:
    """A fresh browser profile whose relative addresses mean the test's own server."""
    return new_profile()


@contextmanager
def faultless_page(context: BrowserContext) -> Iterator[Page]:
    """A page; any error in its console fails the test, a refusal by the CSP included."""
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        # Pages that say no do so in words too; the console calls each of them an error.
        expected = any(f"status of {status}" in message.text for status in (404, 409, 422, 429))
        # Whoever types on, or leaves, no longer needs the suggestions that were on their way.
        expected = expected or message.text.startswith(("htmx:sendAbort", "htmx:afterRequest"))
        if message.type == "error" and not expected:
            complaints.append(f"{message.text} ({message.location.get('url', '')})")

    opened = context.new_page()
    opened.on("console", listen)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def page(browser_context: BrowserContext) -> Iterator[Page]:
    """One of ours at the browser."""
    with faultless_page(browser_context) as opened:
        yield opened


@pytest.fixture
def partner_page(new_profile: Callable[[], BrowserContext]) -> Iterator[Page]:
    """A partner's person at a browser of their own."""
    with faultless_page(new_profile()) as opened:
        yield opened


@pytest.fixture
def sign_in(browser_context: BrowserContext, live_server: LiveServer) -> Callable[[User], None]:
    """Return a function that signs a person in without the page for it."""

    def give_session(user: User) -> None:
        client = Client()
        client.force_login(user)
        name = django_settings.SESSION_COOKIE_NAME
        browser_context.add_cookies(
            [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
        )

    return give_session


@remembered_today
def demo_house() -> None:
    """Fill in the demo, and snooze one of Maria's reminders."""
    call_command("seed_demo", "--known-passwords", stdout=StringIO())
    maria, now = User.objects.get(email="maria@example.org"), timezone.now()
    reminders.plan(now=now)
    until = now + timedelta(days=2)
    told = at_the_bell(maria, now)[0]
    reminders.snooze(notice=told, until=until, by=maria, now=now)


@pytest.fixture
def demo(db: None) -> User:
    """The demo house; Maria of the demo."""
    demo_house()
    return User.objects.get(email="maria@example.org")


@pytest.fixture(scope="session")
def check_axe() -> Callable[[Page], None]:
    """Return a function that fails for what axe finds against WCAG 2.2 AA on a page."""
    source = AXE.read_text()

    def check(page: Page) -> None:
        page.evaluate(source)
        found = page.evaluate(
            "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", STANDARDS
        )
        problems = [
            f"{violation['id']}: {violation['help']}\n    {node['html']}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]
        assert not problems, f"{page.url}\n" + "\n".join(problems)

    return check


@pytest.fixture
def sink(settings: Settings, tmp_path: Path) -> Iterator[Sink]:
    """A real mail server that keeps what it gets."""
    with running_sink(tmp_path / "ledger") as server:
        settings.MAIL_TRANSPORT = "smtp"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield server
