"""A closing note: worded by a person, sent only when they press send."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from partnerships.engagement.models import Interaction
from partnerships.organizations.models import Contact
from partnerships.outbox.models import Delivery
from partnerships.pipeline import actions as pipeline
from partnerships.pipeline.emails import render_note
from partnerships.relationships.models import Partnership
from tests.refusals import refused
from tests.scenarios import leader_of, partnership_idea

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def partnership(coordinator: User, now: datetime) -> Partnership:
    return partnership_idea(now, coordinator)


@pytest.fixture
def jo(partnership: Partnership, coordinator: User, now: datetime) -> Contact:
    return leader_of(now, coordinator, partnership.organization)


def test_looking_at_it_sends_nothing(
    client_as: Callable[[User], Client], coordinator: User, partnership: Partnership
) -> None:
    page = client_as(coordinator).get(f"/partners/{partnership.pk}/closing-note/")
    assert "Thank you for" in page.content.decode()
    assert not Delivery.objects.exists()


def test_send_mails_their_person_the_words(
    client_as: Callable[[User], Client], coordinator: User, partnership: Partnership, jo: Contact
) -> None:
    data = {"contact": jo.pk, "text": "Thank you for the good talks."}
    client = client_as(coordinator)
    assert client.post(f"/partners/{partnership.pk}/closing-note/", data).status_code == 302
    letter = Delivery.objects.get()
    assert (letter.kind, letter.address_norm) == ("closing_note", "jo@example.org")
    content = render_note(letter)
    assert "Thank you for the good talks." in content.text
    assert content.headers["Reply-To"] == coordinator.email
    assert Interaction.objects.get().with_contact == jo


def test_an_empty_note_is_not_sent(
    client_as: Callable[[User], Client], coordinator: User, partnership: Partnership, jo: Contact
) -> None:
    address = f"/partners/{partnership.pk}/closing-note/"
    response = client_as(coordinator).post(address, {"contact": jo.pk, "text": ""})
    assert response.status_code == 422
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("change", [{"prefers": "phone"}, {"email": ""}])
def test_who_wants_no_mail_gets_none(
    partnership: Partnership,
    jo: Contact,
    coordinator: User,
    now: datetime,
    change: dict[str, str],
) -> None:
    Contact.objects.filter(pk=jo.pk).update(**change)
    jo.refresh_from_db()
    with refused("no_mail_to_them"):
        pipeline.send_closing_note(
            partnership=partnership, contact=jo, text="Thanks", by=coordinator, now=now
        )
    assert not Interaction.objects.exists()


def test_leadership_is_asked_by_mail_and_may_decline(
    client_as: Callable[[User], Client],
    coordinator: User,
    leader: User,
    viewer: User,
    partnership: Partnership,
    now: datetime,
) -> None:
    pipeline.ask_for_no_mou(
        partnership=partnership, reason="Only referrals", by=coordinator, now=now
    )
    letter = Delivery.objects.get()
    assert (letter.kind, letter.address_norm) == ("no_mou_asked", leader.email)
    kind = pipeline.KINDS["no_mou_asked"]
    assert kind.why_untrue(letter, now) == ""
    content = kind.render(letter)
    assert "Only referrals" in content.text
    assert f"/partners/{partnership.pk}/no-mou/approve/" in content.text
    address = f"/partners/{partnership.pk}/no-mou/decline/"
    assert client_as(coordinator).post(address, {"reason": "No"}).status_code == 403
    assert client_as(leader).post(address, {"reason": ""}).status_code == 422
    assert client_as(leader).post(address, {"reason": "Money is involved"}).status_code == 302
    partnership.refresh_from_db()
    assert partnership.no_mou_asked_at is None
    assert kind.why_untrue(letter, now + timedelta(minutes=1)) == "asked_anew"


def test_an_approved_question_is_not_mailed(
    partnership: Partnership, coordinator: User, leader: User, now: datetime
) -> None:
    pipeline.ask_for_no_mou(
        partnership=partnership, reason="Only referrals", by=coordinator, now=now
    )
    pipeline.approve_no_mou(partnership=partnership, by=leader, now=now)
    letter = Delivery.objects.get()
    assert pipeline.KINDS["no_mou_asked"].why_untrue(letter, now) == "approved"


def test_the_panel_leads_to_a_list_where_one_click_approves(
    client_as: Callable[[User], Client],
    coordinator: User,
    leader: User,
    partnership: Partnership,
    now: datetime,
) -> None:
    pipeline.ask_for_no_mou(
        partnership=partnership, reason="Only referrals", by=coordinator, now=now
    )
    client = client_as(leader)
    assert (
        "/admin/rows/signal/?period=quarter&amp;value=no_mou"
        in client.get("/admin/").content.decode()
    )
    page = client.get("/partners/?look=no_mou").content.decode()
    assert "Only referrals" in page
    assert f'action="/partners/{partnership.pk}/no-mou/approve/"' in page
    client.post(f"/partners/{partnership.pk}/no-mou/approve/")
    assert "Bright Path" not in client.get("/partners/?look=no_mou").content.decode()
