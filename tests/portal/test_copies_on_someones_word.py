"""No mail to a partner that no one sent: the signed copy after signatures on paper."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from partnerships.agreements import actions
from partnerships.agreements.models import Mou, Section, Signer
from partnerships.outbox.models import Delivery
from partnerships.pipeline import actions as pipeline
from partnerships.relationships.lifecycle import Stage
from tests.scenarios import drafted_mou, partnership_ready_for_mou, pdf

ClientAs = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def signed(coordinator: User, now: datetime, client_as: ClientAs) -> str:
    """Everyone signed one paper; returns where the page goes on to."""
    partnership = partnership_ready_for_mou(now, coordinator, stage=Stage.AGREEING)
    mou = drafted_mou(partnership, now, coordinator)
    Section.objects.create(mou=mou, code="why", heading="Reason", body="We both gain.")
    pipeline.send_out(mou=mou, by=coordinator, now=now)
    signers = list(Signer.objects.values_list("pk", flat=True))
    typed = {"signers": signers, "signed_on": now.date(), "how": "paper", "upload": pdf()}
    return str(
        client_as(coordinator).post(f"/agreements/{mou.pk}/sign/", typed).headers["Location"]
    )


def copies() -> list[str]:
    return sorted(Delivery.objects.filter(kind="mou_final").values_list("address_norm", flat=True))


def test_nothing_leaves_by_itself(signed: str, now: datetime) -> None:
    assert actions.finish_signed(now=now) == 1
    assert copies() == ["dana@example.org"]  # our own


def test_it_is_offered_with_the_last_signature_and_leaves_on_a_word(
    signed: str, coordinator: User, client_as: ClientAs, now: datetime
) -> None:
    client, jo = client_as(coordinator), Signer.objects.get(contact__name="Jo Ortiz")
    assert signed == f"/agreements/{Mou.objects.get().pk}/signed/"
    assert "No one else does unless you send it." in client.get(signed).content.decode()
    assert client.post(signed, {"signers": [jo.pk]}).status_code == 302
    assert copies() == []  # the copy isn't made yet
    actions.finish_signed(now=now)
    assert copies() == ["dana@example.org", "jo@example.org"]


def test_it_can_be_sent_once_the_copy_is_made(
    signed: str, coordinator: User, client_as: ClientAs, now: datetime
) -> None:
    actions.finish_signed(now=now)
    jo = Signer.objects.get(contact__name="Jo Ortiz")
    client_as(coordinator).post(signed, {"signers": [jo.pk]})
    assert "jo@example.org" in copies()
