"""How many clicks the main jobs take from the page where one begins; typing isn't counted."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from partnerships.agreements.lifecycle import LinkKind, MouState
from partnerships.agreements.models import Mou
from partnerships.engagement.models import Interaction, Meeting
from partnerships.exchange import actions as exchange
from partnerships.exchange.models import Suggestion
from partnerships.links.models import PersonalLink
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import How, Side, Stage
from partnerships.relationships.models import PurposeAgreement
from tests.scenarios import (
    call_with_them,
    checkable_line,
    leader_of,
    partnership_idea,
    partnership_ready_for_mou,
    shared_lists,
)

pytestmark = pytest.mark.django_db(transaction=True)


class Clicks:
    """A person at the partner page who counts their clicks."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def on(self, found: Locator) -> None:
        found.first.click()
        self.count += 1

    def button(self, name: str) -> None:
        self.on(self.page.locator("main").get_by_role("button", name=name))

    def link(self, name: str) -> None:
        self.on(self.page.locator("main").get_by_role("link", name=name))

    def sees(self, text: str) -> None:
        expect(self.page.locator("main")).to_contain_text(text)


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def clicks(page: Page, sign_in: Callable[[User], None], coordinator: User) -> Clicks:
    sign_in(coordinator)
    return Clicks(page)


def test_the_first_personal_link(clicks: Clicks, coordinator: User, now: datetime) -> None:
    partnership = partnership_idea(now, coordinator)
    for side in Side:
        checkable_line(partnership, side, now, coordinator)
    clicks.page.goto(partnership.get_absolute_url())
    clicks.link("Ask them")
    clicks.button("Continue")
    clicks.button("Save version 1")
    clicks.button("Send")
    clicks.sees("Now waiting on them.")
    assert PersonalLink.objects.count() == 1
    assert clicks.count <= 4


def test_four_people_agree_with_the_purpose(
    clicks: Clicks, coordinator: User, now: datetime
) -> None:
    partnership = partnership_idea(now, coordinator)
    relationships.set_purpose(
        partnership=partnership, sentence="More people find work.", by=coordinator, now=now
    )
    clicks.page.goto(partnership.get_absolute_url())
    for number in range(4):
        clicks.on(clicks.page.get_by_role("link", name=re.compile(r"^Record\s?:")))
        clicks.on(clicks.page.get_by_role("dialog").get_by_role("button", name="Save"))
        clicks.sees(f"{number + 1} of 4 on the same page")
    assert PurposeAgreement.objects.count() == 4
    assert clicks.count <= 8


def test_four_stage_moves_with_everything_done(
    clicks: Clicks, coordinator: User, now: datetime
) -> None:
    partnership = partnership_ready_for_mou(now, coordinator, stage=Stage.IDENTIFIED)
    clicks.page.goto(partnership.get_absolute_url())
    for stage in ("Outreach", "Exploring", "Value agreed", "MOU in progress"):
        clicks.button(f"Move to “{stage}”")
        clicks.sees(f"Moved to {stage}.")
    partnership.refresh_from_db()
    assert partnership.stage == Stage.AGREEING
    assert clicks.count <= 4


def test_an_mou_from_seven_of_seven_to_both_signers_asked(
    clicks: Clicks, coordinator: User, now: datetime
) -> None:
    call_command("load_first_content", stdout=StringIO())
    partnership = partnership_ready_for_mou(now, coordinator)
    page = clicks.page
    page.goto(partnership.get_absolute_url())
    clicks.link("Draft the MOU")
    clicks.on(page.get_by_label("Ends on a date"))
    page.locator("main [name=ends_on]").fill(str(now.date() + timedelta(days=365)))
    clicks.button("Create draft")
    for number in range(2):
        clicks.on(page.get_by_role("link", name="Add signer").nth(number))
        clicks.on(page.get_by_role("dialog").get_by_role("button", name="Add signer"))
        expect(
            page.locator("#signers").locator("xpath=../..").locator(".party li .avatar")
        ).to_have_count(number + 1)
    clicks.button("Mark ready anyway")
    clicks.link("Start signing")
    clicks.button("Start signing anyway")
    clicks.sees("Signers have been emailed their links.")
    mou = Mou.objects.get()
    assert mou.state == MouState.OUT_FOR_SIGNATURE
    asked = mou.mou_links.filter(kind=LinkKind.SIGN).values_list("contact__name", flat=True)
    assert set(asked) == {"Dana Whitfield", "Jo Ortiz"}
    assert clicks.count <= 10


def test_a_suggestion_is_accepted(clicks: Clicks, coordinator: User, now: datetime) -> None:
    partnership = partnership_idea(now, coordinator)
    version = shared_lists(partnership, now, coordinator)
    leader = leader_of(now, coordinator, partnership.organization)
    line = version.lines.get(side=Side.OURS)
    saying = exchange.Saying(
        leader, Side.THEIRS, How.PHONE, now.date(), suggests={line: "Cross-training in March"}
    )
    exchange.record_saying(partnership=partnership, saying=saying, by=coordinator, now=now)
    clicks.page.goto(f"/lines/{line.benefit_id}/thread/")
    clicks.button("Accept")
    clicks.sees("Accepted.")
    assert Suggestion.objects.get().state == "taken"
    line.benefit.refresh_from_db()
    assert line.benefit.what == "Cross-training in March"
    assert clicks.count == 1


def test_a_call_is_logged(clicks: Clicks, coordinator: User, now: datetime) -> None:
    partnership = partnership_idea(now, coordinator)
    call_with_them(partnership, now, coordinator)
    clicks.page.goto(partnership.get_absolute_url())
    clicks.link("Log activity")
    clicks.page.get_by_role("dialog").get_by_label("Summary").fill("They took two candidates.")
    clicks.on(clicks.page.get_by_role("dialog").get_by_role("button", name="Save"))
    clicks.sees("Activity logged.")
    assert Interaction.objects.count() == 2
    assert clicks.count <= 2


def test_a_meeting_is_planned(clicks: Clicks, coordinator: User, now: datetime) -> None:
    partnership = partnership_idea(now, coordinator)
    clicks.page.goto(partnership.get_absolute_url())
    clicks.link("Schedule meeting")
    dialog = clicks.page.get_by_role("dialog")
    dialog.locator("[name=day]").fill(str(now.date() + timedelta(days=7)))
    dialog.locator("[name=at]").fill("10:00")
    clicks.on(dialog.get_by_role("checkbox", name="Jo Ortiz"))
    clicks.on(dialog.get_by_role("button", name="Schedule meeting"))
    clicks.sees("Meeting scheduled.")
    assert Meeting.objects.count() == 1
    assert clicks.count <= 4
