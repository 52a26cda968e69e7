"""The gate of an MOU: what must hold before it goes out or a signature counts (W3)."""

from datetime import date, datetime

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from partnerships.agreements import queries
from partnerships.agreements.actions.base import record_mou_event, set_state
from partnerships.agreements.actions.drafting import mark_ready
from partnerships.agreements.actions.text import keep_version, show_version
from partnerships.agreements.lifecycle import IN_WORK, MouState
from partnerships.agreements.models import Mou, MouParty, MouVersion
from partnerships.exchange import actions as exchange
from partnerships.relationships.models import Partnership


def require_gate(mou: Mou, today: date) -> None:
    """Refuse before anything is rendered and stored; `pass_gate` asks again under the lock."""
    _require_concerns_noted(mou, today)
    for _party, gate in queries.gates_of(mou, today):
        if not gate.holds:
            raise exchange.GateClosed(gate.missing())


def pass_gate(mou: Mou, *, by: User, now: datetime) -> MouVersion:
    """Prove the seven checks for each partner under the MOU, then put it out for signature.

    ``mou`` is locked. Raises what ``send_out`` raises.
    """
    _require_concerns_noted(mou, timezone.localdate(now))
    wrote: list[Model] = [mou]
    if mou.gated:
        for party in sorted(gated_partners(mou), key=lambda one: one.partnership_id or 0):
            party.value_agreement, made = exchange.prove_gate(
                partnership=_partnership_of(party), by=by, now=now
            )
            party.save(update_fields=["value_agreement"])
            wrote += [party, party.value_agreement] if made else [party]
    if mou.state in IN_WORK:
        mark_ready(mou=mou, by=by, now=now)
        mou.refresh_from_db()
    set_state(mou, MouState.OUT_FOR_SIGNATURE, gate_passed_at=now if mou.gated else None)
    record_mou_event("mou.gate_passed", mou, by=by, at=now, wrote=wrote)
    keep_version(mou, by=by, now=now)
    return show_version(mou, by=by, now=now)


def _require_concerns_noted(mou: Mou, today: date) -> None:
    """Nothing goes out over someone's head."""
    gates = queries.gates_of(mou, today)
    concerns = [one for _party, gate in gates for one in gate.exchange.concerns]
    if concerns:
        names = ", ".join(answer.contact.name for answer in concerns)
        raise DomainError(
            _("%(names)s didn't say yes. Record on the partner's page what you did about it.")
            % {"names": names},
            code="concerns_open",
        )


def gated_partners(mou: Mou) -> list[MouParty]:
    """Parties whose partnership with us has to pass; at least one remains (W3)."""
    parties = mou.parties.filter(partnership__isnull=False, is_approving_official=False)
    found = list(parties.select_related("partnership__organization", "value_agreement"))
    if not found:
        raise DomainError(
            _("Add at least one partner whose lists this MOU is based on."),
            code="mou_move_refused",
        )
    return found


def _partnership_of(party: MouParty) -> Partnership:
    if party.partnership is None:
        raise DomainError(
            _("This party has no partnership with us. Start one first."), code="mou_move_refused"
        )
    return party.partnership
