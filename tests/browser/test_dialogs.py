"""Short forms where one is, and undo: by keyboard, narrow, in both themes and without scripts."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Locator, Page, expect

from accounts.models import User
from partnerships.engagement import actions as engagement
from partnerships.engagement.models import FollowUp, Interaction
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from tests.browser.people import Axe
from tests.browser.test_reflow_and_focus import HOW_MUCH_WIDER
from tests.scenarios import partnership_idea

#: The next request is refused with these words or, where they say so, finds no connection.
FAIL_ONCE = """why => {
  const {fetch} = window;
  const [heading, text] = why.split(". ");
  window.fetch = async () => {
    window.fetch = fetch;
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (heading === "No connection") {
      throw new TypeError();
    }
    return new Response(`<main><h1>${heading}</h1><p>${text}</p></main>`, {status: 409});
  };
}"""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def partnership(coordinator: User) -> Partnership:
    return partnership_idea(timezone.now(), coordinator)


@pytest.fixture
def at_partner(
    page: Page, sign_in: Callable[[User], None], coordinator: User, partnership: Partnership
) -> Page:
    sign_in(coordinator)
    page.goto(partnership.get_absolute_url())
    return page


@pytest.fixture
def late(partnership: Partnership, coordinator: User) -> FollowUp:
    given = engagement.Promise(Side.OURS, "Send the handout", timezone.localdate())
    return engagement.promise(
        partnership=partnership, given=given, by=coordinator, now=timezone.now()
    )


def dialog_of(page: Page, link: Locator) -> Locator:
    link.press("Enter")
    opened = page.get_by_role("dialog")
    expect(opened).to_be_visible()
    return opened


def test_a_short_form_opens_where_one_is_and_focus_returns(
    at_partner: Page, partnership: Partnership, check_axe: Axe
) -> None:
    page, link = at_partner, at_partner.get_by_role("link", name="Add commitment")
    dialog = dialog_of(page, link)
    expect(dialog.get_by_role("radio").first).to_be_focused()
    for name in ("side", "what", "due_on"):
        expect(dialog.locator(f"[name={name}]:focus")).to_have_count(1)
        page.keyboard.press("Tab")
    inside = "document.activeElement === document.body || document.activeElement.closest('dialog')"
    assert page.evaluate(f"Boolean({inside})")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(link).to_be_focused()

    dialog_of(page, link)
    dialog.get_by_role("button", name="Add commitment").press("Enter")
    expect(dialog.locator(".errors")).to_be_focused()
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 700})
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            check_axe(page)
        assert page.evaluate(HOW_MUCH_WIDER) <= 0
    page.emulate_media(forced_colors="active")
    expect(dialog.get_by_role("button", name="Close")).to_be_visible()

    dialog.get_by_label("What").fill("Send the course calendar")
    dialog.get_by_label("Due date").fill("2099-12-31")
    dialog.get_by_label("Due date").press("Enter")
    expect(page.locator("main")).to_contain_text("Commitment added.")
    expect(link).to_be_focused()
    assert partnership.follow_ups.get().what == "Send the course calendar"
    assert page.url.endswith(partnership.get_absolute_url())


def test_a_dialog_goes_on_with_the_next_step_and_keeps_its_draft(at_partner: Page) -> None:
    link = at_partner.get_by_role("link", name="Log activity")
    dialog = dialog_of(at_partner, link)
    dialog.get_by_label("Summary").fill("They took two candidates.")
    at_partner.wait_for_timeout(600)  # a draft is kept after a pause in typing
    dialog.get_by_role("link", name="Cancel").click()
    expect(link).to_be_focused()
    dialog_of(at_partner, link)
    expect(dialog.get_by_label("Summary")).to_have_value("They took two candidates.")


@pytest.mark.parametrize("scripts", ["off"])
def test_without_scripts_the_link_leads_to_its_page(at_partner: Page) -> None:
    at_partner.get_by_role("link", name="Log activity").click()
    at_partner.get_by_label("Note", exact=True).check()
    at_partner.get_by_role("button", name="Save").click()
    expect(at_partner.locator("main")).to_contain_text("Activity logged.")
    assert Interaction.objects.count() == 1


@pytest.mark.parametrize("scripts", ["on", "off"])
def test_what_was_marked_kept_is_undone_from_the_toast(
    at_partner: Page, late: FollowUp, check_axe: Axe, scripts: str
) -> None:
    at_partner.goto("/")
    at_partner.get_by_role("button", name="Mark kept").click()
    toast = at_partner.locator(".toast-line")
    expect(toast).to_contain_text("Commitment marked kept.")
    if scripts == "on":
        for theme in ("light", "dark"):
            at_partner.emulate_media(color_scheme=theme)
            check_axe(at_partner)
        for width in (390, 320):
            at_partner.set_viewport_size({"width": width, "height": 700})
            assert at_partner.evaluate(HOW_MUCH_WIDER) <= 0
            box = toast.bounding_box()
            assert box
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
        at_partner.emulate_media(forced_colors="active")
    late.refresh_from_db()
    assert late.state == "done"
    toast.get_by_role("button", name="Undo").press("Enter")
    expect(at_partner.locator(".messages")).to_contain_text("Undone.")
    expect(at_partner.locator(f"#promise-{late.pk}")).to_be_visible()
    if scripts == "on":
        expect(at_partner.locator(".messages")).to_be_focused()
    late.refresh_from_db()
    assert late.state == "open"


@pytest.mark.parametrize(
    "why", ["That didn't work. Ask Sam.", "No connection. Nothing was saved."]
)
def test_a_form_in_a_dialog_keeps_its_text_when_it_is_not_saved(
    at_partner: Page, why: str
) -> None:
    link = at_partner.get_by_role("link", name="Log activity")
    dialog = dialog_of(at_partner, link)
    dialog.get_by_label("Note", exact=True).check()
    summary, save = dialog.get_by_label("Summary"), dialog.get_by_role("button", name="Save")
    summary.fill("They took two candidates.")
    at_partner.evaluate(FAIL_ONCE, why)
    save.click()
    expect(dialog.get_by_role("alert")).to_contain_text(why)
    dialog.get_by_role("button", name="Close").click()
    dialog_of(at_partner, link)
    expect(summary).to_have_value("They took two candidates.")
    save.click()
    expect(at_partner.locator("main")).to_contain_text("Activity logged.")
    assert Interaction.objects.get().text == "They took two candidates."


def test_a_form_over_its_own_page_has_labels_of_its_own(
    at_partner: Page, partnership: Partnership, check_axe: Axe
) -> None:
    at_partner.goto(f"{partnership.get_absolute_url()}log/")
    at_partner.keyboard.press("Control+k")
    at_partner.keyboard.type("log bright")
    expect(at_partner.locator("#hit-all")).to_contain_text("“log bright”")
    at_partner.keyboard.press("Enter")
    dialog = at_partner.get_by_role("dialog")
    dialog.get_by_label("Summary").fill("Over its own page")
    ids = "[...document.querySelectorAll('[id]')].map((one) => one.id)"
    assert at_partner.evaluate(f"{ids}.length - new Set({ids}).size") == 0
    check_axe(at_partner)


def test_a_link_opens_what_is_no_short_form_as_a_page(
    at_partner: Page, browser_context: BrowserContext
) -> None:
    link = at_partner.get_by_role("link", name="Log activity")
    place = "link => link.setAttribute('href', '/partners/')"
    link.evaluate(place)
    link.click()
    at_partner.wait_for_url("**/partners/")
    at_partner.go_back()
    browser_context.clear_cookies()
    link.click()
    at_partner.wait_for_url("**next=**")
    expect(at_partner.get_by_role("dialog")).to_have_count(0)
