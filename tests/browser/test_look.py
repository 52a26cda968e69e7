"""How much of the work one screen shows, measured at 1280 x 900 and at 390 px on the demo."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from accounts.models import User
from partnerships.agreements.lifecycle import MouState
from partnerships.agreements.models import Mou
from partnerships.outbox import actions as outbox
from partnerships.relationships.models import Partnership
from tests.browser.pages import addresses
from tests.browser.people import Axe
from tests.browser.test_reflow_and_focus import HOW_MUCH_WIDER, partner_link

pytestmark = pytest.mark.django_db(transaction=True)

SIZES = """() => [...document.querySelectorAll("body *")]
  .filter((one) => one.getClientRects().length)
  .filter((one) => [...one.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))
  .map((one) => getComputedStyle(one).fontSize)"""


@pytest.fixture
def maria(page: Page, demo: User, sign_in: Callable[[User], None]) -> Page:
    """Maria of the demo at her desk, on a day on which everything runs."""
    for name in ("tick", "pump"):
        outbox.beat(name=name, now=timezone.now())
    sign_in(demo)
    return page


def on_first_screen(page: Page, selector: str) -> int:
    """Return how many elements are whole within the window before anybody scrolls."""
    boxes = [one.bounding_box() for one in page.locator(selector).all()]
    return sum(box is not None and box["y"] + box["height"] <= 900 for box in boxes)


def bottom(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box is not None, selector
    return box["y"] + box["height"]


def test_partners_shows_16_rows_below_one_line_of_filters(maria: Page) -> None:
    maria.goto(reverse("partner_list"))
    assert on_first_screen(maria, "tbody tr") >= 16
    toolbar = maria.locator(".toolbar").bounding_box()
    assert toolbar is not None
    assert toolbar["height"] <= 48


def test_a_filter_applies_at_once_and_keeps_focus(maria: Page) -> None:
    maria.goto(reverse("partner_list"))
    chip = maria.locator("#id_stage_chip")
    chip.press("Enter")
    maria.locator(".pop").get_by_role("link", name="Prospect").press("Enter")
    expect(maria.locator("tbody tr")).to_have_count(2)
    expect(chip).to_contain_text("Stage: Prospect")
    expect(chip).to_be_focused()
    assert "stage=identified" in maria.url
    maria.context.clear_cookies()
    chip.press("Enter")
    maria.locator(".pop").get_by_role("link", name="Prospect").press("Enter")
    expect(maria.get_by_role("button", name="Sign in")).to_be_visible()


def test_filters_are_saved_where_one_is_and_found_in_the_rail(maria: Page) -> None:
    maria.goto(reverse("partner_list"))
    maria.locator("#id_stage_chip").press("Enter")
    maria.locator(".pop").get_by_role("link", name="Prospect").press("Enter")
    expect(maria.locator("tbody tr")).to_have_count(2)
    toolbar = maria.locator(".toolbar").bounding_box()
    assert toolbar is not None
    assert toolbar["height"] <= 48
    maria.get_by_role("link", name="Save view").press("Enter")
    dialog = maria.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Our prospects")
    dialog.get_by_role("button", name="Save view").press("Enter")
    kept = maria.locator("nav.rail").get_by_role("link", name="Our prospects")
    expect(kept).to_have_attribute("aria-current", "page")
    expect(maria.locator("tbody tr")).to_have_count(2)


def test_today_shows_12_items(maria: Page) -> None:
    maria.goto(reverse("today"))
    assert on_first_screen(maria, ".work-rows > li, .lines > li, .days > li") >= 12


def test_the_overview_of_an_active_partner_is_short_and_begins_with_what_counts(
    maria: Page,
) -> None:
    active = Partnership.objects.get(organization__name="Elm Street Neighbors")
    maria.goto(active.get_absolute_url())
    assert maria.evaluate("document.documentElement.scrollHeight") <= 1500
    first = (".path", ".next .chip", "#lines-ours > li", "#lines-theirs > li", "#delivered")
    for part in first:
        assert bottom(maria, part) <= 900, part
    assert bottom(maria, "#key-people") <= 900
    expect(maria.locator(".next")).to_contain_text("Next:")


def test_readiness_is_on_the_first_screen_before_an_mou(maria: Page) -> None:
    exploring = Partnership.objects.get(organization__name="Bright Path Training")
    maria.goto(exploring.get_absolute_url())
    assert bottom(maria, "#gate") <= 900
    assert bottom(maria, ".checks") <= 900


def test_cards_of_the_board_have_room_for_names(maria: Page) -> None:
    maria.goto(reverse("board"))
    column = maria.locator(".board-column").first.bounding_box()
    assert column is not None
    assert column["width"] >= 244
    assert maria.evaluate(HOW_MUCH_WIDER) <= 0


def test_a_phone_shows_the_main_action_first(maria: Page) -> None:
    maria.set_viewport_size({"width": 390, "height": 844})
    exploring = Partnership.objects.get(organization__name="Bright Path Training")
    for address in (reverse("partner_list"), exploring.get_absolute_url()):
        maria.goto(address)
        assert maria.evaluate(HOW_MUCH_WIDER) <= 0
        assert bottom(maria, "main .btn-primary") <= 844


def test_all_pages_together_have_nine_sizes_of_type(maria: Page, demo: User) -> None:
    sizes = set()
    public = [partner_link(demo), "/accounts/password/reset/"]
    for address in [*addresses()[::4], *public]:
        maria.goto(address)
        sizes |= set(maria.evaluate(SIZES))
    assert len(sizes) <= 9, sizes


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_gallery_is_accessible(
    page: Page, db: None, settings: Settings, check_axe: Axe, theme: str, width: int
) -> None:
    settings.DEBUG = True
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(reverse("component_gallery"))
    check_axe(page)
    assert page.evaluate(HOW_MUCH_WIDER) <= 0
    page.get_by_role("button", name="Open dialog").click()
    expect(page.get_by_role("dialog", name="Add commitment")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Open dialog")).to_be_focused()


def test_leaders_see_the_portfolio_and_the_rail_counts(
    page: Page, demo: User, sign_in: Callable[[User], None]
) -> None:
    sign_in(User.objects.get(email="dana@example.org"))
    page.goto(reverse("today"))
    assert 1 <= on_first_screen(page, ".stat") <= 3
    expect(page.locator("#count-partner_list")).to_have_text("23")
    page.goto(reverse("admin:index"))
    assert on_first_screen(page, ".stat") == 4
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate(HOW_MUCH_WIDER) <= 0


def test_an_mou_shows_how_far_it_is_and_who_signs_first(maria: Page) -> None:
    mou = Mou.objects.filter(state=MouState.DRAFT).last()
    assert mou is not None
    maria.goto(mou.get_absolute_url())
    for part in (".path", ".next", "#signers", ".paper-head"):
        assert bottom(maria, part) <= 900, part


@pytest.mark.parametrize("forced", ["forced", "contrast"])
def test_a_partners_page_reads_in_strong_contrast(
    page: Page, demo: User, check_axe: Axe, forced: str
) -> None:
    if forced == "forced":
        page.emulate_media(forced_colors="active")
    else:
        page.emulate_media(contrast="more")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(partner_link(demo))
    check_axe(page)
    box = page.locator(".answer-pair > *").first.bounding_box()
    assert box is not None
    assert box["height"] >= 52
