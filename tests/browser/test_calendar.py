"""The calendar in a browser: by keyboard alone, by dragging, and as an agenda on a phone."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from partnerships.engagement.models import Meeting
from tests.browser.people import Axe
from tests.factories import MeetingFactory
from tests.scenarios import partnership_idea

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meeting(coordinator: User) -> Meeting:
    """A meeting at noon on the 12th of next month."""
    now = timezone.now()
    day = (now.replace(day=1) + timedelta(days=32)).replace(day=12, hour=12, minute=0)
    found: Meeting = MeetingFactory.create(
        partnership=partnership_idea(now, coordinator),
        owner=coordinator,
        starts_at=day.replace(second=0, microsecond=0),
        time_zone="UTC",
        title="Kickoff",
    )
    return found


def test_a_meeting_moves_by_keyboard_and_by_dragging(
    page: Page,
    check_axe: Axe,
    sign_in: Callable[[User], None],
    coordinator: User,
    meeting: Meeting,
) -> None:
    sign_in(coordinator)
    page.goto("/calendar/")
    page.get_by_role("link", name="Later").focus()
    page.keyboard.press("Enter")
    agenda = page.get_by_role("region", name="Agenda")
    move = agenda.get_by_role("link", name=re.compile("Move.*Kickoff"))
    expect(move).to_be_visible()
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            check_axe(page)
        expect(page.locator("table.month")).to_be_visible(visible=width > 700)
    page.set_viewport_size({"width": 1280, "height": 900})

    move.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Now:")
    check_axe(page)
    dialog.get_by_label("Date").fill(f"{meeting.starts_at:%Y-%m}-13")
    dialog.get_by_role("button", name="Move meeting").focus()
    page.keyboard.press("Enter")
    day = page.locator(f"td[data-day='{meeting.starts_at:%Y-%m}-13']")
    expect(day).to_contain_text("Kickoff")

    other = page.locator(f"td[data-day='{meeting.starts_at:%Y-%m}-18']")
    day.get_by_role("link", name="Kickoff").drag_to(other)
    expect(dialog.get_by_label("Date")).to_have_value(f"{meeting.starts_at:%Y-%m}-18")
    dialog.get_by_role("button", name="Move meeting").click()
    expect(other).to_contain_text("Kickoff")
    meeting.refresh_from_db()
    assert meeting.starts_at.day == 18


def test_a_double_booking_shows_while_a_time_is_chosen(
    page: Page, sign_in: Callable[[User], None], coordinator: User, meeting: Meeting
) -> None:
    sign_in(coordinator)
    page.goto(f"/partners/{meeting.partnership_id}/meetings/new/")
    page.get_by_label("Time zone").select_option("UTC")
    page.get_by_label("Date").fill(f"{meeting.starts_at:%Y-%m-%d}")
    page.locator("main").get_by_label("Time", exact=False).first.fill("12:30")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Already in a meeting at that time")).to_be_visible()
