"""Signing in, as everybody does each morning."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.main_job, pytest.mark.django_db(transaction=True)]


def test_a_coordinator_signs_in_and_sees_today(
    page: Page, coordinator: User, check_axe: Callable[[Page], None]
) -> None:
    page.goto("/")
    check_axe(page)
    page.get_by_label("Email").fill(coordinator.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Maria")
    check_axe(page)


def test_a_wrong_password_is_told_kindly(page: Page, coordinator: User) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(coordinator.email)
    page.locator("[name=password]").fill("not this one at all")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
