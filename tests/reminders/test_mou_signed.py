"""Everybody has signed: who owns the partnership hears of it, with a link to the final copy."""

from collections.abc import Callable
from datetime import datetime

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from audit import actions as audit
from partnerships.agreements import actions as agreements
from partnerships.agreements.lifecycle import DocumentKind
from partnerships.agreements.models import Document
from partnerships.outbox.models import Delivery
from partnerships.relationships.lifecycle import Stage
from partnerships.reminders import actions
from partnerships.reminders.actions import KINDS
from partnerships.reminders.lifecycle import Mode
from partnerships.reminders.models import Notice
from tests.scenarios import drafted_mou, partnership_ready_for_mou, sign_all


@pytest.fixture
def final(coordinator: User, now: datetime) -> Document:
    """The final copy of an MOU that everybody has just signed."""
    partnership = partnership_ready_for_mou(now, coordinator, stage=Stage.EXPLORING)
    sign_all(drafted_mou(partnership, now, coordinator), now, coordinator)
    audit.seal(now=now)
    assert agreements.finish_signed(now=now) == 1
    return Document.objects.get(kind=DocumentKind.FINAL)


def test_the_owner_is_led_to_the_final_copy(
    final: Document,
    coordinator: User,
    client_as: Callable[[User], Client],
    clock: time_machine.Traveller,
    now: datetime,
) -> None:
    actions.plan(now=now)
    maria = client_as(coordinator)
    page = maria.get("/reminders/").content.decode()
    assert f"Signed by everyone: {final.mou}" in page
    assert f'href="/agreements/{final.mou_id}/"' in page
    assert f'href="/papers/{final.pk}/"' in page
    copy = maria.get(f"/papers/{final.pk}/")
    assert b"".join(copy.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]


def test_the_mail_carries_the_link(final: Document, coordinator: User, now: datetime) -> None:
    chosen = {"mou_signed": Mode.NOW}
    actions.set_modes(user=coordinator, modes=chosen, by=coordinator, now=now)
    actions.plan(now=now)
    mail = Delivery.objects.get(kind="mou_signed")
    assert KINDS[mail.kind].why_untrue(mail, now) == ""
    content = KINDS[mail.kind].render(mail)
    assert content.subject == f"Signed by everyone: {final.mou}"
    assert f"Open signed copy: http://testserver/papers/{final.pk}/" in content.text


def test_to_hear_no_more_of_it_is_not_to_miss_its_end(
    final: Document, coordinator: User, now: datetime
) -> None:
    actions.plan(now=now)
    notice = Notice.objects.get(kind="mou_signed")
    muted = actions.mute(notice=notice, name="", by=coordinator, now=now)
    assert (muted.subject_type, muted.subject_id) == ("document", final.pk)
