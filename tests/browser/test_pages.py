"""Every main page of the demo, in both themes, on a desk and a phone; by keyboard; plain."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, PdfMargins, expect
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from partnerships.engagement.models import FollowUp
from partnerships.organizations.models import Contact
from partnerships.outbox import actions as outbox
from partnerships.outbox.lifecycle import Reason, State
from partnerships.outbox.models import Delivery, RelayState, Suppression
from partnerships.relationships.models import Partnership
from tests.browser.pages import addresses
from tests.conftest import PASSWORD
from tests.outbox.letters import letter_to

#: What printers leave white.
MARGIN: PdfMargins = {"top": "1.2cm", "bottom": "1.2cm", "left": "1.2cm", "right": "1.2cm"}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_is_accessible_and_fits(
    page: Page,
    demo: User,
    sign_in: Callable[[User], None],
    check_axe: Callable[[Page], None],
    theme: str,
    width: int,
) -> None:
    sign_in(demo)
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", theme)
    for address in addresses():
        page.goto(address)
        check_axe(page)
        wide = page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
        assert wide <= 1, f"{address} is {wide} pixels wider than the screen"


@pytest.fixture
def mail_in_trouble(demo: User) -> list[str]:
    """Some of everything that goes wrong with mail, and the pages that show it."""
    partnership = Partnership.objects.get(organization__name="Bright Path Training")
    now = timezone.now()
    letters = [
        letter_to(demo, key=f"trouble {n}", now=now, partnership_id=partnership.pk)
        for n in range(3)
    ]
    outbox.bulk_enqueue(letters, now=now - timedelta(minutes=9))
    dead = Delivery.objects.filter(dedupe_key__in=["trouble 0", "trouble 1"])
    dead.update(state=State.DEAD, reason=Reason.ADDRESS, last_error="550 5.1.1 No such user here")
    contact = Contact.objects.exclude(email="").order_by("name", "pk")[0]
    Suppression.objects.create(
        address_norm=contact.email, reason=Reason.BOUNCED, evidence="550 full", created_at=now
    )
    RelayState.objects.create(
        name=settings.MAIL_TRANSPORT,
        failures=7,
        since=now - timedelta(minutes=20),
        open_until=now + timedelta(minutes=3),
        last_reply="454 4.7.0 TLS not available due to local problem",
    )
    outbox.beat(name="tick", now=now - timedelta(minutes=4))
    outbox.beat(name="pump", now=now - timedelta(minutes=4), detail="clock differs")
    return [
        reverse("today"),
        reverse("health"),
        reverse("delivery_list"),
        reverse("delivery_retry_all") + "?reason=address",
        reverse("timeline", args=[partnership.pk]) + "?show=mail",
        reverse("contact_detail", args=[contact.pk]),
        reverse("admin:index"),
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_about_mail_are_accessible_and_fit(
    page: Page,
    mail_in_trouble: list[str],
    sign_in: Callable[[User], None],
    check_axe: Callable[[Page], None],
    theme: str,
    width: int,
) -> None:
    sign_in(User.objects.get(email="dana@example.org"))
    # Django's own forms bring jQuery, which tries out styles that our policy refuses.
    panel = page.context.new_page()
    form = reverse("admin:partnerships_suppression_change", args=[Suppression.objects.get().pk])
    for opened, shown in ((page, mail_in_trouble), (panel, [form])):
        opened.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        opened.set_viewport_size({"width": width, "height": 900})
        for address in shown:
            opened.goto(address)
            expect(opened.locator(".outage")).to_contain_text("Email is delayed. Nothing is lost.")
            check_axe(opened)
            wide = opened.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
            assert wide <= 1, f"{address} is {wide} pixels wider than the screen"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_safe_to_share_screen_says_so_on_every_page(
    page: Page,
    demo: User,
    sign_in: Callable[[User], None],
    check_axe: Callable[[Page], None],
    theme: str,
) -> None:
    sign_in(demo)
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    partnership = Partnership.objects.get(organization__name="Bright Path Training")
    page.goto(partnership.get_absolute_url())
    page.locator(".page-actions details > summary").click()
    page.get_by_role("button", name="Presentation mode").click()
    strip = page.locator(".safe-strip")
    expect(strip).to_contain_text("Presentation mode is on")
    check_axe(page)
    page.goto("/offerings/")
    strip.get_by_role("button", name="Turn off").click()
    expect(page.locator("h1")).to_contain_text("Services")
    expect(strip).to_have_count(0)


def test_briefs_print_on_one_letter_page_each(
    page: Page, demo: User, sign_in: Callable[[User], None]
) -> None:
    sign_in(demo)
    for partnership in Partnership.objects.all():
        page.goto(reverse("brief", args=[partnership.pk]))
        printed = PdfReader(BytesIO(page.pdf(format="Letter", margin=MARGIN)))
        assert len(printed.pages) == 1, partnership


def test_the_panel_opens_on_the_portfolio(
    page: Page, demo: User, sign_in: Callable[[User], None], check_axe: Callable[[Page], None]
) -> None:
    sign_in(User.objects.get(email="dana@example.org"))
    page.goto("/admin/")
    expect(page.get_by_role("heading", name="Portfolio")).to_be_visible()
    check_axe(page)
    page.get_by_role("link", name="Reviews overdue", exact=True).click()
    expect(page.locator("main")).to_contain_text("Valley Benefits Project")


def test_by_keyboard(page: Page, demo: User, sign_in: Callable[[User], None]) -> None:
    sign_in(demo)
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("/")
    page.keyboard.type("granite")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Granite Foods")


@pytest.fixture
def plain_page(browser: Browser, live_server: LiveServer) -> Page:
    """A page in a browser without JavaScript."""
    context: BrowserContext = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, locale="en-US"
    )
    context.set_default_timeout(10_000)
    return context.new_page()


def test_the_daily_work_goes_without_javascript(
    plain_page: Page, demo: User, client: Client
) -> None:
    User.objects.get(pk=demo.pk)
    demo.set_password(PASSWORD)
    demo.save()
    page = plain_page
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(demo.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    expect(page.locator("h1")).to_contain_text("Maria")
    waiting = FollowUp.objects.open().count()
    page.locator("main").get_by_role("button", name="Mark kept").first.click()
    expect(page.locator("h1")).to_contain_text("Maria")
    assert FollowUp.objects.open().count() == waiting - 1
    page.goto("/partners/new/")
    for name, text in (
        ("organization_name", "Tiny Group"),
        ("person_name", "Rosa Nunez"),
        ("phone", "555 0100"),
        ("next_step", "Call"),
    ):
        page.locator(f"main [name={name}]").fill(text)
    page.locator("main [name=kind]").select_option("nonprofit")
    page.get_by_role("button", name="Add partner").click()
    expect(page.locator("h1")).to_contain_text("Tiny Group")
    page.locator(".page-actions details > summary").click()
    page.get_by_role("link", name="Move to…").click()
    expect(page.locator("h1")).to_contain_text("Next stage")
    page.context.close()
