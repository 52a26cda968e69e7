"""Thousands of MOUs cost no more queries than a few."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from partnerships.agreements import actions
from partnerships.agreements.lifecycle import EndKnown, Exemption
from partnerships.agreements.models import Document, Mou, MouParty, MouType, Signature, Signer
from partnerships.organizations.models import Contact, Organization
from partnerships.pipeline import actions as pipeline
from partnerships.relationships.lifecycle import How
from tests.scenarios import our_organization

ClientAs = Callable[[User], Client]
DAY = timedelta(days=1)


def many(count: int, each: int, by: User, now: datetime) -> None:
    """So many signed letters of intent, each with so many signatures of one party."""
    ours = our_organization(now, by)
    kind, _made = MouType.objects.get_or_create(
        code="letter", defaults={"label": "Letter", "is_gated": False}
    )
    people = Contact.objects.bulk_create(
        Contact(name=f"Signer {n}", search_text=f"signer {n}") for n in range(each)
    )
    mous = Mou.objects.bulk_create(
        Mou(
            type=kind,
            gated=False,
            title=f"Letter {n}",
            state="signed",
            signed_on=now.date(),
            end_known=EndKnown.DATE,
            ends_on=now.date() + (n % 300) * DAY,
            created_at=now,
            created_by=by,
        )
        for n in range(count)
    )
    parties = MouParty.objects.bulk_create(MouParty(mou=mou, organization=ours) for mou in mous)
    papers = Document.objects.bulk_create(
        Document(mou=mou, kind="signed", name="a.pdf", size=1, uploaded_at=now, uploaded_by=by)
        for mou in mous
    )
    signers = Signer.objects.bulk_create(
        Signer(party=party, contact=contact) for party in parties for contact in people
    )
    Signature.objects.bulk_create(
        Signature(
            mou=mou,
            signer=signer,
            contact=signer.contact,
            signed_on=now.date(),
            how=How.PAPER,
            document=paper,
            exemption=Exemption.NOT_GATED,
            recorded_at=now,
            recorded_by=by,
        )
        for place, (mou, paper) in enumerate(zip(mous, papers, strict=True))
        for signer in signers[place * each : (place + 1) * each]
    )


@pytest.mark.usefixtures("clock")
def test_list_calendar_and_nightly_job_ask_as_often_for_5000_as_for_30(
    client_as: ClientAs, coordinator: User, now: datetime
) -> None:
    client = client_as(coordinator)

    def queries(do: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as found:
            do()
        return len(found)

    def all_of_them() -> list[int]:
        return [
            queries(lambda: client.get("/agreements/")),
            queries(lambda: client.get("/agreements/?sort=ends&look=ending")),
            queries(lambda: client.get("/agreements/calendar/")),
            queries(lambda: pipeline.begin_due_work(now=now)),
            queries(lambda: actions.finish_signed(now=now)),
        ]

    many(30, 2, coordinator, now)
    client.get("/agreements/")
    few = all_of_them()
    Organization.objects.filter(is_ours=True).update(name="Harbor")
    many(5000, 8, coordinator, now)
    assert Signature.objects.count() == 40_060
    assert all_of_them() == few
    assert max(few) <= 12
