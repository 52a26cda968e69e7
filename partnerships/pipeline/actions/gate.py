"""The gate: the only way an MOU goes out for signature."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from partnerships.agreements import actions as agreements
from partnerships.agreements.lifecycle import IN_WORK, MouState, VersionKind
from partnerships.agreements.models import Mou, MouParty, MouVersion
from partnerships.exchange.models import ValueAgreement
from partnerships.exchange.models.agreement import PROOF
from partnerships.pipeline.actions.moves import MoveRefused, NotYet
from partnerships.pipeline.rules import Gate, gate_of, gates_of
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership


class GateClosed(NotYet):
    """Not all of the seven checks hold, so nothing goes out and no signature counts (W3)."""


class ConcernsOpen(DomainError):
    """Another key person said "not yet" or "no", and nobody noted what came of it (W8)."""


def send_out(*, mou: Mou, by: User, now: datetime) -> Mou:
    """Send an MOU out for signature, through the gate.

    Raises ConcernsOpen, GateClosed or MouMoveRefused.
    """
    agreements.render_ahead(mou)
    return _send_out(mou, by=by, now=now)


@transaction.atomic
def _send_out(mou: Mou, *, by: User, now: datetime) -> Mou:
    mou = agreements.lock(mou)
    version = pass_gate(mou, by=by, now=now)
    if version.kind == VersionKind.OURS:
        agreements.document_to_sign(version, by=by, now=now)
    sha256 = version.document.sha256 if version.document else version.sha256
    agreements.pass_turn(mou, Side.THEIRS, now=now)
    agreements.note("mou.sent_out", mou, by=by, at=now, sha256=sha256)
    return mou


def _require_concerns_noted(mou: Mou, today: date) -> None:
    """Nothing goes out over somebody's head."""
    concerns = [one for _party, gate in gates_of(mou, today) for one in gate.exchange.concerns]
    if concerns:
        names = ", ".join(answer.contact.name for answer in concerns)
        raise ConcernsOpen(
            _("%(names)s did not say yes. Note on the partner's page what you did about it.")
            % {"names": names}
        )


def pass_gate(mou: Mou, *, by: User, now: datetime) -> MouVersion:
    """The seven checks for each partner under the MOU, then "waiting for signatures"."""
    _require_concerns_noted(mou, timezone.localdate(now))
    wrote: list[Model] = [mou]
    if mou.gated:
        for party in sorted(gated_partners(mou), key=lambda one: one.partnership_id or 0):
            party.value_agreement, made = _value_agreement(party.partnership, by=by, now=now)
            party.save(update_fields=["value_agreement"])
            wrote += [party, party.value_agreement] if made else [party]
    if mou.state in IN_WORK:
        agreements.mark_ready(mou=mou, by=by, now=now)
        mou.refresh_from_db()
    agreements.set_state(
        mou, MouState.OUT_FOR_SIGNATURE, gate_passed_at=now if mou.gated else None
    )
    agreements.note("mou.gate_passed", mou, by=by, at=now, wrote=wrote)
    agreements.keep_version(mou, by=by, now=now)
    return agreements.show_version(mou, by=by, now=now)


def gated_partners(mou: Mou) -> list[MouParty]:
    """Parties whose partnership with us has to pass; at least one remains (W3)."""
    parties = mou.parties.filter(partnership__isnull=False, is_approving_official=False)
    found = list(parties.select_related("partnership__organization", "value_agreement"))
    if not found:
        raise MoveRefused(_("Name at least one partner whose lists stand behind this MOU."))
    return found


def _value_agreement(
    partnership: Partnership | None, *, by: User, now: datetime
) -> tuple[ValueAgreement, bool]:
    """The immutable proof that all seven hold now, and whether it is a new row.

    The same facts give the same row.

    Raises GateClosed.
    """
    if partnership is None:
        raise MoveRefused(_("This party has no partnership with us; open one first."))
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
