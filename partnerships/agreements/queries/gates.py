"""The gate as an agreement meets it: the seven checks for each partner it binds."""

from datetime import date

from partnerships.agreements.models import Mou, MouParty
from partnerships.exchange.queries import Gate, gate_of


def gates_of(mou: Mou, today: date) -> list[tuple[MouParty, Gate]]:
    """The seven checks for each partner an agreement needs them of; none for one not gated."""
    if not mou.gated:
        return []
    parties = mou.parties.filter(partnership__isnull=False, is_approving_official=False)
    found = parties.select_related("organization", "partnership__organization")
    return [(party, gate_of(party.partnership, today)) for party in found if party.partnership]
