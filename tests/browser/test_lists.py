"""The two lists at the browser: changed in place by keyboard, moved by button and by dragging."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from partnerships.exchange import actions
from partnerships.exchange.models import Benefit
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from tests.conftest import PASSWORD
from tests.scenarios import partnership_idea

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = ("A quiet room", "Coffee", "Mock interviews")


@pytest.fixture
def partnership(coordinator: User) -> Partnership:
    """A partnership with three lines of ours."""
    now = timezone.now()
    made = partnership_idea(now, coordinator)
    for what in WORDS:
        line = Benefit(partnership=made, side=Side.OURS, what=what)
        actions.add_benefit(benefit=line, by=coordinator, now=now)
    return made


@pytest.fixture
def partner_page(
    page: Page, partnership: Partnership, coordinator: User, sign_in: Callable[[User], None]
) -> Page:
    """The partner page of that partnership."""
    sign_in(coordinator)
    page.goto(partnership.get_absolute_url())
    return page


def number(what: str) -> int:
    return Benefit.objects.get(what=what).pk


def edit(line: Locator) -> None:
    """Choose "Edit" in the menu of an item, by keyboard."""
    line.locator("summary").press("Enter")
    line.get_by_role("link", name="Edit").press("Enter")


def order() -> list[str]:
    return [line.what for line in Benefit.objects.on_the_lists()]


def test_a_line_is_changed_where_it_stands_by_keyboard(
    partner_page: Page, check_axe: Callable[[Page], None]
) -> None:
    page, line = partner_page, f"#line-{number('Coffee')}"
    edit(page.locator(line))
    what = page.locator("li.line-form [name=what]")
    expect(what).to_be_focused()
    check_axe(page)
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.press("Delete")
    page.keyboard.press("Enter")
    expect(page.locator("li.line-form .errors")).to_be_focused()
    what.focus()
    page.keyboard.type("Good coffee")
    page.keyboard.press("Enter")
    expect(page.locator(line)).to_contain_text("Good coffee")
    expect(page.locator(line)).to_be_focused()
    expect(page.locator("#live")).to_have_text("Item saved.")
    expect(page.locator("li.line-form")).to_have_count(0)
    assert order() == ["A quiet room", "Good coffee", "Mock interviews"]


def test_what_somebody_else_saved_meanwhile_is_shown_in_place(
    partner_page: Page, leader: User
) -> None:
    page, coffee = partner_page, Benefit.objects.get(what="Coffee")
    edit(page.locator(f"#line-{coffee.pk}"))
    page.locator("li.line-form [name=what]").fill("Mine")
    coffee.what = "Theirs"
    actions.edit_benefit(benefit=coffee, seen_version=1, by=leader, now=timezone.now())
    page.get_by_role("button", name="Save item").click()
    expect(page.locator("li.line-form .conflict")).to_contain_text("Theirs")
    page.get_by_role("button", name="Save item").click()
    expect(page.locator(f"#line-{coffee.pk}")).to_contain_text("Mine")


def test_giving_up_brings_the_line_back(partner_page: Page) -> None:
    page, line = partner_page, f"#line-{number('Coffee')}"
    edit(page.locator(line))
    page.locator("li.line-form").get_by_role("link", name="Cancel").click()
    expect(page.locator(line)).to_be_focused()


def test_a_line_is_added_where_the_list_ends(
    partner_page: Page, check_axe: Callable[[Page], None]
) -> None:
    page = partner_page
    page.locator("#add-theirs").get_by_role("link").click()
    expect(page.locator("li.line-form [name=what]")).to_be_focused()
    check_axe(page)
    page.keyboard.type("Training seats")
    page.keyboard.press("Enter")
    line = page.locator("#lines-theirs > .benefit")
    expect(line).to_contain_text("Training seats")
    expect(line).to_be_focused()
    expect(page.locator("#live")).to_have_text("Item added.")
    page.locator("#add-theirs").get_by_role("link").click()
    expect(page.locator("li.line-form [name=what]")).to_have_value("")


def test_the_line_before_an_added_one_can_go_down(partner_page: Page) -> None:
    page, last = partner_page, partner_page.locator(f"#line-{number('Mock interviews')}")
    last.locator("summary").click()
    expect(last.get_by_role("button", name="Down")).to_be_disabled()
    page.locator("#add-ours").get_by_role("link").click()
    page.locator("li.line-form [name=what]").fill("A van")
    page.get_by_role("button", name="Add item").click()
    expect(page.locator("#lines-ours")).to_contain_text("A van")
    last.locator("summary").click()
    last.get_by_role("button", name="Down").click()
    expect(page.locator(".message")).to_contain_text("Item moved.")
    assert order() == ["A quiet room", "Coffee", "A van", "Mock interviews"]


def test_an_ended_session_leads_to_the_log_in(partner_page: Page) -> None:
    page = partner_page
    page.context.clear_cookies()
    edit(page.locator(f"#line-{number('Coffee')}"))
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_a_line_is_moved_by_button(partner_page: Page) -> None:
    page, line = partner_page, partner_page.locator(f"#line-{number('Mock interviews')}")
    line.locator("summary").click()
    line.get_by_role("button", name="Up").click()
    expect(page.locator("#lines-ours > li").nth(1)).to_contain_text("Mock interviews")
    expect(line.get_by_role("button", name="Up")).to_be_focused()
    assert order() == ["A quiet room", "Mock interviews", "Coffee"]


def test_a_line_is_moved_by_dragging(partner_page: Page) -> None:
    page, line = partner_page, partner_page.locator(f"#line-{number('Mock interviews')}")
    first = page.locator(f"#line-{number('A quiet room')}")
    line.locator(".line-handle").drag_to(first, target_position={"x": 60, "y": 3})
    expect(page.locator(".message")).to_contain_text("Item moved.")
    expect(page.locator("#lines-ours > li").first).to_contain_text("Mock interviews")
    expect(line).to_be_focused()
    assert order() == ["Mock interviews", "A quiet room", "Coffee"]


def test_all_of_it_goes_without_javascript(
    browser: Browser, live_server: LiveServer, partnership: Partnership, coordinator: User
) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(coordinator.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.goto(partnership.get_absolute_url())
    line = page.locator(f"#line-{number('Coffee')}")
    line.locator("summary").click()
    line.get_by_role("button", name="Up").click()
    expect(page.locator("#lines-ours > li").first).to_contain_text("Coffee")
    edit(line)
    page.locator("[name=what]").fill("Good coffee")
    page.get_by_role("button", name="Save item").click()
    expect(page.locator("#lines-ours > li").first).to_contain_text("Good coffee")
    page.locator("#add-ours").get_by_role("link").click()
    page.locator("[name=what]").fill("A van")
    page.get_by_role("button", name="Add item").click()
    expect(page.locator("#lines-ours")).to_contain_text("A van")
    context.close()
