"""What of the catalogue is not on a list yet."""

from collections.abc import Iterable

from common.querysets import VisibleQuerySet
from partnerships.exchange.models import (
    Benefit,
    ServiceOffering,
)
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership


def offerings_left(partnership: Partnership, side: Side) -> VisibleQuerySet[ServiceOffering]:
    """What the giving side offers now and has not put on its list yet."""
    offered = ServiceOffering.objects.filter(is_active=True).select_related("category")
    if side == Side.OURS:
        offered = offered.filter(organization__is_ours=True)
    else:
        offered = offered.filter(organization_id=partnership.organization_id)
    used = Benefit.objects.on_the_lists().filter(
        partnership=partnership, side=side, offering__isnull=False
    )
    return offered.exclude(pk__in=used.values("offering"))


def offered_by_category(
    offerings: VisibleQuerySet[ServiceOffering],
) -> list[tuple[str, list[ServiceOffering]]]:
    """What we offer now, by category in its order: our list of benefits, in one query."""
    rows = offerings.filter(organization__is_ours=True, is_active=True)
    ordered = rows.order_by("category__position", "category__label", "title", "pk")
    return by_category(ordered.select_related("category"))


def by_category(offerings: Iterable[ServiceOffering]) -> list[tuple[str, list[ServiceOffering]]]:
    """Group offerings, each with its category, in the order given."""
    found: dict[str, list[ServiceOffering]] = {}
    for offering in offerings:
        found.setdefault(offering.category.label, []).append(offering)
    return list(found.items())
