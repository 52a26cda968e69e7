"""A measure that both sides report, ours by page and theirs by link, and what is settled."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from common.dates import add_months
from partnerships.links.models import PersonalLink
from partnerships.links.rules import token_of
from partnerships.outcomes.models import MeasureShare
from partnerships.relationships.models import Partnership
from tests.scenarios import leader_of, partnership_idea, shared_lists

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def partnership(coordinator: User) -> Partnership:
    call_command("load_first_content", stdout=StringIO())
    made = partnership_idea(timezone.now(), coordinator)
    shared_lists(made, timezone.now(), coordinator)
    return made


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def test_a_measure_of_both_sides_to_its_settlement(
    page: Page,
    partner_page: Page,
    partnership: Partnership,
    coordinator: User,
    sign_in: Callable[[User], None],
    check_axe: Callable[[Page], None],
) -> None:
    sign_in(coordinator)
    jo = leader_of(timezone.now(), coordinator, partnership.organization)
    _add_measure(page, partnership, check_axe)
    share = MeasureShare.objects.get()
    follow(page, "Report our figure")
    page.get_by_label("People").fill("14")
    press(page, "Save figure")
    expect(page.locator("main tbody tr").first).to_contain_text("Waiting on them")
    follow(page, "Ask for their figures by personal link")
    expect(page.locator(".letter")).to_contain_text("Please also report your figures: Placements")
    press(page, "Send")
    link = PersonalLink.objects.get(contact=jo)
    _they_report(partner_page, reverse("portal_page", args=[token_of(link)]), check_axe)
    page.goto(share.get_absolute_url())
    expect(page.locator("main tbody tr").first).to_contain_text("Differs")
    check_axe(page)
    _settle(page, check_axe)
    row = page.locator("main tbody tr").first
    for shown in ("14", "11", "12", "Settled", "We count starts, they count completions"):
        expect(row).to_contain_text(shown)
    expect(page.locator("svg.trend circle")).to_have_count(1)
    expect(page.locator("svg.trend rect")).to_have_count(1)
    check_axe(page)
    partner_page.reload()
    expect(partner_page.locator("main")).to_contain_text("Settled at 12")
    page.goto(reverse("review_list"))
    follow(page, "Measures")
    check_axe(page)


def _they_report(page: Page, address: str, check_axe: Callable[[Page], None]) -> None:
    page.goto(address)
    check_axe(page)
    page.get_by_label("Placements").fill("11")
    press(page, "Send my answer")
    expect(page.locator("main")).to_contain_text("We received this on")
    expect(page.locator("main")).to_contain_text("11")
    check_axe(page)


def _add_measure(page: Page, partnership: Partnership, check_axe: Callable[[Page], None]) -> None:
    page.goto(partnership.get_absolute_url())
    follow(page, "Results")
    check_axe(page)
    follow(page, "Add measure")
    check_axe(page)
    follow(page, "Placements")
    first = add_months(timezone.localdate().replace(day=1), -4)
    page.get_by_label("How often").select_option("quarter")
    page.get_by_label("Counted from").fill(first.isoformat())
    page.get_by_label("Target").fill("10")
    page.get_by_label("Who reports on their side").select_option(label="Jo Ortiz")
    check_axe(page)
    press(page, "Add measure")


def _settle(page: Page, check_axe: Callable[[Page], None]) -> None:
    page.get_by_role("link", name="Settle").first.click()
    page.get_by_label("Figure that counts").fill("12")
    page.get_by_label("Why they differ").fill("We count starts, they count completions")
    page.get_by_label("Who did you settle it with?").select_option(label="Jo Ortiz")
    check_axe(page)
    press(page, "Save settlement")
