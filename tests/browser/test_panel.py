"""The panel's reports, their rows and its map: accessible, by keyboard, without scripts."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from partnerships.reports.queries import REPORTS

pytestmark = pytest.mark.django_db(transaction=True)

#: Rows of each kind that figures count.
ROWS = (
    "at_stage/?value=active",
    "moved/?period=365",
    "signed/?value=answered",
    "commitments/?value=ours.due&period=365",
    "scored/",
    "items/?value=theirs.delivering",
    "meetings_this_week/",
    "one_person/?value=no_deputy",
)


def addresses() -> list[str]:
    """Return every page that a figure or a button of the panel leads to."""
    reports = [reverse("admin:report_detail", args=[code]) for code in REPORTS]
    rows = [f"/admin/rows/{one}" for one in ROWS]
    return [reverse("admin:index"), *reports, *rows, reverse("admin:portfolio_mail")]


@pytest.fixture
def dana(demo: User) -> User:
    return User.objects.get(email="dana@example.org")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_every_report_is_accessible_and_fits(
    page: Page,
    dana: User,
    sign_in: Callable[[User], None],
    check_axe: Callable[[Page], None],
    theme: str,
    width: int,
) -> None:
    sign_in(dana)
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 900})
    for address in addresses():
        page.goto(address)
        check_axe(page)
        wide = page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
        assert wide <= 1, f"{address} is {wide} pixels wider than the screen"


def test_the_map_is_walked_by_keyboard(
    page: Page, dana: User, sign_in: Callable[[User], None]
) -> None:
    sign_in(dana)
    page.goto(reverse("admin:report_detail", args=["map"]))
    expect(page.get_by_role("group", name="Network map")).to_be_visible()
    links = page.locator("svg.map a")
    assert links.count() > 20
    links.first.focus()
    page.keyboard.press("Tab")
    expect(links.nth(1)).to_be_focused()
    name = links.nth(1).text_content()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text((name or "?").strip())


def test_the_map_and_its_picture_need_no_scripts(
    browser: Browser, dana: User, client: Client, live_server: LiveServer
) -> None:
    client.force_login(dana)
    session = {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key or ""}
    plain = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    plain.add_cookies([{"url": live_server.url, **session}])  # type: ignore[typeddict-item]
    page = plain.new_page()
    page.goto("/admin/")
    page.get_by_role("link", name="Network map").click()
    assert page.locator("svg.map .map-box").count() > 20
    rows = page.get_by_role("table", name="Who connects whom").locator("tbody tr")
    assert rows.count() == page.locator("svg.map .map-wire").count()
    with page.expect_download() as started:
        page.get_by_role("link", name="Save as PNG").click()
    assert started.value.suggested_filename.startswith("map-")
    plain.close()
