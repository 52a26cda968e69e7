"""Keeping the documents with dates of an organization."""

from datetime import datetime

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import record
from common.bounds import require_room
from common.errors import DomainError
from partnerships.agreements.actions.documents import store_file
from partnerships.agreements.lifecycle import MOST_COMPLIANCE
from partnerships.agreements.models import ComplianceDocument, ComplianceType
from partnerships.organizations import actions as organizations
from partnerships.organizations.lifecycle import Kind


def keep_compliance_document(
    *, document: ComplianceDocument, upload: File[bytes] | None, by: User, now: datetime
) -> ComplianceDocument:
    """Record a document with its dates; ``document`` carries the values, unsaved.

    The one before it of its type stays in the history. Raises `bad_document`, `not_stored` or
    `full`.
    """
    if upload:
        stored = store_file(upload)  # takes a while, so it comes before the transaction
        document.name, document.content_type = stored.facts.name, stored.facts.content_type
        document.size, document.sha256 = stored.facts.size, stored.facts.sha256
        document.file.name = stored.path
    document.recorded_at, document.recorded_by = now, by
    with transaction.atomic():
        organizations.lock(document.organization)
        require_room(
            ComplianceDocument.objects.filter(organization=document.organization),
            most=MOST_COMPLIANCE,
            refusal=_("There are %(most)s documents here. Keep older ones elsewhere."),
        )
        document.save()
        _record("compliance.recorded", document, by=by, at=now)
    return document


@transaction.atomic
def remove_compliance_document(
    *, document: ComplianceDocument, by: User, now: datetime
) -> ComplianceDocument:
    """Take back what was recorded by mistake; the one before it counts again.

    Raises `already_removed`.
    """
    rows = ComplianceDocument.objects.kept().filter(pk=document.pk)
    if not rows.update(removed_at=now):
        raise DomainError(
            _("Someone else removed this. There's nothing left to do."), code="already_removed"
        )
    document.refresh_from_db()
    _record("compliance.removed", document, by=by, at=now)
    return document


@transaction.atomic
def save_compliance_type(*, kind: ComplianceType, by: User, now: datetime) -> ComplianceType:
    """Add a type of such documents or change one; ``kind`` carries the values.

    Raises `unknown_kind` where it is required from a type of organizations that there isn't.
    """
    codes = [code.strip() for code in kind.required_for.split(",") if code.strip()]
    if unknown := [code for code in codes if code not in Kind.values]:
        raise DomainError(
            _("There's no type “%(unknown)s”. Use these codes: %(known)s.")
            % {"unknown": unknown[0], "known": ", ".join(Kind.values)},
            field="required_for",
            code="unknown_kind",
        )
    kind.required_for = ",".join(dict.fromkeys(codes))
    kind.save()
    record("compliance_type.saved", by=by, at=now, subject=kind, label=kind.label)
    return kind


def _record(verb: str, document: ComplianceDocument, *, by: User, at: datetime) -> None:
    record(
        verb,
        by=by,
        at=at,
        subject=document,
        organization_id=document.organization_id,
        wrote=[document],
        name=document.type.label,
    )
