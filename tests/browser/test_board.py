"""The board in a browser: dragging a card is asking for its move."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from partnerships.relationships.lifecycle import Stage
from partnerships.relationships.models import Partnership
from tests.browser.people import Axe
from tests.scenarios import partnership_idea

pytestmark = pytest.mark.django_db(transaction=True)


def drag(page: Page, name: str, stage: str) -> None:
    card = page.locator(".board-card", has_text=name)
    card.drag_to(page.locator(f"[data-stage={stage}]"))


def test_a_card_is_dragged_and_what_is_missing_filled_in_right_there(
    page: Page, check_axe: Axe, sign_in: Callable[[User], None], coordinator: User
) -> None:
    partnership = partnership_idea(timezone.now(), coordinator)
    motive = partnership.motives.get()
    partnership.motives.clear()
    sign_in(coordinator)
    page.goto("/partners/board/?whose=mine")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            check_axe(page)
    page.set_viewport_size({"width": 2600, "height": 900})

    drag(page, "Bright Path", "reaching_out")
    expect(page.locator("main")).to_contain_text("It has a goal")
    check_axe(page)
    page.locator(f"main [name=motives][value='{motive.pk}']").first.check()
    page.get_by_role("button", name="Save and go back").click()
    page.get_by_role("button", name="Move to Outreach").click()
    expect(page.locator("[data-stage=reaching_out]")).to_contain_text("Bright Path")
    assert page.url.endswith("/partners/board/?whose=mine")
    assert Partnership.objects.get().stage == Stage.REACHING_OUT
    drag(page, "Bright Path", "exploring")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("We've talked with someone there")
    page.keyboard.press("Escape")
    expect(
        page.locator(".board-card", has_text="Bright Path").get_by_role("link").last
    ).to_be_focused()
    drag(page, "Bright Path", "paused")
    expect(dialog.get_by_role("heading", level=2)).to_contain_text("hold")


def test_an_allowed_card_moves_and_the_board_comes_back(
    page: Page, sign_in: Callable[[User], None], coordinator: User
) -> None:
    partnership_idea(timezone.now(), coordinator)
    sign_in(coordinator)
    page.set_viewport_size({"width": 2600, "height": 900})
    page.goto("/partners/board/?whose=mine")
    drag(page, "Bright Path", "reaching_out")
    expect(page).to_have_url("/partners/board/?whose=mine")
    expect(page.locator("[data-stage=reaching_out]")).to_contain_text("Bright Path")
