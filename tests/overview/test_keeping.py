"""Files and notes kept with a record, further emails and phones, and what is archived."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from partnerships.engagement import actions as engagement
from partnerships.organizations import actions as organizations
from partnerships.organizations.models import Contact, Organization, Position
from partnerships.overview import actions
from partnerships.overview.actions import keeping
from partnerships.overview.models import Attachment, Note
from tests.factories import MeetingFactory
from tests.refusals import refused
from tests.scenarios import (
    call_with_them,
    leader_of,
    partner_organization,
    partnership_idea,
    pdf,
    person,
)

ClientAs = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def maria(client_as: ClientAs, coordinator: User) -> Client:
    return client_as(coordinator)


@pytest.fixture
def elm(coordinator: User, now: datetime) -> Organization:
    return partner_organization(now, coordinator, "Elm Street")


def test_a_file_is_kept_with_every_kind_of_record(
    maria: Client, coordinator: User, now: datetime
) -> None:
    partnership = partnership_idea(now, coordinator)
    jo = leader_of(now, coordinator, partnership.organization)
    call = call_with_them(partnership, now, coordinator)
    meeting = MeetingFactory.create(partnership=partnership, owner=coordinator, starts_at=now)
    records = {
        "organization": partnership.organization,
        "contact": jo,
        "meeting": meeting,
        "interaction": call,
    }
    for kind, record in records.items():
        address = f"/files/{kind}/{record.pk}/"
        assert maria.post(f"{address}new/", {"upload": pdf("plan.pdf")}).status_code == 302
        attachment = Attachment.objects.get(**{kind: record})
        listed = maria.get(address).content.decode()
        assert f'href="/files/{attachment.pk}/"' in listed
    sent = maria.get(f"/files/{attachment.pk}/")
    assert b"".join(sent.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]  # a stream
    assert sent.headers["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert maria.get(f"/files/partnership/{partnership.pk}/").status_code == 404
    with refused("has_files"):
        engagement.remove_interaction(interaction=call, by=coordinator, now=now)


def test_only_files_of_known_kinds_are_kept(maria: Client, elm: Organization) -> None:
    wrong = pdf("plan.exe")
    assert maria.post(f"/files/organization/{elm.pk}/new/", {"upload": wrong}).status_code == 422
    assert not Attachment.objects.exists()


def test_files_and_notes_have_a_bound(
    elm: Organization, coordinator: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "MOST_ATTACHMENTS", 1)
    monkeypatch.setattr(keeping, "MOST_NOTES", 1)

    def attach() -> None:
        kept = Attachment(organization=elm)
        actions.attach(attachment=kept, upload=pdf(), by=coordinator, now=now)

    def write() -> None:
        actions.write_note(note=Note(organization=elm, text="A"), by=coordinator, now=now)

    for keep in (attach, write):
        keep()
        with refused("full"):
            keep()


def test_a_note_is_corrected_with_its_history(maria: Client, elm: Organization) -> None:
    maria.post(f"/notes/organization/{elm.pk}/new/", {"text": "No step-free entrance."})
    note = Note.objects.get()
    maria.post(f"/notes/{note.pk}/edit/", {"text": "Step-free from the yard."})
    page = maria.get(elm.get_absolute_url()).content.decode()
    assert "Step-free from the yard." in page
    history = maria.get(f"/history/organization/{elm.pk}/").content.decode()
    assert "<del>No step-free entrance.</del>" in history
    maria.post("/share-screen/", {"on": "yes"})
    for address in (elm.get_absolute_url(), f"/history/organization/{elm.pk}/"):
        assert "tep-free" not in maria.get(address).content.decode()


def test_a_person_has_several_emails_and_phones_and_one_main(
    maria: Client, elm: Organization, coordinator: User, now: datetime
) -> None:
    kim = person(now, coordinator, "Kim Lee", elm)
    typed = {
        "name": "Kim Lee",
        "prefers": "link",
        "email": "kim@example.org",
        "email_label": "work",
        "other_emails": "treasurer@example.org board",
        "other_phones": "555 0100 mobile",
        "tag_names": "rural, veterans",
        "version": "1",
    }
    assert maria.post(f"/people/{kim.pk}/edit/", typed).status_code == 302
    page = maria.get(kim.get_absolute_url()).content.decode()
    for text in ("treasurer@example.org", "board", "555 0100", "mobile", "work", "rural"):
        assert text in page
    assert Contact.objects.search("treasurer").get() == kim
    asked = maria.post("/people/new/", {**typed, "email": "Treasurer@example.org", "name": "T"})
    assert [one.row for one in asked.context["form"].fields["existing"].candidates] == [kim]
    wrong = {**typed, "version": "2", "other_emails": "not an address"}
    assert maria.post(f"/people/{kim.pk}/edit/", wrong).status_code == 422


def test_an_archived_person_is_out_of_the_way_and_comes_back(
    maria: Client, elm: Organization, coordinator: User, now: datetime
) -> None:
    kim = person(now, coordinator, "Kim Lee", elm)
    maria.post(f"/people/{kim.pk}/archive/")
    assert "Kim Lee" not in maria.get("/people/").content.decode()
    assert "Kim Lee" in maria.get("/people/?archived=on").content.decode()
    assert kim.get_absolute_url() not in maria.get(elm.get_absolute_url()).content.decode()
    assert "Restore" in maria.get(kim.get_absolute_url()).content.decode()
    maria.post(f"/people/{kim.pk}/restore/")
    assert "Kim Lee" in maria.get("/people/").content.decode()


def test_one_contact_is_the_main_one(
    maria: Client, elm: Organization, coordinator: User, now: datetime
) -> None:
    kim, lee = (person(now, coordinator, name, elm) for name in ("Kim Lee", "Lee Ortiz"))
    for contact in (kim, lee):
        position = Position.objects.get(contact=contact)
        assert maria.post(f"/positions/{position.pk}/edit/", {"is_main": "on"}).status_code == 302
    assert Position.objects.get(is_main=True).contact == lee
    other = partner_organization(now, coordinator, "Elm Str.")
    mina = person(now, coordinator, "Mina Kaur", other)
    Position.objects.filter(contact=mina).update(is_main=True)
    organizations.merge(gone=other, kept=elm, by=coordinator, now=now)
    assert Position.objects.get(is_main=True).contact == lee
    other.refresh_from_db()
    organizations.undo_merge(gone=other, by=coordinator, now=now)
    assert Position.objects.get(contact=mina).is_main


def test_an_organization_has_an_owner_of_ours(
    maria: Client, elm: Organization, coordinator: User
) -> None:
    typed = {"name": "Elm Street", "kind": "nonprofit", "owner": str(coordinator.pk)}
    address = f"/directory/{elm.pk}/edit/"
    assert maria.post(address, {**typed, "version": "1"}).status_code == 302
    elm.refresh_from_db()
    assert elm.owner == coordinator
