"""Organizations and people by name."""

from accounts.models import User
from partnerships.organizations.models import Contact, Organization
from partnerships.overview.queries.some import Some, some


def found_organizations(user: User, query: str) -> Some[Organization]:
    """Organizations whose name, city or site has every word."""
    rows = Organization.objects.visible_to(user).search(query)
    return some(rows.order_by("name", "pk"), 20)


def found_people(user: User, query: str) -> Some[Contact]:
    """People whose name, e-mail or organization has every word."""
    return some(Contact.objects.visible_to(user).search(query).order_by("name", "pk"), 20)
