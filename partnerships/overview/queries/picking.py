"""Partners to choose from, for something new that belongs to one of them."""

from accounts.models import User
from partnerships.organizations.models import Organization
from partnerships.overview.queries.first_few import FirstFew, first_few
from partnerships.relationships.models import Partnership

#: So many partners are offered; typing narrows them.
OFFERED = 10


def partners_to_pick(user: User, query: str) -> FirstFew[Partnership]:
    """Return open partnerships by name, those that match the query if there is one."""
    rows = Partnership.objects.visible_to(user).open().with_names()
    if query:
        found = Organization.objects.visible_to(user).search(query)
        rows = rows.filter(organization__in=found.order_by())
    return first_few(rows.order_by("organization__name_key", "pk"), OFFERED)


def organizations_to_pick(user: User, query: str) -> FirstFew[Organization]:
    """Return organizations that are no partners and match a query; none without one."""
    if not query:
        return FirstFew(rows=[], more=0)
    rows = Organization.objects.visible_to(user).not_archived().search(query)
    others = rows.filter(is_ours=False).exclude(pk__in=Partnership.objects.values("organization"))
    return first_few(others.order_by("name_key", "pk"), OFFERED)
