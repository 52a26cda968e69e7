"""Four partners that every feature has to carry with dignity, and without anybody lying."""

import re
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django import Settings

from accounts.models import User
from partnerships import tasks
from partnerships.agreements.models import Mou
from partnerships.exchange.models import WiifmAnswer
from partnerships.links.models import PersonalLink
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import How, Side
from partnerships.relationships.models import Partnership
from tests.browser.people import Axe, Somebody
from tests.scenarios import deliverer_of, leader_of, our_organization

pytestmark = pytest.mark.django_db(transaction=True)

PURPOSE = "More people with disabilities find work that lasts."
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def maria(
    page: Page, check_axe: Axe, sign_in: Callable[[User], None], coordinator: User
) -> Somebody:
    """Maria, in a house with its first content and two people of ours."""
    call_command("load_first_content", stdout=StringIO())
    ours = our_organization(timezone.now(), coordinator)
    leader_of(timezone.now(), coordinator, ours)
    deliverer_of(timezone.now(), coordinator, ours)
    sign_in(coordinator)
    return Somebody(page, check_axe)


@pytest.fixture
def mail(settings: Settings, tmp_path: Path) -> Path:
    """Where mail lands."""
    settings.MAIL_TRANSPORT, settings.MAIL_FOLDER = "folder", tmp_path / "mail"
    return tmp_path / "mail"


def submit(who: Somebody) -> None:
    who.page.locator("main form.entry [type=submit]").first.click()


def new_partner(maria: Somebody, organization: str, person: str, *marks: str) -> Partnership:
    """First contact: one form, then what the person does there."""
    maria.look("/partners/new/")
    maria.fill(
        organization_name=organization,
        person_name=person,
        phone="555 0100",
        next_step="Call about a visit",
    )
    maria.page.locator("main [name=kind]").select_option("nonprofit")
    maria.press("Add partner")
    maria.sees(organization)
    partnership = Partnership.objects.get(organization__name=organization)
    for mark in marks:
        name_key_person(maria, partnership, person, mark)
    maria.look(f"/partners/{partnership.pk}/edit/")
    maria.page.locator("main [name=motives]").first.check()
    submit(maria)
    return partnership


def name_key_person(maria: Somebody, partnership: Partnership, person: str, level: str) -> None:
    maria.look(f"/partners/{partnership.pk}/key-people/?side=theirs&level={level}")
    maria.page.locator("main [name=contact]").select_option(label=person)
    submit(maria)


def talk(maria: Somebody, partnership: Partnership) -> None:
    maria.look(f"/partners/{partnership.pk}/log/")
    maria.pick("kind", "call")
    maria.page.locator("main [name=with_contact]").select_option(index=1)
    maria.fill(text="A good first talk.")
    maria.page.locator("main form [type=submit]").first.click()


def move(maria: Somebody, partnership: Partnership, *stages: str) -> None:
    for stage in stages:
        maria.look(f"/partners/{partnership.pk}/move/")
        maria.press(f"Move to {stage}")
        maria.sees(stage)


def write_lists(maria: Somebody, partnership: Partnership) -> None:
    for side, what in (("ours", "Introductions to employers"), ("theirs", "A room on Fridays")):
        maria.look(f"/partners/{partnership.pk}/lines/new/?side={side}")
        maria.fill(what=what, how_much="10", rhythm="each year", why="people find work")
        maria.page.locator("main [name=told_by]").select_option(index=1)
        maria.press("Add item")
    maria.look(f"/partners/{partnership.pk}/share/")
    maria.page.locator("main form [type=submit]").first.click()
    maria.look(f"/partners/{partnership.pk}/purpose/")
    maria.fill(sentence=PURPOSE)
    maria.page.locator("main form [type=submit]").first.click()


def write_down(
    maria: Somebody, partnership: Partnership, name: str, how: str, *, speaks: bool
) -> None:
    maria.look(f"/partners/{partnership.pk}/answers/")
    people = maria.page.locator("main [name=contact]")
    people.select_option(people.locator("option", has_text=name).first.get_attribute("value"))
    maria.press("Continue")
    maria.look()
    maria.pick("how", how)
    if speaks:
        maria.tick("has_read")
        maria.page.locator("main [name=accepts]").first.check()
        maria.pick("answer", "yes")
    maria.tick("agrees_with_purpose")
    maria.press("Save")


def ours_say_yes(maria: Somebody, partnership: Partnership) -> None:
    write_down(maria, partnership, "Dana Whitfield", "meeting", speaks=True)
    write_down(maria, partnership, "Sam Reyes", "meeting", speaks=False)


def sign(maria: Somebody, partnership: Partnership, theirs: str, paper: Path) -> None:
    maria.look(f"/partners/{partnership.pk}/mous/new/")
    maria.pick("end_known", "open")
    maria.press("Create draft")
    for place, name in enumerate(("Dana Whitfield", theirs)):
        maria.page.locator("main").get_by_role("link", name="Add signer").nth(place).click()
        maria.page.locator("main [name=contact]").select_option(label=name)
        maria.press("Add signer")
    for name in ("Dana Whitfield", theirs):
        maria.follow("Record a signature")
        maria.look()
        maria.page.get_by_label(name).check()
        if maria.page.locator("main [name=document] option").count() < 2:
            maria.page.locator("main [name=upload]").set_input_files(paper)
        maria.press("Record signature")
    maria.look(Mou.objects.latest("pk").get_absolute_url())
    maria.sees("In effect")


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A scan of the signed paper."""
    file = tmp_path / "signed.pdf"
    file.write_bytes(PDF)
    return file


def test_a_group_where_one_person_does_everything(maria: Somebody, paper: Path) -> None:
    partnership = new_partner(maria, "Elm Street Neighbors", "Rosa Quill", "leads", "delivers")
    maria.look(f"/directory/{partnership.organization_id}/edit/")
    maria.tick("is_one_person")
    maria.fill(call_if_away="Her neighbor, 555 0101")
    submit(maria)
    maria.look(f"/partners/{partnership.pk}/")
    maria.sees("One person does everything there")
    maria.sees("Her neighbor, 555 0101")
    talk(maria, partnership)
    move(maria, partnership, "Outreach", "Exploring")
    write_lists(maria, partnership)
    ours_say_yes(maria, partnership)
    write_down(maria, partnership, "Rosa Quill", "meeting", speaks=True)
    maria.sees("7 of 7")
    move(maria, partnership, "Value agreed", "MOU in progress")
    sign(maria, partnership, "Rosa Quill", paper)
    maria.look(f"/partners/{partnership.pk}/")
    maria.sees("Active")


def test_a_national_provider_with_people_who_each_answer(
    maria: Somebody, partner_page: Page, check_axe: Axe, mail: Path
) -> None:
    partnership = new_partner(maria, "National Skills Alliance", "Ada Long", "leads")
    maria.look(f"/directory/{partnership.organization_id}/people/new/")
    maria.fill(name="Ben Frost", email="ben@example.org")
    maria.tick("delivers")
    maria.press("Add contact")
    Contact.objects.filter(name="Ada Long").update(email="ada@example.org")
    talk(maria, partnership)
    move(maria, partnership, "Outreach", "Exploring")
    write_lists(maria, partnership)
    ours_say_yes(maria, partnership)
    for name in ("Ada Long", "Ben Frost"):
        maria.look(f"/partners/{partnership.pk}/ask/")
        maria.page.locator("main [name=contact]").select_option(label=name)
        maria.press("Continue")
        maria.press("Send")
    tasks.run_tick(lambda: False)
    for address in links_in(mail):
        theirs = Somebody(partner_page, check_axe)
        theirs.look(address)
        theirs.tick("has_read", "agrees_with_purpose")
        for box in theirs.page.locator("main input[name^=accept_]").all():
            box.check()
        theirs.pick("answer", "yes")
        theirs.press("Send my answer")
        theirs.sees("We have your answer")
    maria.look(f"/partners/{partnership.pk}/")
    maria.sees("7 of 7")
    move(maria, partnership, "Value agreed", "MOU in progress")
    assert WiifmAnswer.objects.filter(how=How.LINK).count() == 2


def links_in(mail: Path) -> list[str]:
    """The personal links in all mails."""
    texts = [message_from_bytes(f.read_bytes(), policy=policy.default) for f in mail.glob("*.eml")]
    bodies = [body.get_content() for text in texts if (body := text.get_body(("plain",)))]
    return [found[0] for body in bodies if (found := re.search(r"https?://\S+/p/\S+/", body))]


def test_an_employer_who_never_clicks(maria: Somebody, paper: Path) -> None:
    partnership = new_partner(maria, "Granite Foods", "Walt Brenner", "leads", "delivers")
    contact = Contact.objects.get(name="Walt Brenner")
    maria.look(f"/people/{contact.pk}/edit/")
    maria.page.locator("main [name=prefers]").select_option("phone")
    submit(maria)
    talk(maria, partnership)
    move(maria, partnership, "Outreach", "Exploring")
    write_lists(maria, partnership)
    ours_say_yes(maria, partnership)
    maria.look(f"/partners/{partnership.pk}/ask/?contact={contact.pk}")
    maria.sees("prefers another way")
    maria.sees("Call Walt Brenner at 555 0100")
    write_down(maria, partnership, "Walt Brenner", "phone", speaks=True)
    maria.sees("7 of 7")
    move(maria, partnership, "Value agreed", "MOU in progress")
    sign(maria, partnership, "Walt Brenner", paper)
    assert not PersonalLink.objects.exists()
    said = WiifmAnswer.objects.get(side=Side.THEIRS)
    assert (said.how, said.recorded_by is not None) == (How.PHONE, True)


def test_an_old_mou_from_the_drawer(maria: Somebody, paper: Path) -> None:
    """Nobody makes up a history: it is at work, and the paper is what it is."""
    maria.look("/directory/new/")
    maria.fill(name="Riverbend Workforce Board")
    maria.press("Add organization")
    maria.follow("New partnership")
    maria.pick("way", "existing")
    since = timezone.localdate() - timedelta(days=4 * 365)
    maria.fill(working_since=since.isoformat())
    maria.page.get_by_text("Owner, program and goals").click()
    maria.page.locator("main [name=motives]").first.check()
    maria.page.locator("main form [type=submit]").first.click()
    maria.look()
    maria.sees("Active")
    maria.sees("Not recorded yet: what's in it for each side")
    partnership = Partnership.objects.get()

    maria.look(f"/partners/{partnership.pk}/mous/older/")
    maria.fill(
        title="The 2022 MOU", signed_about=since.isoformat(), signers="I. Stone and our last CEO"
    )
    maria.pick("end_known", "unsure")
    maria.page.locator("main [name=scan]").set_input_files(paper)
    maria.press("Save MOU")
    maria.look()
    maria.sees("“What's in it for me?” not recorded")
    mou = Mou.objects.get()
    assert not mou.signatures.exists()
    assert mou.legacy_signed_on == since
    maria.look(f"/partners/{partnership.pk}/")
    maria.sees("Not recorded yet: what's in it for each side")
