"""Zoom to 400 %, forced colors, the leadership panel, and where focus goes."""

from collections.abc import Callable

import pytest
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from partnerships.engagement.models import FollowUp
from partnerships.links import actions as links
from partnerships.links.rules import token_of
from partnerships.organizations.models import Contact
from partnerships.relationships.models import Partnership
from tests.browser.pages import addresses

pytestmark = pytest.mark.django_db(transaction=True)

HOW_MUCH_WIDER = "document.scrollingElement.scrollWidth - window.innerWidth"


def panel_pages() -> list[str]:
    """Return the panel's index and, of each kind of record, the list, one record and "Add"."""
    found = [reverse("admin:index")]
    for model in admin.site._registry:  # noqa: SLF001 - there is no other way
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        found.append(reverse(f"{name}_changelist"))
        rows = QuerySet[Model](model)[:1]
        found += [reverse(f"{name}_change", args=[row.pk]) for row in rows]
        try:
            found.append(reverse(f"{name}_add"))
        except NoReverseMatch:
            continue
    return found


def partner_link(maria: User) -> str:
    """Return the address of a partner's own page."""
    partnership = Partnership.objects.get(organization__name="Bright Path Training")
    theirs = Contact.objects.filter(positions__organization=partnership.organization)
    contact = theirs.exclude(email="").order_by("name", "pk")[0]
    link = links.send_link(
        partnership=partnership,
        contact=contact,
        words="",
        remind=False,
        by=maria,
        now=timezone.now(),
    )
    return f"/p/{token_of(link)}/"


def test_no_page_scrolls_sideways_at_400_percent_zoom(
    page: Page, demo: User, sign_in: Callable[[User], None]
) -> None:
    sign_in(demo)
    page.set_viewport_size({"width": 320, "height": 640})
    too_wide = {}
    for address in [*addresses(), partner_link(demo), "/accounts/password/reset/"]:
        page.goto(address)
        if (wider := page.evaluate(HOW_MUCH_WIDER)) > 1:
            too_wide[address] = wider
    assert not too_wide


@pytest.mark.parametrize(
    ("email", "theme"),
    [("dana@example.org", "light"), ("dana@example.org", "dark"), ("ada@example.org", "light")],
)
def test_the_panel_is_accessible_and_fits(
    page: Page,
    demo: User,
    sign_in: Callable[[User], None],
    check_axe: Callable[[Page], None],
    theme: str,
    email: str,
) -> None:
    sign_in(User.objects.get(email=email))
    # Django's own forms bring jQuery, which tries out styles that our policy refuses: a page that
    # does not watch its console.
    panel = page.context.new_page()
    panel.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    for address in panel_pages():
        answer = panel.goto(address)
        if answer and answer.status == 403:
            continue  # a role that does not edit these has no page to add one
        for width in (1280, 320):
            panel.set_viewport_size({"width": width, "height": 900})
            check_axe(panel)
            assert panel.evaluate(HOW_MUCH_WIDER) <= 1, f"{address} at {width}"


def test_forced_colors_mark_only_the_current_page(
    page: Page, demo: User, sign_in: Callable[[User], None]
) -> None:
    sign_in(demo)
    page.emulate_media(forced_colors="active")
    page.goto(reverse("partner_list"))
    edges = page.locator(".rail a").evaluate_all(
        """links => links.map(link => [
            link.hasAttribute("aria-current"),
            getComputedStyle(link).borderLeftWidth !== "0px",
        ])"""
    )
    assert [current for current, _marked in edges].count(True) == 1
    assert all(current == marked for current, marked in edges)


def test_done_takes_focus_to_the_next_row(
    page: Page, demo: User, sign_in: Callable[[User], None]
) -> None:
    sign_in(demo)
    page.goto("/")
    rows = page.locator("main li:has(form)")
    waiting, following = FollowUp.objects.open().count(), rows.nth(1).get_attribute("id")
    rows.first.get_by_role("button", name="Mark kept").press("Enter")
    expect(page.locator(f"#{following} a").first).to_be_focused()
    assert FollowUp.objects.open().count() == waiting - 1


def test_adding_below_a_list_takes_focus_to_what_was_said(
    page: Page, demo: User, sign_in: Callable[[User], None]
) -> None:
    sign_in(demo)
    page.goto(reverse("profile"))
    page.locator("main").get_by_role("button", name="Save").first.press("Enter")
    expect(page.locator(".messages")).to_be_focused()


def test_escape_closes_more_and_keeps_focus(
    page: Page, demo: User, sign_in: Callable[[User], None]
) -> None:
    sign_in(demo)
    partnership = Partnership.objects.get(organization__name="Bright Path Training")
    page.goto(partnership.get_absolute_url())
    more = page.locator("details.line-menu").first
    more.locator("summary").press("Enter")
    expect(more).to_have_attribute("open", "")
    more.get_by_role("link").first.focus()
    page.keyboard.press("Escape")
    expect(more).not_to_have_attribute("open", "")
    expect(more.locator("summary")).to_be_focused()
