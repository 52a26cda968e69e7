"""The palette: found and done by keyboard alone, on a phone, in both themes, without scripts."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from partnerships.relationships.models import Partnership
from tests.browser.people import Axe
from tests.browser.test_reflow_and_focus import HOW_MUCH_WIDER
from tests.overview.test_search import FOUND, everything

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def partnership(coordinator: User) -> Partnership:
    return everything(coordinator, timezone.now())


@pytest.fixture
def desk(
    page: Page, sign_in: Callable[[User], None], coordinator: User, partnership: Partnership
) -> Page:
    sign_in(coordinator)
    page.goto("/partners/")
    return page


def ask(page: Page, text: str, key: str = "/") -> None:
    page.keyboard.press(key)
    page.keyboard.type(text)
    expect(page.locator("#hit-all")).to_contain_text(f"“{text}”")


def test_everything_is_found_by_keyboard_alone(desk: Page, partnership: Partnership) -> None:
    box = desk.get_by_role("combobox", name="Search or jump to")
    for query, (kind, _text) in FOUND.items():
        ask(desk, query, "Control+k")
        group = desk.locator(f"#hit-{kind}-1")
        expect(group).to_be_visible()
    expect(box).to_be_focused()
    first = desk.locator(".palette-hit").first
    expect(first).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == first.get_attribute("id")
    desk.keyboard.press("ArrowUp")
    expect(desk.locator("#hit-all")).to_have_attribute("aria-selected", "true")
    desk.keyboard.press("ArrowDown")
    expect(desk.locator("#live")).to_contain_text("result")
    desk.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    desk.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-expanded", "true")
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**{partnership.get_absolute_url()}")


def test_three_actions_start_by_keyboard_alone(desk: Page) -> None:
    dialog = desk.get_by_role("dialog")
    for text, name in (("log bri", "Log activity"), ("new meeting bri", "Schedule a meeting")):
        desk.keyboard.press("Control+k")
        desk.keyboard.press("Control+a")
        desk.keyboard.type(text)
        expect(desk.locator("#hit-all")).to_contain_text(text)
        desk.keyboard.press("Enter")
        expect(dialog).to_contain_text(name)
        desk.keyboard.press("Escape")
        expect(desk.locator("#top-search")).to_be_focused()
    desk.keyboard.press("Control+a")
    desk.keyboard.type("go to cal")
    expect(desk.locator("#hit-all")).to_contain_text("go to cal")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/calendar/")


def test_it_is_accessible_and_fits(desk: Page, check_axe: Axe) -> None:
    ask(desk, "bri")
    for width in (1280, 390, 320):
        desk.set_viewport_size({"width": width, "height": 700})
        for theme in ("light", "dark"):
            desk.emulate_media(color_scheme=theme)
            check_axe(desk)
        assert desk.evaluate(HOW_MUCH_WIDER) <= 0
    desk.keyboard.press("Tab")  # options are chosen by arrows, and no stops on the way
    expect(desk.locator("#palette")).to_be_hidden()
    expect(desk.get_by_text("New", exact=True).locator("xpath=..")).to_be_focused()
    desk.keyboard.press("Shift+Tab")
    expect(desk.locator("#palette")).to_be_visible()
    desk.emulate_media(forced_colors="active")
    outline = "getComputedStyle(document.querySelector('[aria-selected=true]')).outlineStyle"
    assert desk.evaluate(outline) == "solid"


@pytest.mark.parametrize("scripts", ["off"])
def test_the_search_page_is_its_twin_without_scripts(desk: Page, partnership: Partnership) -> None:
    box = desk.get_by_role("searchbox", name="Search or jump to")
    box.fill("bright")
    box.press("Enter")
    expect(desk.get_by_role("heading", name="Actions")).to_be_visible()
    desk.get_by_role("link", name="Log call with Bright Path Training").click()
    desk.wait_for_url(f"**{partnership.get_absolute_url()}log/")
