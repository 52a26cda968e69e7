"""A coordinator's day, end to end: from an empty house to a review that plans the next one."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from partnerships.agreements.models import GoLive
from partnerships.engagement.models import Meeting
from partnerships.relationships.models import Partnership
from partnerships.reviews.models import Review
from tests.browser.people import Somebody
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.main_job, pytest.mark.django_db(transaction=True)]

Axe = Callable[[Page], None]
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
CSV = """name,ein,kind,city,state,zip
Bright Path Training,03-0413726,training_provider,Oakdale,ME,04001
Elm Street Neighbors,,community,Millbrook,ME,04002
"""


@pytest.fixture
def maria(page: Page, check_axe: Axe, coordinator: User) -> Somebody:
    """Maria, signed in on the real page, in a house with its first content."""
    call_command("load_first_content", stdout=StringIO())
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(coordinator.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Maria")
    return Somebody(page, check_axe)


def say_who_we_are(maria: Somebody) -> None:
    maria.look("/")
    maria.sees("Get started")
    maria.look("/directory/new/")
    maria.fill(name="Harbor Employment Network")
    maria.press("Add organization")
    maria.press("Set as our organization")
    add_person(maria, "Dana Whitfield", "leads")
    add_person(maria, "Sam Reyes", "delivers")
    maria.look()


def add_person(maria: Somebody, name: str, level: str) -> None:
    maria.follow("Add contact")
    maria.fill(name=name)
    maria.tick(level)
    maria.press("Add contact")
    maria.sees(name)


def bring_in_organizations(maria: Somebody, tmp_path: Path) -> None:
    file = tmp_path / "partners.csv"
    file.write_text(CSV)
    maria.look("/import/")
    maria.page.locator("main [name=upload]").set_input_files(file)
    maria.press("Preview")
    maria.look()
    maria.press("Import")
    maria.look()
    maria.follow("Open directory")
    maria.follow("Bright Path Training")


def open_partnership(maria: Somebody) -> Partnership:
    add_person(maria, "Luis Romero", "leads")
    add_person(maria, "Hana Sato", "delivers")
    maria.follow("New partnership")
    maria.look()
    maria.page.get_by_text("Owner, program and goals").click()
    maria.page.locator("main [name=motives]").first.check()
    maria.page.locator("main form [type=submit]").click()
    maria.sees("Bright Path Training")
    maria.look()
    return Partnership.objects.get(organization__name="Bright Path Training")


def move(maria: Somebody, partnership: Partnership, stage: str) -> None:
    maria.look(f"/partners/{partnership.pk}/move/")
    maria.press(f"Move to {stage}")
    maria.sees(stage)


def talk(maria: Somebody, partnership: Partnership) -> None:
    maria.look(f"/partners/{partnership.pk}/log/")
    maria.pick("kind", "call")
    maria.page.locator("main [name=with_contact]").select_option(index=1)
    maria.fill(text="They would like to see how we work.")
    maria.page.locator("main form [type=submit]").click()
    maria.sees("Call")


def write_lists(maria: Somebody, partnership: Partnership) -> None:
    for side, what in (("ours", "Introductions to employers"), ("theirs", "Training seats")):
        maria.look(f"/partners/{partnership.pk}/lines/new/?side={side}")
        maria.fill(what=what, how_much="20", rhythm="each year", why="people find work")
        maria.page.locator("main [name=told_by]").select_option(index=1)
        maria.press("Add item")
        maria.sees(what)
    maria.look(f"/partners/{partnership.pk}/share/")
    maria.page.locator("main form [type=submit]").click()
    maria.sees("Version 1 is what people answer")


def record_answers(maria: Somebody, partnership: Partnership) -> None:
    page = maria.page
    page.goto(f"/partners/{partnership.pk}/purpose/")
    maria.check_axe(page)
    maria.fill(sentence="More people with disabilities find work that lasts.")
    page.locator("main form [type=submit]").first.click()
    for name, speaks in (
        ("Dana Whitfield", True),
        ("Luis Romero", True),
        ("Sam Reyes", False),
        ("Hana Sato", False),
    ):
        maria.look(f"/partners/{partnership.pk}/answers/")
        option = page.locator("main [name=contact] option", has_text=name)
        page.locator("main [name=contact]").select_option(option.get_attribute("value"))
        maria.press("Continue")
        maria.look()
        if speaks:
            maria.tick("has_read")
            page.locator("main [name=accepts]").first.check()
            maria.pick("answer", "yes")
        maria.tick("agrees_with_purpose")
        maria.press("Save")
    maria.sees("7 of 7")


def sign_mou(maria: Somebody, partnership: Partnership, tmp_path: Path) -> None:
    page = maria.page
    maria.look(f"/partners/{partnership.pk}/mous/new/")
    ends_on = timezone.localdate() + timedelta(days=700)
    maria.pick("end_known", "date")
    maria.fill(ends_on=ends_on.isoformat())
    maria.press("Create draft")
    for place, name in enumerate(("Dana Whitfield", "Luis Romero")):
        page.locator("main").get_by_role("link", name="Add signer").nth(place).click()
        maria.check_axe(page)
        page.locator("main [name=contact]").select_option(label=name)
        maria.press("Add signer")
    signed = tmp_path / "signed.pdf"
    signed.write_bytes(PDF)
    maria.follow("Upload document")
    maria.look()
    page.locator("main [name=upload]").set_input_files(signed)
    maria.press("Attach")
    for name in ("Dana Whitfield", "Luis Romero"):
        maria.look()
        maria.follow("Record a signature")
        maria.look()
        page.get_by_label(name).check()
        maria.press("Record signature")
    maria.sees("In effect")
    maria.look(f"/partners/{partnership.pk}/")
    maria.sees("Active")


def hold_a_tour(maria: Somebody, partnership: Partnership) -> None:
    page = maria.page
    now = timezone.now()
    maria.look(f"/partners/{partnership.pk}/meetings/new/")
    page.locator("main [name=kind]").select_option("tour_theirs")
    maria.fill(day=(now + timedelta(days=1)).date().isoformat(), at="10:00", place="Oakdale")
    for box in page.locator("main [name=ours], main [name=theirs]").all():
        box.check()
    page.locator("main form [type=submit]").click()
    maria.look()
    meeting = Meeting.objects.get()
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=now - timedelta(hours=2))
    maria.look(f"/meetings/{meeting.pk}/close-out/")
    for box in page.locator("main [name=came]").all():
        box.check()
    maria.pick("feel", "3")
    tomorrow = (now + timedelta(days=7)).date().isoformat()
    maria.fill(
        learned="A calm first day matters to them.",
        ours_0_what="Send the plan",
        ours_0_due_on=tomorrow,
        theirs_0_what="Name the people for January",
        theirs_0_due_on=tomorrow,
    )
    page.locator("main form [type=submit]").click()
    meeting.refresh_from_db()
    assert meeting.state == "held"
    maria.look(f"/partners/{partnership.pk}/")
    maria.sees("Name the people for January")


def review(maria: Somebody, partnership: Partnership) -> None:
    page = maria.page
    maria.look(f"/partners/{partnership.pk}/reviews/new/")
    maria.fill(due_on=timezone.localdate().isoformat())
    page.locator("main form [type=submit]").click()
    planned = Review.objects.get()
    maria.look(f"/reviews/{planned.pk}/")
    maria.look(f"/reviews/{planned.pk}/close/")
    maria.pick("works_for_us", "yes")
    maria.pick("works_for_them", "yes")
    maria.pick("decision", "continue")
    maria.fill(notes="It works.", no_promises_because="all is well")
    page.locator("main form [type=submit]").click()
    maria.look()
    assert Review.objects.to_do().get().due_on > timezone.localdate() + timedelta(days=170)


def test_the_whole_job(maria: Somebody, tmp_path: Path) -> None:
    say_who_we_are(maria)
    bring_in_organizations(maria, tmp_path)
    partnership = open_partnership(maria)
    move(maria, partnership, "Outreach")
    talk(maria, partnership)
    move(maria, partnership, "Exploring")
    write_lists(maria, partnership)
    record_answers(maria, partnership)
    move(maria, partnership, "Value agreed")
    move(maria, partnership, "MOU in progress")
    sign_mou(maria, partnership, tmp_path)
    hold_a_tour(maria, partnership)
    review(maria, partnership)
    maria.look("/")
    assert GoLive.objects.exists()


def test_a_new_partner_in_half_a_minute_and_no_signature_before_both_said_yes(
    maria: Somebody, tmp_path: Path
) -> None:
    say_who_we_are(maria)
    maria.look("/partners/new/")
    maria.fill(
        organization_name="Granite Foods",
        person_name="Walt Brenner",
        phone="555 0100",
        next_step="Call about a tour",
    )
    maria.page.locator("main [name=kind]").select_option("employer")
    maria.press("Add partner")
    maria.look()
    maria.sees("Call about a tour")
    partnership = Partnership.objects.get()
    maria.look(f"/partners/{partnership.pk}/mous/new/")
    maria.pick("end_known", "open")
    maria.press("Create draft")
    for place, name in enumerate(("Dana Whitfield", "Walt Brenner")):
        maria.page.locator("main").get_by_role("link", name="Add signer").nth(place).click()
        maria.page.locator("main [name=contact]").select_option(label=name)
        maria.press("Add signer")
    maria.follow("Record a signature")
    signed = tmp_path / "signed.pdf"
    signed.write_bytes(PDF)
    maria.page.get_by_label("Walt Brenner").check()
    maria.page.locator("main [name=upload]").set_input_files(signed)
    maria.press("Record signature")
    maria.sees("Still missing")
    maria.sees("They confirmed: what's in it for them")
    maria.look()
    assert not partnership.mou_parties.get().mou.signatures.exists()
