"""Documents with dates: what an organization needs, what it has, and who is told in time."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from partnerships.agreements import actions
from partnerships.agreements.actions import compliance
from partnerships.agreements.lifecycle import Validity
from partnerships.agreements.models import ComplianceDocument, ComplianceType
from partnerships.agreements.queries import compliance_of
from partnerships.organizations.models import Organization
from partnerships.overview.queries.verify import problems
from partnerships.relationships.lifecycle import Stage
from partnerships.relationships.models import Partnership
from partnerships.reminders import actions as reminders
from partnerships.reminders.models import Notice
from tests.factories import ClosingReasonFactory
from tests.refusals import refused
from tests.scenarios import partnership_idea, pdf

As = Callable[[User], Client]


@pytest.fixture
def theirs(coordinator: User, now: datetime) -> Organization:
    organization = partnership_idea(now, coordinator).organization
    Organization.objects.filter(pk=organization.pk).update(kind="training_provider")
    organization.refresh_from_db()
    return organization


@pytest.fixture
def insurance(db: None) -> ComplianceType:
    ComplianceType.objects.create(code="w9", label="W-9", position=2)
    return ComplianceType.objects.create(
        code="insurance", label="Insurance", required_for="health, training_provider", position=1
    )


def kept(
    of: Organization,
    kind: ComplianceType,
    expires: date | None,
    by: User,
    at: datetime,
    **more: Any,
) -> ComplianceDocument:
    document = ComplianceDocument(organization=of, type=kind, expires_on=expires, **more)
    return actions.keep_compliance_document(document=document, upload=None, by=by, now=at)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-1, Validity.EXPIRED),
        (0, Validity.EXPIRING),
        (60, Validity.EXPIRING),
        (61, Validity.CURRENT),
        (None, Validity.CURRENT),
    ],
)
def test_it_stands_by_its_expiry(days: int | None, expected: Validity, today: date) -> None:
    expires = None if days is None else today + timedelta(days)
    assert ComplianceDocument(expires_on=expires).validity(today) == expected


def test_what_its_type_needs_is_missing_until_it_is_there_and_the_newest_counts(
    theirs: Organization, insurance: ComplianceType, coordinator: User, now: datetime, today: date
) -> None:
    (row,) = compliance_of(theirs, today)
    assert (row.type, row.is_required, row.validity) == (insurance, True, Validity.MISSING)
    kept(theirs, insurance, today - timedelta(1), coordinator, now)
    assert compliance_of(theirs, today)[0].validity == Validity.EXPIRED
    renewed = kept(theirs, insurance, today + timedelta(365), coordinator, now)
    assert compliance_of(theirs, today)[0].document == renewed
    actions.remove_compliance_document(document=renewed, by=coordinator, now=now)
    assert compliance_of(theirs, today)[0].validity == Validity.EXPIRED
    with refused("already_removed"):
        actions.remove_compliance_document(document=renewed, by=coordinator, now=now)


def test_a_coordinator_records_one_with_its_file(
    client_as: As, coordinator: User, viewer: User, theirs: Organization, insurance: ComplianceType
) -> None:
    client, there = client_as(coordinator), reverse("compliance_list", args=[theirs.pk])
    assert "Missing" in client.get(there).content.decode()
    address = reverse("compliance_add", args=[theirs.pk])
    assert f'value="{insurance.pk}" selected' in (
        client.get(f"{address}?type={insurance.pk}").content.decode()
    )
    given = {"type": insurance.pk, "issued_on": "2026-01-01", "expires_on": "2026-12-31"}
    upload = SimpleUploadedFile("cert.pdf", pdf().read())
    assert client.post(address, {**given, "upload": upload}).status_code == 302
    document = ComplianceDocument.objects.get()
    page = client_as(viewer).get(there).content.decode()
    assert "cert.pdf" in page
    assert "Renew" not in page
    response = client_as(viewer).get(reverse("compliance_download", args=[document.pk]))
    assert b"".join(response.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert response.headers["Content-Disposition"] == 'attachment; filename="cert.pdf"'
    client.post(reverse("compliance_remove", args=[document.pk]))
    assert client.get(reverse("compliance_download", args=[document.pk])).status_code == 404


def test_a_file_that_was_changed_is_found(
    theirs: Organization, insurance: ComplianceType, coordinator: User, now: datetime
) -> None:
    document = ComplianceDocument(organization=theirs, type=insurance)
    actions.keep_compliance_document(document=document, upload=pdf(), by=coordinator, now=now)

    def found() -> list[str]:
        return [line for line in problems(now=now) if line.startswith("Compliance document")]

    assert found() == []
    Path(document.file.path).write_bytes(b"%PDF-1.4 other")
    assert found() == [
        f"Compliance document {document.pk}: its file was changed. Restore it from the backup."
    ]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"expires_on": "2025-12-31"}, "It expires before it was issued."),
        ({"upload": SimpleUploadedFile("cert.pdf", b"<html>")}, "match its name"),
        ({"type": ""}, "This field is required."),
    ],
)
def test_what_cannot_be_is_refused(
    client_as: As,
    coordinator: User,
    theirs: Organization,
    insurance: ComplianceType,
    changes: dict[str, Any],
    says: str,
) -> None:
    given = {"type": insurance.pk, "issued_on": "2026-01-01", **changes}
    response = client_as(coordinator).post(reverse("compliance_add", args=[theirs.pk]), given)
    assert response.status_code == 422
    assert says in response.content.decode()
    assert not ComplianceDocument.objects.exists()


def test_there_is_a_bound(
    theirs: Organization,
    insurance: ComplianceType,
    coordinator: User,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(compliance, "MOST_COMPLIANCE", 1)
    kept(theirs, insurance, None, coordinator, now)
    with refused("full"):
        kept(theirs, insurance, None, coordinator, now)


def test_more_documents_take_no_more_queries(
    client_as: As,
    coordinator: User,
    theirs: Organization,
    insurance: ComplianceType,
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _one in range(30):
        kept(theirs, insurance, now.date(), coordinator, now)
    client = client_as(coordinator)
    with django_assert_max_num_queries(8):
        client.get(reverse("compliance_list", args=[theirs.pk]))


def told_on(day: date) -> list[str]:
    at = datetime.combine(day, time(15), tzinfo=UTC)
    with time_machine.travel(at, tick=False):
        reminders.plan(now=at)
    found = Notice.objects.filter(kind="compliance_expiring").order_by("due_at")
    return [notice.user.email for notice in found]


def test_the_owner_is_told_60_days_before_and_no_more_once_it_is_renewed(
    theirs: Organization, insurance: ComplianceType, coordinator: User, now: datetime, today: date
) -> None:
    expires = today + timedelta(days=90)
    kept(theirs, insurance, expires, coordinator, now)
    assert told_on(expires - timedelta(days=80)) == []
    assert told_on(expires - timedelta(days=60)) == [coordinator.email]
    kept(theirs, insurance, expires + timedelta(days=365), coordinator, now)
    assert told_on(expires - timedelta(days=30)) == [coordinator.email]


def test_of_an_organization_we_do_not_work_with_no_one_is_told(
    theirs: Organization, insurance: ComplianceType, coordinator: User, now: datetime, today: date
) -> None:
    kept(theirs, insurance, today + timedelta(days=70), coordinator, now)
    reason = ClosingReasonFactory.create()
    Partnership.objects.update(stage=Stage.CLOSED, closing_reason=reason, do_not_revisit=True)
    assert told_on(today) == []
    Partnership.objects.update(stage=Stage.ACTIVE, closing_reason=None, do_not_revisit=False)
    assert told_on(today) == [coordinator.email]


def test_one_of_the_past_filed_later_does_not_take_the_place_of_the_current_one(
    theirs: Organization, insurance: ComplianceType, coordinator: User, now: datetime, today: date
) -> None:
    current = kept(theirs, insurance, today + timedelta(days=400), coordinator, now)
    kept(theirs, insurance, today - timedelta(days=400), coordinator, now)
    assert list(ComplianceDocument.objects.newest()) == [current]


def test_a_type_of_organization_that_there_is_not_is_refused(
    insurance: ComplianceType, leader: User, now: datetime
) -> None:
    insurance.required_for = "health, hospital"
    with refused("unknown_kind", match="no type “hospital”. Use these codes: .*training_provider"):
        actions.save_compliance_type(kind=insurance, by=leader, now=now)
    insurance.required_for = "health, health, employer"
    actions.save_compliance_type(kind=insurance, by=leader, now=now)
    assert insurance.required_for == "health,employer"
