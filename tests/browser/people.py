"""Somebody at a browser."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

Axe = Callable[[Page], None]


class Somebody:
    """Somebody at the browser; every page they see is checked for accessibility."""

    def __init__(self, page: Page, check_axe: Axe) -> None:
        self.page, self.check_axe = page, check_axe

    def look(self, address: str = "") -> None:
        if address:
            self.page.goto(address)
        self.check_axe(self.page)

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            self.page.locator(f"main [name={name}]").fill(value)

    def tick(self, *names: str) -> None:
        for name in names:
            self.page.locator(f"main [name={name}]").check()

    def pick(self, name: str, value: str) -> None:
        self.page.locator(f"main [name={name}][value='{value}']").check()

    def press(self, button: str) -> None:
        self.page.locator("main").get_by_role("button", name=button).click()

    def follow(self, link: str | re.Pattern[str]) -> None:
        self.page.locator("main").get_by_role("link", name=link).first.click()

    def sees(self, text: str) -> None:
        expect(self.page.locator("main")).to_contain_text(text)
