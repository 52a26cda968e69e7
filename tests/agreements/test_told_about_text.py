"""What partners tell us about the text counts as if they had said it by link (W7)."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from audit.models import Event
from partnerships.agreements import actions
from partnerships.agreements.lifecycle import MouState
from partnerships.agreements.models import Mou, Section, SectionComment
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import Stage
from tests.scenarios import drafted_mou, partnership_ready_for_mou

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def mou(coordinator: User, now: datetime) -> Mou:
    """With the partner to read."""
    partnership = partnership_ready_for_mou(now, coordinator, stage=Stage.AGREEING)
    mou = drafted_mou(partnership, now, coordinator)
    Section.objects.create(mou=mou, code="purpose", heading="Reason", body="We both gain.")
    return actions.hand_round(mou=mou, to=MouState.PARTNER_REVIEW, by=coordinator, now=now)


@pytest.fixture
def staff(client_as: Callable[[User], Client], coordinator: User) -> Client:
    return client_as(coordinator)


def tell(staff: Client, mou: Mou, **said: str) -> int:
    jo = Contact.objects.get(name="Jo Ortiz")
    typed = {"contact": jo.pk, "how": "phone", **said}
    return staff.post(f"/agreements/{mou.pk}/comments/new/", typed).status_code


def test_it_works_for_them_counts_without_a_link(
    mou: Mou, staff: Client, coordinator: User
) -> None:
    assert tell(staff, mou, accepts="on", section="purpose") == 302
    mou.refresh_from_db()
    assert mou.state == MouState.PARTNER_REVIEW
    assert not SectionComment.objects.exists()
    event = Event.objects.get(verb="mou.text_accepted")
    assert (event.params["name"], event.params["how"]) == ("Jo Ortiz", "phone")
    assert event.by_name == str(coordinator)
    page = " ".join(staff.get(f"/agreements/{mou.pk}/").content.decode().split())
    assert "says version 1 works for them" in page
    assert "By phone" in page
    assert f"recorded by {coordinator}" in page


def test_a_comment_is_written_down_as_before(mou: Mou, staff: Client) -> None:
    assert tell(staff, mou, section="purpose", text="Who gains first?") == 302
    assert SectionComment.objects.get().text == "Who gains first?"
    assert not Event.objects.filter(verb="mou.text_accepted").exists()


@pytest.mark.parametrize(
    "said",
    [
        {"section": "purpose"},
        {"text": "Who gains first?"},
    ],
)
def test_too_little_is_asked_again(mou: Mou, staff: Client, said: dict[str, str]) -> None:
    assert tell(staff, mou, **said) == 422
    assert not Event.objects.filter(verb__in=["mou.text_accepted", "mou.commented"]).exists()


def test_it_works_for_them_with_a_comment(mou: Mou, staff: Client) -> None:
    said = {"section": "purpose", "text": "Who gains first?", "accepts": "on"}
    assert tell(staff, mou, **said) == 302
    mou.refresh_from_db()
    assert mou.state == MouState.PARTNER_REVIEW
    assert Event.objects.get(verb="mou.text_accepted").params["count"] == "1"
    page = " ".join(staff.get(f"/agreements/{mou.pk}/").content.decode().split())
    assert "works for them, with comments" in page
    assert "Reason, Version 1" in page
