"""Passing the gate: the seven checks hold, and one immutable row proves it (W3)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from partnerships.exchange.models import ValueAgreement
from partnerships.exchange.models.agreement import PROOF
from partnerships.exchange.queries import Gate, NotYet, gate_of
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership


class GateClosed(NotYet):
    """Not all of the seven checks hold, so nothing goes out and no signature counts (W3)."""


@transaction.atomic
def prove_gate(
    *, partnership: Partnership, by: User, now: datetime
) -> tuple[ValueAgreement, bool]:
    """Return the proof that all seven checks hold now, and whether it is a new row.

    The same facts give the same row. Whoever asks for it writes the event. Raises GateClosed.
    """
    gate = gate_of(relationships.lock(partnership), timezone.localdate(now))
    if not gate.holds:
        raise GateClosed(gate.missing())
    return ValueAgreement.objects.get_or_create(
        list_version=gate.exchange.version,
        **_proof(gate),
        defaults={
            "our_lines_accepted": len(gate.exchange.accepted_checkable(Side.OURS)),
            "their_lines_accepted": len(gate.exchange.accepted_checkable(Side.THEIRS)),
            "made_at": now,
            "made_by": by,
        },
    )


def _proof(gate: Gate) -> dict[str, Any]:
    exchange, page = gate.exchange, gate.page
    rows = (
        exchange.answers[Side.OURS],
        exchange.answers[Side.THEIRS],
        exchange.acknowledgements[Side.OURS],
        exchange.acknowledgements[Side.THEIRS],
        page.leader(Side.OURS),
        page.deliverer(Side.OURS),
        page.leader(Side.THEIRS),
        page.deliverer(Side.THEIRS),
    )
    return dict(zip(PROOF, rows, strict=True))
