"""MOUs from draft to their end, in a browser: a bilateral one, and one of four parties."""

import re
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from accounts.models import User
from partnerships import tasks
from partnerships.agreements import actions as agreements
from partnerships.agreements.actions.text import keep_version
from partnerships.agreements.lifecycle import DocumentKind, LinkKind, MouState, Standing
from partnerships.agreements.models import Document, Mou, MouLink, Signature
from partnerships.overview.queries.verify import problems
from partnerships.pipeline import actions as pipeline
from partnerships.relationships.lifecycle import Stage
from partnerships.relationships.models import Partnership
from tests.browser.people import Axe, Somebody
from tests.browser.test_both_people import everywhere
from tests.faults.sink import Sink
from tests.scenarios import (
    drafted_mou,
    leader_of,
    partner_organization,
    partnership_ready_for_mou,
    pdf,
    person,
)

pytestmark = pytest.mark.django_db(transaction=True)

#: What stays to be written by hand of a one-stop MOU.
WIOA = ("costs", "one-stop-referrals", "access", "assurances", "ending-early")


@pytest.fixture
def ready(coordinator: User) -> Partnership:
    """All seven checks hold with Bright Path Training."""
    call_command("load_first_content", stdout=StringIO())
    now = timezone.now()
    return partnership_ready_for_mou(now, coordinator, stage=Stage.AGREEING)


@pytest.fixture
def maria(
    page: Page, check_axe: Axe, sign_in: Callable[[User], None], coordinator: User
) -> Somebody:
    """Maria, signed in."""
    sign_in(coordinator)
    return Somebody(page, check_axe)


@pytest.fixture
def partner(partner_page: Page, check_axe: Axe) -> Somebody:
    """Somebody else, at a browser of their own."""
    return Somebody(partner_page, check_axe)


def newest_link(sink: Sink, address: str) -> str:
    """The link in the newest mail to somebody, after the tick."""
    tasks.run_tick(lambda: False)
    mails = [message_from_bytes(raw, policy=policy.default) for raw in sink.messages]
    body = [mail for mail in mails if address in mail["To"]][-1].get_body(("plain",))
    assert body
    found = re.search(r"https?://\S+/a/\S+/", body.get_content())
    assert found
    return found[0]


def ask(maria: Somebody, mou: Mou, name: str, kind: str) -> None:
    maria.look(f"/agreements/{mou.pk}/ask/")
    maria.page.locator("main [name=contact]").select_option(label=name)
    maria.pick("kind", kind)
    maria.press("Send")
    maria.sees(name)


def sign_by_link(who: Somebody, address: str, name: str) -> None:
    who.look(address)
    who.tick("intent", "consent")
    who.fill(typed_name=name)
    who.press("Sign")
    who.sees("You signed this on")
    who.look()


def write(maria: Somebody, mou: Mou, code: str, text: str) -> None:
    section = mou.sections.get(code=code)
    maria.look(f"/agreements/sections/{section.pk}/")
    maria.fill(body=text)
    maria.press("Save")


def test_a_bilateral_mou_from_draft_to_in_effect(
    maria: Somebody, partner: Somebody, sink: Sink, ready: Partnership
) -> None:
    maria.look(f"/partners/{ready.pk}/mous/new/")
    maria.pick("end_known", "term")
    maria.fill(term_months="12")
    maria.press("Create draft")
    mou = Mou.objects.get()
    read_by_both(maria, partner, sink, mou)
    name_signers(maria, mou)
    send_out(maria)
    decline_then_sign(maria, partner, sink, mou)
    ask(maria, mou, "Jo Ortiz", "sign")
    sign_by_link(partner, newest_link(sink, "jo@example.org"), "Jo Ortiz")
    mou.refresh_from_db()
    assert mou.standing(timezone.localdate()) == Standing.IN_FORCE
    ready.refresh_from_db()
    assert ready.stage == Stage.ACTIVE
    final_copy_reaches_both(sink)
    maria.look(f"/agreements/{mou.pk}/evidence/")
    maria.sees("All sealed entries are intact.")


def read_by_both(maria: Somebody, partner: Somebody, sink: Sink, mou: Mou) -> None:
    """Maria writes a section, Jo proposes other words behind a link, Maria takes them."""
    maria.look()
    maria.sees("Cross-training for their staff")
    maria.look(f"/agreements/{mou.pk}/")
    section = mou.sections.get(code="referrals")
    maria.page.locator(f'a[href="/agreements/sections/{section.pk}/"]').click()
    expect(maria.page.locator("#section-referrals [name=heading]")).to_be_focused()
    maria.page.locator("main [name=body]").press_sequentially("We call within three days.")
    maria.sees("Saved at")
    maria.check_axe(maria.page)
    maria.press("Save section")
    maria.press("Start partner review")
    maria.sees("Partner review")
    ask(maria, mou, "Jo Ortiz", "review")
    partner.look(newest_link(sink, "jo@example.org"))
    partner.page.get_by_text("Comment: How referrals work").click()
    partner.fill(proposal_referrals="We call within two days.")
    partner.press("Send")
    partner.sees("Thank you")
    maria.look(f"/agreements/{mou.pk}/")
    maria.sees("We call within two days.")
    maria.follow("Answer")
    maria.fill(outcome="Taken over.")
    maria.press("Save")
    write(maria, mou, "referrals", "We call within two days.")
    maria.look(f"/agreements/{mou.pk}/versions/")
    maria.sees("three")


def name_signers(maria: Somebody, mou: Mou) -> None:
    """Somebody signs for each party; the page of the MOU is open then."""
    leaders = {"Harbor County": "Pat Moreno", "Harbor Employment Network": "Dana Whitfield"}
    for party in mou.parties.select_related("organization"):
        maria.look(f"/agreements/parties/{party.pk}/signers/new/")
        name = leaders.get(party.organization.name, "Jo Ortiz")
        maria.page.locator("main [name=contact]").select_option(label=name)
        maria.press("Add signer")
    maria.look(f"/agreements/{mou.pk}/")


def send_out(maria: Somebody) -> None:
    maria.press("Mark ready")
    maria.follow("Start signing")
    maria.press("Start signing")
    maria.sees("Out for signature")


def decline_then_sign(maria: Somebody, partner: Somebody, sink: Sink, mou: Mou) -> None:
    """Dana says no first, with a reason that Maria sees, and signs by the same link."""
    ask(maria, mou, "Dana Whitfield", "sign")
    address = newest_link(sink, "dana@example.org")
    partner.look(address)
    partner.follow("Decline to sign")
    partner.look()
    partner.fill(reason="Not before Monday.")
    partner.press("Send response")
    partner.sees("You declined to sign for now")
    maria.look(f"/agreements/{mou.pk}/")
    maria.sees("Not before Monday.")
    sign_by_link(partner, address, "Dana Whitfield")


def final_copy_reaches_both(sink: Sink) -> None:
    """The tick makes it, and the next one mails it."""
    tasks.run_tick(lambda: False)
    tasks.run_tick(lambda: False)
    final = Document.objects.get(kind=DocumentKind.FINAL)
    with final.file.open("rb") as stored:
        words = " ".join(p.extract_text() for p in PdfReader(BytesIO(stored.read())).pages)
    assert "We call within two days." in " ".join(words.split())
    mails = [message_from_bytes(raw, policy=policy.default) for raw in sink.messages]
    attached = [part for mail in mails for part in mail.iter_attachments()]
    assert len(attached) == 2


def test_every_page_behind_a_link_is_accessible_and_fits(
    partner: Somebody, sink: Sink, ready: Partnership, coordinator: User, check_axe: Axe
) -> None:
    now = timezone.now()
    mou = drafted_mou(ready, now, coordinator)
    jo = leader_of(now, coordinator, ready.organization)
    party = mou.parties.get(partnership=ready)
    keep_version(mou, by=coordinator, now=now)
    for kind in (LinkKind.REVIEW, LinkKind.READ):
        link = MouLink(mou=mou, party=party, contact=jo, kind=kind)
        agreements.send_mou_link(link=link, by=coordinator, now=now)
        partner.page.goto(newest_link(sink, "jo@example.org"))
        everywhere(partner.page, check_axe)
    pipeline.send_out(mou=mou, by=coordinator, now=timezone.now())
    mou.refresh_from_db()
    link = MouLink(mou=mou, party=party, contact=jo, kind=LinkKind.SIGN, asks_code=True)
    agreements.send_mou_link(link=link, by=coordinator, now=timezone.now())
    address = newest_link(sink, "jo@example.org")
    for path in ("", "no/", "colleague/"):
        partner.page.goto(address + path)
        everywhere(partner.page, check_axe)
    assert not Signature.objects.exists()


def test_a_one_stop_mou_of_four_parties_to_its_end(
    maria: Somebody, partner: Somebody, sink: Sink, ready: Partnership, coordinator: User
) -> None:
    now = timezone.now()
    partnership_ready_for_mou(now, coordinator, name="Elm Street Neighbors")
    county = partner_organization(now, coordinator, "Harbor County")
    person(now, coordinator, "Pat Moreno", county, leads=True)
    mou = draft_of_four(maria, ready)
    name_signers(maria, mou)
    send_out(maria)
    decline_then_sign(maria, partner, sink, mou)
    ask(maria, mou, "Pat Moreno", "sign")
    sign_by_link(partner, newest_link(sink, "pat@example.org"), "Pat Moreno")
    scan_for_all(maria, mou)
    note_a_small_change(maria, mou)
    amendment = amend(maria, mou)
    renewal = renew(maria, amendment)
    end_early(maria, renewal)
    tasks.run_tick(lambda: False)
    assert Document.objects.filter(kind=DocumentKind.FINAL).count() == 3
    assert not [
        one for one in problems(now=timezone.now()) if not one.startswith(("User", "Password"))
    ]


def in_force_alone(mou: Mou, instead_of: Mou) -> None:
    """It counts, and the one it follows no longer does."""
    today = timezone.localdate()
    assert Mou.objects.in_force(today).get() == mou
    instead_of.refresh_from_db()
    assert instead_of.standing(today) == Standing.REPLACED


def note_a_small_change(maria: Somebody, mou: Mou) -> None:
    """A large change can't only be noted, a small one can."""
    mou.refresh_from_db()
    assert mou.standing(timezone.localdate()) == Standing.IN_FORCE
    maria.look(f"/agreements/{mou.pk}/amend/")
    maria.fill(what="One more center.")
    maria.tick("parties")
    maria.pick("is_substantial", "no")
    maria.press("Continue")
    maria.sees("This is a major change")
    maria.page.locator("main [name=parties]").uncheck()
    maria.press("Continue")
    maria.sees("One more center.")


def amend(maria: Somebody, mou: Mou) -> Mou:
    """A large change is drafted, goes out through the gate and is signed by all."""
    maria.look(f"/agreements/{mou.pk}/amend/")
    maria.fill(what="Another share of the cost.")
    maria.pick("is_substantial", "yes")
    maria.press("Continue")
    maria.sees("Another share of the cost.")
    amendment = Mou.objects.get(succeeds=mou)
    assert amendment.amendment_number == 2
    assert amendment.parties.count() == 4
    send_out(maria)
    scan_for_all(maria, amendment)
    in_force_alone(amendment, instead_of=mou)
    return amendment


def renew(maria: Somebody, mou: Mou) -> Mou:
    """Renewed before its end, to begin when the last party signs."""
    maria.look(f"/agreements/{mou.pk}/")
    maria.press("Renew")
    maria.sees("Draft")
    renewal = Mou.objects.get(succeeds=mou)
    maria.look(f"/agreements/{renewal.pk}/edit/")
    maria.pick("end_known", "term")
    maria.fill(starts_on="", term_months="36")
    maria.press("Save")
    send_out(maria)
    scan_for_all(maria, renewal)
    in_force_alone(renewal, instead_of=mou)
    return renewal


def end_early(maria: Somebody, mou: Mou) -> None:
    """The notice is asked for, unless both agree."""
    maria.look(f"/agreements/{mou.pk}/end/")
    ends = timezone.localdate() + timedelta(days=10)
    maria.fill(ends_on=ends.isoformat(), reason="The grant ended.")
    maria.press("Terminate this MOU")
    maria.sees("With 30 days' notice")
    maria.tick("both_agree")
    maria.press("Terminate this MOU")
    maria.sees("The grant ended.")
    mou.refresh_from_db()
    assert mou.state == MouState.TERMINATED
    assert mou.stopped_on == ends


def draft_of_four(maria: Somebody, ready: Partnership) -> Mou:
    """A one-stop MOU with another partner and the county, every section written."""
    maria.look(f"/partners/{ready.pk}/mous/new/")
    maria.page.locator("main [name=type]").select_option(label="WIOA one-stop MOU")
    maria.pick("end_known", "term")
    maria.fill(term_months="36")
    maria.press("Create draft")
    mou = Mou.objects.get()
    for name, is_official in (("Elm Street Neighbors", False), ("Harbor County", True)):
        maria.look(f"/agreements/{mou.pk}/parties/new/")
        maria.fill(organization=name)
        if is_official:
            maria.tick("is_approving_official")
        maria.press("Add")
    for code in WIOA:
        write(maria, mou, code, "As we agreed on Monday.")
    return mou


def scan_for_all(maria: Somebody, mou: Mou) -> None:
    """One scan with the signatures of all who have not signed yet."""
    maria.look(f"/agreements/{mou.pk}/sign/")
    for box in maria.page.locator("main [name=signers]").all():
        box.check()
    scan = pdf()
    maria.page.locator("main [name=upload]").set_input_files(
        files={"name": "scan.pdf", "mimeType": "application/pdf", "buffer": scan.read()}
    )
    maria.press("Record")
    maria.look()
    maria.follow("Not now")
    maria.sees("In effect")


def test_a_section_saves_itself_where_it_stands(
    maria: Somebody, ready: Partnership, coordinator: User
) -> None:
    mou = drafted_mou(ready, timezone.now(), coordinator)
    page, section = maria.page, mou.sections.get(code="referrals")
    here = page.locator("#section-referrals")
    body = here.locator("[name=body]")

    def edit() -> None:
        here.get_by_role("link", name="Edit").click()
        expect(here.locator("[name=heading]")).to_be_focused()
        page.wait_for_timeout(500)  # no hand types before the form listens

    maria.look(f"/agreements/{mou.pk}/")
    edit()
    body.fill("We call within three days.")
    expect(here.get_by_text("Saved at")).to_be_visible()
    here.get_by_role("link", name="Done").click()
    expect(here.locator(".section-text")).to_contain_text("three days")
    edit()
    expect(body).to_have_value("We call within three days.")
    expect(here.locator(".message")).to_have_count(0)
    body.fill("We call within two days.")
    here.get_by_role("link", name="Done").click()  # saves what is not saved yet
    expect(here.locator(".section-text")).to_contain_text("two days")
    edit()
    page.context.clear_cookies(name=re.compile("session"))
    body.fill("We call within a day.")
    expect(here.get_by_text("Not saved: something went wrong.")).to_be_visible()
    expect(body).to_have_value("We call within a day.")
    page.goto("about:blank")
    section.refresh_from_db()
    assert section.body == "We call within two days."


def test_after_an_ended_session_edit_leads_to_the_log_in(
    maria: Somebody, ready: Partnership, coordinator: User
) -> None:
    mou = drafted_mou(ready, timezone.now(), coordinator)
    maria.look(f"/agreements/{mou.pk}/")
    maria.page.context.clear_cookies()
    maria.page.locator("#section-referrals").get_by_role("link", name="Edit").click()
    maria.page.wait_for_url("**/accounts/login/**")
