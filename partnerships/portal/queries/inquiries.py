"""Who of those we know sent an inquiry, and how we stand with them."""

from collections.abc import Iterable

from django.db.models import Case, When

from common.querysets import ignoring_case
from partnerships.exchange.models import Inquiry
from partnerships.organizations.models import Contact, Organization
from partnerships.organizations.queries import holders_of
from partnerships.relationships.lifecycle import Stage
from partnerships.relationships.models import Partnership


def person_known(inquiry: Inquiry) -> Contact | None:
    """Return the person with this name and email address, so that no one is there twice."""
    same = holders_of(inquiry.email).filter(ignoring_case(name=inquiry.person_name))
    return same.order_by("pk").first()


def partnership_with(organization: Organization | None) -> Partnership | None:
    """Return the partnership with an organization: the newest that isn't closed, if any is."""
    return partnerships_with([organization]).get(organization.pk) if organization else None


def partnerships_with(organizations: Iterable[Organization]) -> dict[int, Partnership]:
    """Return the same for several organizations, by their number."""
    closed_first = Case(When(stage=Stage.CLOSED, then=0), default=1)
    rows = Partnership.objects.filter(organization__in=[one.pk for one in organizations])
    related = rows.select_related("organization", "owner")
    ordered = related.order_by(closed_first, "created_at", "pk")
    return {one.organization_id: one for one in ordered}
