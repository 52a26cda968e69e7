"""Questions about how we stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from partnerships.organizations.models import Position
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership, Purpose, PurposeAgreement


@dataclass(frozen=True)
class Agreed:
    """Somebody who agreed with the purpose, and what they do on their side today."""

    agreement: PurposeAgreement
    leads: bool
    delivers: bool


@dataclass(frozen=True)
class SamePage:
    """The current purpose and who agrees with it."""

    purpose: Purpose | None
    agreed: tuple[Agreed, ...]

    def leader(self, side: Side) -> PurposeAgreement | None:
        """The first who leads on that side and agreed."""
        found = (a for a in self.agreed if a.agreement.side == side and a.leads)
        return next((a.agreement for a in found), None)

    def deliverer(self, side: Side) -> PurposeAgreement | None:
        """The first who delivers the service on that side and agreed."""
        found = (a for a in self.agreed if a.agreement.side == side and a.delivers)
        return next((a.agreement for a in found), None)


#: Today's positions of both sides, by name.
People = Mapping[Side, list[Position]]


def people_of(partnership: Partnership, today: date) -> People:
    """Today's positions of both sides, with their people, in one query."""
    positions = (
        Position.objects.current(today)
        .filter(Q(organization=partnership.organization_id) | Q(organization__is_ours=True))
        .filter(contact__archived_at__isnull=True)
        .select_related("contact", "organization")
        .order_by("contact__name", "pk")
    )
    people: dict[Side, list[Position]] = {side: [] for side in Side}
    for position in positions:
        theirs = position.organization_id == partnership.organization_id
        people[Side.THEIRS if theirs else Side.OURS].append(position)
    return people


def same_page(partnership: Partnership, people: People) -> SamePage:
    """Who agrees with the newest purpose, and at which level, in two queries.

    Levels are those of today's positions on the person's own side: when the only one who leads
    leaves, the page is no longer shared.
    """
    purpose = Purpose.objects.filter(partnership=partnership).order_by("-pk").first()
    if purpose is None:
        return SamePage(purpose=None, agreed=())
    agreements = purpose.agreements.select_related("contact")
    return SamePage(
        purpose=purpose, agreed=tuple(_agreed(agreement, people) for agreement in agreements)
    )


def _agreed(agreement: PurposeAgreement, people: People) -> Agreed:
    held = [p for p in people[Side(agreement.side)] if p.contact_id == agreement.contact_id]
    return Agreed(
        agreement=agreement,
        leads=any(position.leads for position in held),
        delivers=any(position.delivers for position in held),
    )
