"""Which documents with dates an organization has, and which it lacks."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from partnerships.agreements.lifecycle import Validity
from partnerships.agreements.models import ComplianceDocument, ComplianceType
from partnerships.organizations.models import Organization


@dataclass(frozen=True)
class Compliance:
    """How an organization stands with one type of document: the newest counts."""

    type: ComplianceType
    is_required: bool
    validity: Validity
    document: ComplianceDocument | None = None


def compliance_of(organization: Organization, today: date) -> list[Compliance]:
    """Return the types it needs or has, in the order of the types; two queries."""
    newest = {
        document.type_id: document
        for document in ComplianceDocument.objects.newest()
        .filter(organization=organization)
        .select_related("recorded_by")
    }
    types = ComplianceType.objects.filter(Q(is_active=True) | Q(pk__in=newest))
    rows = []
    for one in types.order_by("position", "pk"):
        document, required = newest.get(one.pk), one.is_required_from(organization.kind)
        if document or (required and one.is_active):
            validity = document.validity(today) if document else Validity.MISSING
            rows.append(Compliance(one, required, validity, document))
    return rows
