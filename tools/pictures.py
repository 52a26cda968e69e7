"""Takes the README's pictures of a running demo: `make dev`, then `python -m tools.pictures`."""

import os
import sys

from playwright.sync_api import Page, sync_playwright

from tools import chromium

FOLDER = chromium.ROOT / "docs" / "images"
PASSWORD = "harbor-lights-demo"  # noqa: S105  # the demo's own


def sign_in(page: Page, site: str) -> None:
    """Sign in as Maria of the demo."""
    page.goto(f"{site}/accounts/login/")
    page.fill("[name=login]", "maria@example.org")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_load_state("networkidle")


def take(page: Page, name: str) -> None:
    """Keep what the window shows as docs/images/<name>.png."""
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{name}.png")


def main(site: str = "http://127.0.0.1:8000") -> None:
    """Take Today and a partner's page, as Maria sees them."""
    os.environ["LD_LIBRARY_PATH"] = str(chromium.LIBRARIES)
    os.environ["FONTCONFIG_FILE"] = str(chromium.FONTS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(chromium.EXECUTABLE), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(
            viewport={"width": 1280, "height": 900}, timezone_id="America/New_York"
        )
        sign_in(page, site)
        take(page, "today")
        page.goto(f"{site}/partners/")
        page.get_by_role("link", name="Bright Path Training").click()
        take(page, "partner-page")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
