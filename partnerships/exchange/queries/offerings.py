"""What of the catalogue is not on a list yet."""

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
