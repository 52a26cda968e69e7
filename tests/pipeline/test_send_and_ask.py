"""Sending an MOU out and asking its signers in one step."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.forms import ModelMultipleChoiceField
from django.test import Client

from accounts.models import User
from partnerships.agreements.lifecycle import MouState, SigningOrder
from partnerships.agreements.models import Mou
from partnerships.organizations.models import Contact
from partnerships.pipeline.forms.signing import SendForm
from tests.scenarios import drafted_mou, partnership_ready_for_mou

ClientAs = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def mou(coordinator: User, now: datetime) -> Mou:
    partnership = partnership_ready_for_mou(now, coordinator)
    return drafted_mou(partnership, now, coordinator)


def offered(mou: Mou) -> dict[str, bool]:
    """Who may be asked with it, and whether they are chosen beforehand."""
    field = SendForm(mou=mou).fields["asked"]
    assert isinstance(field, ModelMultipleChoiceField)
    assert field.queryset is not None
    return {str(row.contact): row in field.initial for row in field.queryset}


def test_signers_are_asked_with_it(client_as: ClientAs, coordinator: User, mou: Mou) -> None:
    assert offered(mou) == {"Dana Whitfield": True, "Jo Ortiz": True}
    client = client_as(coordinator)
    client.post(f"/agreements/{mou.pk}/ready/")
    signers = [signer.pk for party in mou.parties.all() for signer in party.signers.all()]
    page = client.post(f"/agreements/{mou.pk}/send/", {"asked": signers}, follow=True).text
    assert "Signers have been emailed their links." in page
    mou.refresh_from_db()
    assert mou.state == MouState.OUT_FOR_SIGNATURE
    assert mou.mou_links.count() == 2


def test_without_anyone_chosen_nobody_is_mailed(
    client_as: ClientAs, coordinator: User, mou: Mou
) -> None:
    client = client_as(coordinator)
    client.post(f"/agreements/{mou.pk}/ready/")
    page = client.post(f"/agreements/{mou.pk}/send/", follow=True).text
    assert "No one has been emailed yet." in page
    assert mou.mou_links.count() == 0


def test_only_those_are_offered_whom_mail_reaches_now(coordinator: User, mou: Mou) -> None:
    Contact.objects.filter(name="Jo Ortiz").update(prefers="phone")
    assert offered(mou) == {"Dana Whitfield": True, "Jo Ortiz": False}
    Contact.objects.filter(name="Jo Ortiz").update(email="")
    assert offered(mou) == {"Dana Whitfield": True}
    Contact.objects.filter(name="Jo Ortiz").update(email="jo@example.org")
    Mou.objects.filter(pk=mou.pk).update(signing_order=SigningOrder.IN_ORDER)
    mou.refresh_from_db()
    assert len(offered(mou)) == 1
