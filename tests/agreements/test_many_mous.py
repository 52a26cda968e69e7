"""Hundreds of MOUs cost no more queries than a few, with everything the tick has to do."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from partnerships.agreements import actions
from partnerships.agreements.actions import finishing
from partnerships.agreements.lifecycle import DocumentKind, EndKnown
from partnerships.agreements.models import (
    Document,
    Mou,
    MouParty,
    MouVersion,
    Signature,
    Signer,
)
from partnerships.exchange.models import ValueAgreement
from partnerships.organizations.models import Contact
from partnerships.pipeline import actions as pipeline
from partnerships.pipeline.actions import beginning
from partnerships.relationships.lifecycle import How, Stage
from partnerships.relationships.models import Partnership
from tests.scenarios import drafted_mou, partnership_ready_for_mou, sign_all

ClientAs = Callable[[User], Client]
DAY = timedelta(days=1)


def many(model: Mou, count: int, each: int, by: User, now: datetime) -> None:
    """So many gated and signed MOUs like ``model``, each with a version and signatures.

    They are in effect, bind a partner who is not at work yet, and have no final copy.
    """
    today = now.date()
    agreement = ValueAgreement.objects.get()
    ours, theirs = model.parties.all()
    people = Contact.objects.bulk_create(
        Contact(name=f"Signer {n}", search_text=f"signer {n}") for n in range(each)
    )
    mous = Mou.objects.bulk_create(
        Mou(
            type=model.type,
            gated=True,
            gate_passed_at=now,
            title=f"MOU {n}",
            state="signed",
            signed_on=today,
            end_known=EndKnown.DATE,
            ends_on=today + (n % 300) * DAY,
            review_due_on=today + (n % 90) * DAY,
            created_at=now,
            created_by=by,
        )
        for n in range(count)
    )
    versions = MouVersion.objects.bulk_create(
        MouVersion(mou=mou, number=1, kind="ours", sha256="0" * 64, made_at=now, made_by=by)
        for mou in mous
    )
    papers = Document.objects.bulk_create(
        Document(mou=mou, kind="signed", name="a.pdf", size=1, uploaded_at=now, uploaded_by=by)
        for mou in mous
    )
    MouParty.objects.bulk_create(MouParty(mou=mou, organization=ours.organization) for mou in mous)
    partners = MouParty.objects.bulk_create(
        MouParty(
            mou=mou,
            organization=theirs.organization,
            partnership=theirs.partnership,
            value_agreement=agreement,
        )
        for mou in mous
    )
    signers = Signer.objects.bulk_create(
        Signer(party=party, contact=contact) for party in partners for contact in people
    )
    Signature.objects.bulk_create(
        Signature(
            mou=mou,
            signer=signer,
            contact=signer.contact,
            signed_on=today,
            how=How.PAPER,
            document=paper,
            value_agreement=agreement,
            version=version,
            recorded_at=now,
            recorded_by=by,
        )
        for place, (mou, version, paper) in enumerate(zip(mous, versions, papers, strict=True))
        for signer in signers[place * each : (place + 1) * each]
    )


@pytest.mark.usefixtures("clock")
def test_list_calendar_and_nightly_job_ask_as_often_for_300_as_for_30(
    client_as: ClientAs, coordinator: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, finished = client_as(coordinator), list[Mou]()

    def finish(mou: Mou, *, now: datetime) -> bool:
        finished.append(mou)
        return True

    monkeypatch.setattr(finishing, "_finish", finish)
    partner = partnership_ready_for_mou(now, coordinator, stage=Stage.EXPLORING)
    model = sign_all(drafted_mou(partner, now, coordinator), now, coordinator)

    def queries(do: Callable[[], object]) -> int:
        Partnership.objects.update(stage=Stage.IDENTIFIED, owner=None)  # it can't go on
        with CaptureQueriesContext(connection) as found:
            do()
        return len(found)

    def all_of_them() -> dict[str, int]:
        return {
            "list": queries(lambda: client.get("/agreements/")),
            "ending": queries(lambda: client.get("/agreements/?sort=ends&look=ending")),
            "calendar": queries(lambda: client.get("/agreements/calendar/")),
            "begin": queries(lambda: pipeline.begin_due_work(now=now)),
            "finish": queries(lambda: actions.finish_signed(now=now)),
        }

    many(model, 30, 2, coordinator, now)
    client.get("/agreements/")
    few = all_of_them()
    assert len(finished) == finishing.AT_ONCE
    many(model, 300, 8, coordinator, now)
    assert Signature.objects.count() == 2_462
    assert all_of_them() == few
    assert len(finished) == 2 * finishing.AT_ONCE
    assert max(few["list"], few["ending"], few["calendar"]) <= 12
    assert few["finish"] == 1
    assert few["begin"] > beginning.AT_ONCE, "every MOU whose turn it is was tried"


@pytest.mark.usefixtures("clock")
def test_the_tick_finishes_what_it_selects(coordinator: User, now: datetime) -> None:
    """The same selection on one MOU for real: a final copy, once."""
    partner = partnership_ready_for_mou(now, coordinator, stage=Stage.EXPLORING)
    mou = sign_all(drafted_mou(partner, now, coordinator), now, coordinator)
    assert actions.finish_signed(now=now) == 1
    assert actions.finish_signed(now=now) == 0
    assert mou.documents.filter(kind=DocumentKind.FINAL).count() == 1


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("fault", [KeyError, IntegrityError])
def test_one_that_cannot_be_finished_keeps_no_other_back_and_is_told_of(
    coordinator: User, now: datetime, monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    tried: list[object] = []

    def finish(mou: object, *, now: datetime) -> bool:
        tried.append(mou)
        if len(tried) == 1:
            raise fault(now.isoformat())
        return True

    monkeypatch.setattr(finishing, "_without_final_copy", lambda: [Mou(pk=1), Mou(pk=2)])
    monkeypatch.setattr(finishing, "_finish", finish)
    with pytest.raises(fault):
        actions.finish_signed(now=now)
    assert len(tried) == 2
