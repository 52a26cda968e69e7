"""What every action on an MOU needs: the lock, the state, the event."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import Json, record
from common.errors import DomainError
from partnerships.agreements.lifecycle import (
    MouState,
    can_move,
)
from partnerships.agreements.models import (
    Mou,
    MouParty,
)
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import How


def lock(mou: Mou) -> Mou:
    """The row as it stands now, held until the end of the transaction."""
    return Mou.objects.select_for_update().get(pk=mou.pk)


def set_state(mou: Mou, to: MouState, **fields: Any) -> None:
    """Write the next state and what goes with it. ``mou`` is locked.

    Raises `mou_move_refused` for a step that is not in the table.
    """
    if not can_move(MouState(mou.state), to):
        raise DomainError(
            _("This MOU is “%(state)s”, so it can't become “%(to)s”.")
            % {"state": mou.get_state_display(), "to": to.label},
            code="mou_move_refused",
        )
    changed = {"state": to, **fields}
    for name, value in changed.items():
        setattr(mou, name, value)
    mou.save(update_fields=list(changed))


def require_party(mou: Mou, party: MouParty) -> None:
    """Raise `party_refused` if someone removed the party meanwhile. ``mou`` is locked."""
    if not mou.parties.filter(pk=party.pk).exists():
        raise DomainError(
            _("Someone else removed %(name)s from this MOU. Add it again if it's still needed.")
            % {"name": party.organization},
            code="party_refused",
        )


def party_answered(party: MouParty | None, how: How, *, now: datetime) -> None:
    """Someone of a party said something: it's our turn with that partner (L2)."""
    if party and party.partnership_id:
        on = timezone.localdate(now)
        relationships.they_answered(partnership_id=party.partnership_id, on=on, how=how, now=now)


def lead(mou: Mou | None) -> int | None:
    """The partnership whose timeline shows what happens to an MOU: its first."""
    if mou is None:
        return None
    parties = mou.parties.filter(partnership__isnull=False)
    return parties.values_list("partnership_id", flat=True).first()


def record_mou_event(
    verb: str,
    mou: Mou,
    *,
    by: User | None,
    at: datetime,
    wrote: Iterable[Model] = (),
    **params: Json,
) -> None:
    """Write the event of an action on an MOU to the log and its partnership's timeline."""
    record(
        verb,
        by=by,
        at=at,
        subject=mou,
        organization_id=None,
        partnership_id=lead(mou),
        title=mou.title,
        wrote=wrote,
        **params,
    )
