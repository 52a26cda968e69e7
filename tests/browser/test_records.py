"""From record to record by links alone, and every record that can be corrected, corrected."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from partnerships.agreements import actions as agreements
from partnerships.engagement import actions as engagement
from partnerships.engagement.models import Interaction, Meeting
from partnerships.exchange.models import WiifmAnswer
from partnerships.organizations.models import Contact, Identifier, Position
from partnerships.overview.models import Attachment, Note
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from tests.browser.people import Axe, Somebody
from tests.scenarios import (
    call_with_them,
    drafted_mou,
    leader_of,
    partnership_idea,
    partnership_ready_for_mou,
    pdf,
    shared_lists,
    side_says,
    sign_all,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def maria(
    page: Page, sign_in: Callable[[User], None], coordinator: User, check_axe: Axe
) -> Somebody:
    sign_in(coordinator)
    return Somebody(page, check_axe)


@pytest.fixture
def renewed(coordinator: User) -> Partnership:
    """A partner with a meeting ahead and an MOU that is being renewed."""
    now = timezone.now()
    partnership = partnership_ready_for_mou(now, coordinator)
    mou = sign_all(drafted_mou(partnership, now, coordinator), now, coordinator)
    renewal = agreements.renew(mou=mou, by=coordinator, now=now)
    renewal.title = "Working together again"
    renewal.save(update_fields=["title"])
    engagement.plan_meeting(
        meeting=Meeting(
            partnership=partnership,
            starts_at=now + timedelta(days=3),
            time_zone="UTC",
            owner=coordinator,
        ),
        invited={Side.THEIRS: [leader_of(now, coordinator, partnership.organization)]},
        by=coordinator,
        now=now,
    )
    return partnership


def test_from_a_search_to_the_renewal_and_back_by_links_alone(
    maria: Somebody, renewed: Partnership
) -> None:
    page, name = maria.page, str(renewed)
    heading = page.locator("h1")
    page.goto("/search/?q=bright")
    walk = [
        (name, name),  # the partner
        ("Organization", name),  # its organization
        (name, name),  # the partnership
        ("Jo Ortiz", "Jo Ortiz"),
        ("Discovery", f"Discovery: {name}"),
        (name, name),
        ("MOU", name),  # a tab
        ("Working together", "Working together"),
        ("Working together again", "Working together again"),
        ("Working together", "Working together"),
        (name, name),
        ("Organization", name),
        ("Working together again", "Working together again"),
    ]
    for link, there in walk:
        page.locator("main").get_by_role("link", name=link, exact=True).first.click()
        expect(heading).to_have_text(there)
        page.wait_for_load_state("networkidle")  # what is filled in place has come
        maria.look()


def removed_and_put_back(maria: Somebody, button: str, gone: Locator) -> None:
    """Press a button that removes something, then the one that undoes it."""
    maria.page.locator("main").get_by_role("button", name=re.compile(button)).click()
    expect(maria.page.get_by_role("button", name="Undo")).to_be_visible()
    expect(gone).to_have_count(0)
    undo(maria)


def undo(maria: Somebody) -> None:
    maria.page.get_by_role("button", name="Undo").click()
    maria.sees("Undone.")


@pytest.fixture
def partnership(coordinator: User) -> Partnership:
    return partnership_idea(timezone.now(), coordinator)


def test_a_note_is_entered_corrected_and_undone(maria: Somebody, partnership: Partnership) -> None:
    home = partnership.organization.get_absolute_url()
    maria.page.goto(home)
    maria.follow("Add note")
    maria.fill(text="No step-free entrace.")
    maria.press("Save note")
    maria.sees("entrace")
    maria.follow(re.compile("Edit.*No step-free entrace."))
    maria.fill(text="No step-free entrance.")
    maria.press("Save note")
    maria.sees("No step-free entrance.")
    maria.page.goto(f"/notes/{Note.objects.get().pk}/edit/")
    note = maria.page.get_by_text("No step-free entrance.")
    removed_and_put_back(maria, "Remove note", note)
    maria.look(home)
    maria.sees("No step-free entrance.")


def test_a_file_and_a_number_are_entered_and_undone(
    maria: Somebody, partnership: Partnership
) -> None:
    home = partnership.organization.get_absolute_url()
    maria.page.goto(home)
    maria.follow("Attach file")
    upload = pdf("insurance.pdf")
    maria.page.locator("main [name=upload]").set_input_files(
        {"name": "insurance.pdf", "mimeType": "application/pdf", "buffer": upload.read()}
    )
    maria.press("Attach file")
    maria.sees("insurance.pdf")
    file = maria.page.get_by_role("link", name="insurance.pdf")
    removed_and_put_back(maria, "Remove.*insurance.pdf", file)
    assert Attachment.objects.get().name == "insurance.pdf"
    maria.page.goto(home)
    maria.follow("Add an ID number")
    maria.fill(value="03-0413726")
    maria.press("Add identifier")
    maria.sees("03-0413726")
    number = maria.page.locator("dd", has_text="03-0413726")
    removed_and_put_back(maria, "Remove.*EIN 03-0413726", number)
    assert Identifier.objects.get().value == "030413726"


def test_a_person_and_their_position_are_corrected_and_undone(
    maria: Somebody, partnership: Partnership
) -> None:
    jo, page = Contact.objects.get(name="Jo Ortiz"), maria.page
    second = Position(contact=jo, organization=partnership.organization, title="Treasurer")
    second.save()
    page.goto(jo.get_absolute_url())
    row = page.locator("tr", has_text="Treasurer")
    row.get_by_role("link", name="Edit").click()
    maria.fill(title="Treasurer, part-time")
    maria.press("Save position")
    maria.sees("Treasurer, part-time")
    row.get_by_role("link", name="Mark as left").click()
    maria.press("End position")
    undo(maria)
    page.goto(jo.get_absolute_url())
    page.locator("main .more-button").click()
    maria.press("Archive")
    maria.sees("Archived.")
    undo(maria)
    maria.look(jo.get_absolute_url())


def test_a_call_is_corrected_removed_and_put_back(
    maria: Somebody, partnership: Partnership, coordinator: User
) -> None:
    call = call_with_them(partnership, timezone.now(), coordinator)
    maria.look(f"/partners/{partnership.pk}/timeline/")
    maria.follow(re.compile("Edit.*Call, Today"))
    maria.fill(text="They hire in spring.")
    maria.press("Save")
    maria.sees("They hire in spring.")
    maria.page.goto(f"/activity/{call.pk}/edit/")
    call_text = maria.page.get_by_text("They hire in spring.")
    removed_and_put_back(maria, "Remove: logged by mistake", call_text)
    assert Interaction.objects.get().text == "They hire in spring."


def test_an_answer_recorded_in_error_is_crossed_out_and_counts_again(
    maria: Somebody, partnership: Partnership, coordinator: User
) -> None:
    now = timezone.now()
    shared_lists(partnership, now, coordinator)
    side_says(partnership, Side.THEIRS, now, coordinator)
    jo = Contact.objects.get(name="Jo Ortiz")
    maria.page.goto(jo.get_absolute_url())
    maria.follow(re.compile("Recorded in error.*Does this work for them?"))
    maria.fill(because="It was Kim who said so.")
    maria.press("Mark as recorded in error")
    maria.sees("It was Kim who said so.")
    assert not WiifmAnswer.objects.exists()
    maria.look()
    undo(maria)
    assert WiifmAnswer.objects.exists()
