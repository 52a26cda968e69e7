"""Questions about how we stand."""

from dataclasses import dataclass
from datetime import date

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


def same_page(partnership: Partnership, today: date) -> SamePage:
    """Who agrees with the newest purpose, and at which level, in three queries.

    Levels are those of today's positions on the person's own side: when the only one who leads
    leaves, the page is no longer shared.
    """
    purpose = Purpose.objects.filter(partnership=partnership).order_by("-pk").first()
    if purpose is None:
        return SamePage(purpose=None, agreed=())
    agreements = list(purpose.agreements.select_related("contact"))
    positions = Position.objects.current(today).filter(
        contact_id__in=[agreement.contact_id for agreement in agreements]
    )
    held: dict[tuple[int, bool], list[Position]] = {}
    for position in positions.select_related("organization"):
        if position.organization_id == partnership.organization_id:
            held.setdefault((position.contact_id, False), []).append(position)
        elif position.organization.is_ours:
            held.setdefault((position.contact_id, True), []).append(position)
    return SamePage(
        purpose=purpose,
        agreed=tuple(
            Agreed(
                agreement=agreement,
                leads=any(p.leads for p in _of(held, agreement)),
                delivers=any(p.delivers for p in _of(held, agreement)),
            )
            for agreement in agreements
        ),
    )


def _of(
    held: dict[tuple[int, bool], list[Position]], agreement: PurposeAgreement
) -> list[Position]:
    return held.get((agreement.contact_id, agreement.side == Side.OURS), [])


def people_of(partnership: Partnership, side: Side, today: date) -> "list[Position]":
    """Today's positions of one side, with their people, by name."""
    positions = Position.objects.current(today).select_related("contact", "organization")
    if side == Side.OURS:
        positions = positions.filter(organization__is_ours=True)
    else:
        positions = positions.filter(organization_id=partnership.organization_id)
    return list(positions.filter(contact__archived_at__isnull=True).order_by("contact__name"))


def stands_on(contact_id: int, partnership: Partnership, today: date) -> Side | None:
    """The side a person stands on today through a position; theirs first if on both."""
    held = Position.objects.current(today).filter(contact_id=contact_id)
    if held.filter(organization_id=partnership.organization_id).exists():
        return Side.THEIRS
    return Side.OURS if held.filter(organization__is_ours=True).exists() else None
