"""Two ticks at once make one final copy, and tell each signer once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import typst
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from audit.models import Event
from common.pdf import compiled
from partnerships.agreements import actions
from partnerships.agreements.actions import finishing
from partnerships.agreements.actions.links import tell_signers
from partnerships.agreements.lifecycle import DocumentKind
from partnerships.agreements.models import Document, Mou, Signer
from partnerships.outbox.models import Delivery
from partnerships.pipeline import actions as pipeline
from tests.scenarios import drafted_mou, partnership_ready_for_mou, sign_all
from tests.together import Rendezvous, at_once


@pytest.fixture
def signed(coordinator: User, now: datetime) -> Mou:
    partnership = partnership_ready_for_mou(now, coordinator)
    mou = sign_all(drafted_mou(partnership, now, coordinator), now, coordinator)
    everyone = Signer.objects.filter(party__mou=mou)
    return actions.send_copies(mou=mou, signers=everyone, by=coordinator, now=now)


def final_copies(mou: Mou) -> list[Document]:
    return list(mou.documents.filter(kind=DocumentKind.FINAL))


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_finish_an_mou_once(
    signed: Mou, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have found it unfinished before either has made the copy."""
    Rendezvous().before(monkeypatch, finishing, "_finish")

    done = at_once(*[lambda: actions.finish_signed(now=now)] * 2)

    assert sorted(done) == [0, 1]
    assert len(final_copies(signed)) == 1
    assert Event.objects.filter(verb="mou.final_copy").count() == 1
    told = Delivery.objects.filter(kind="mou_final").values_list("recipient_id", flat=True)
    assert sorted(told) == sorted(signed.signatures.values_list("contact_id", flat=True))


def watched(patch: pytest.MonkeyPatch) -> list[bool]:
    """Whether a transaction was open, for each PDF that is made from now on."""
    compiled.cache_clear()
    inside: list[bool] = []
    compile_: Callable[..., bytes] = typst.compile

    def compile_here(*args: Any, **given: Any) -> bytes:
        inside.append(connection.in_atomic_block)
        return compile_(*args, **given)

    patch.setattr(typst, "compile", compile_here)
    return inside


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_copy_is_made(
    signed: Mou, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = watched(monkeypatch)
    assert actions.finish_signed(now=now) == 1
    assert inside == [False, False]  # the text that was signed, and the final copy


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_document_to_sign_is_made(
    coordinator: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    mou = drafted_mou(partnership_ready_for_mou(now, coordinator), now, coordinator)
    inside = watched(monkeypatch)
    mou = pipeline.send_out(mou=mou, by=coordinator, now=now)
    assert mou.versions.get().document
    assert inside == [False]


@pytest.mark.usefixtures("clock")
def test_the_database_refuses_a_second_final_copy(signed: Mou, now: datetime) -> None:
    actions.finish_signed(now=now)
    (copy,) = final_copies(signed)
    copy.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()


def test_who_signed_is_told_of_the_final_copy_by_one_key(signed: Mou, now: datetime) -> None:
    """Whatever the clock says when it is told: the key is made of the MOU and the person."""
    for hours in range(2):
        tell_signers(
            signed, "mou_final", about=f"{signed.pk}", now=now.replace(hour=now.hour + hours)
        )
    assert Delivery.objects.filter(kind="mou_final").count() == signed.signatures.count()
