"""Open comments and empty sections are named, and confirmed, before a text is final."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from partnerships.agreements import actions
from partnerships.agreements.lifecycle import MouState
from partnerships.agreements.models import Mou, Section
from partnerships.agreements.queries import open_points_of
from partnerships.organizations.models import Contact
from partnerships.relationships.lifecycle import How, Stage
from tests.scenarios import drafted_mou, partnership_ready_for_mou

ClientAs = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def mou(coordinator: User, now: datetime) -> Mou:
    """Jo commented on one section, and another one is empty."""
    partnership = partnership_ready_for_mou(now, coordinator, stage=Stage.AGREEING)
    mou = drafted_mou(partnership, now, coordinator)
    Section.objects.create(mou=mou, code="why", heading="Reason", body="We both gain.")
    Section.objects.create(mou=mou, code="money", heading="Money")
    actions.hand_round(mou=mou, to=MouState.PARTNER_REVIEW, by=coordinator, now=now)
    reading = actions.Reading(
        version=mou.versions.shown()[0],
        contact=Contact.objects.get(name="Jo Ortiz"),
        how=How.PHONE,
        remarks=[actions.Remark("why", "Who first?", "")],
        accepts=False,
    )
    actions.comment(reading=reading, by=coordinator, now=now)
    mou.refresh_from_db()
    return mou


def test_they_are_named_and_nothing_is_ready_unseen(
    mou: Mou, coordinator: User, client_as: ClientAs
) -> None:
    client, url = client_as(coordinator), f"/agreements/{mou.pk}/"
    page = client.get(url).content.decode()
    for named in ("Jo Ortiz&#x27;s comment on “Reason” is open.", "“Money” is empty."):
        assert named in page
    assert "Mark ready anyway" in page
    answer = client.post(f"{url}ready/", follow=True).content.decode()
    assert "Confirm to continue anyway." in answer
    mou.refresh_from_db()
    assert mou.state == MouState.NEGOTIATING
    client.post(f"{url}ready/", {"seen": open_points_of(mou).seen()})
    mou.refresh_from_db()
    assert mou.state == MouState.READY_TO_SIGN


def test_they_are_named_again_before_it_goes_out(
    mou: Mou, coordinator: User, client_as: ClientAs, now: datetime
) -> None:
    client, url = client_as(coordinator), f"/agreements/{mou.pk}/send/"
    actions.mark_ready(mou=mou, by=coordinator, now=now)
    page = client.get(url).content.decode()
    assert "“Money” is empty." in page
    assert "Start signing anyway" in page
    refused = client.post(url)
    assert refused.status_code == 422
    seen = refused.context["form"]["seen"].value()
    assert client.post(url, {"seen": seen}).status_code == 302
    mou.refresh_from_db()
    assert mou.state == MouState.OUT_FOR_SIGNATURE


def test_a_required_section_blocks(mou: Mou, coordinator: User, client_as: ClientAs) -> None:
    Section.objects.filter(code="money").update(is_required=True)
    seen = open_points_of(mou).seen()
    client_as(coordinator).post(f"/agreements/{mou.pk}/ready/", {"seen": seen})
    mou.refresh_from_db()
    assert mou.state == MouState.NEGOTIATING
