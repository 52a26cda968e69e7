"""Setting the stage: for pipeline.move alone, as a contract in pyproject.toml sees to."""

from datetime import datetime
from typing import Any

from accounts.models import User
from audit.actions import record
from partnerships.relationships.lifecycle import Stage
from partnerships.relationships.models import Partnership, StageChange


def set_stage(
    *,
    partnership: Partnership,
    to: Stage,
    by: User | None,
    now: datetime,
    note: str,
    **fields: Any,
) -> Partnership:
    """Write the new stage, what goes with it, and the history row.

    ``partnership`` is locked. ``by`` is None when a date that has come did it.
    """
    from_stage = Stage(partnership.stage)
    change = StageChange.objects.create(
        partnership=partnership,
        from_stage=from_stage,
        to_stage=to,
        at=now,
        by=by,
        note=note,
        time_in_stage=now - partnership.stage_since,
    )
    changed = {"stage": to, "stage_since": now, **fields}
    for name, value in changed.items():
        setattr(partnership, name, value)
    partnership.save(update_fields=list(changed))
    record(
        "partnership.moved",
        by=by,
        at=now,
        subject=partnership,
        organization_id=partnership.organization_id,
        partnership_id=partnership.pk,
        wrote=[partnership, change],
        from_stage=from_stage.value,
        to_stage=to.value,
        note=note,
    )
    return partnership
