"""That no MOU is needed: a coordinator asks with a reason, leadership approves."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import can
from accounts.models import User
from accounts.roles import Permission
from audit.actions import record
from partnerships.pipeline.actions.moves import MoveRefused, require_note
from partnerships.relationships import actions as relationships
from partnerships.relationships.models import Partnership


@transaction.atomic
def ask_for_no_mou(
    *, partnership: Partnership, reason: str, by: User, now: datetime
) -> Partnership:
    """Ask leadership to agree that no MOU is needed. Raises MoveRefused without a reason."""
    partnership = relationships.lock(partnership)
    require_note(reason, field="reason")
    partnership.no_mou_reason = reason
    partnership.no_mou_asked_by, partnership.no_mou_asked_at = by, now
    partnership.save(update_fields=["no_mou_reason", "no_mou_asked_by", "no_mou_asked_at"])
    _record("no_mou.asked", partnership, by=by, at=now, reason=reason)
    return partnership


@transaction.atomic
def approve_no_mou(*, partnership: Partnership, by: User, now: datetime) -> Partnership:
    """Leadership agrees that no MOU is needed. Raises MoveRefused for others, or if not asked."""
    partnership = relationships.lock(partnership)
    if not can(by, Permission.LEAD):
        raise MoveRefused(_("Only leadership approves this. Ask them to."))
    if partnership.no_mou_asked_at is None:
        raise MoveRefused(_("Nobody has asked for it yet. A coordinator gives the reason first."))
    if partnership.no_mou_approved_at is None:
        partnership.no_mou_approved_by, partnership.no_mou_approved_at = by, now
        partnership.save(update_fields=["no_mou_approved_by", "no_mou_approved_at"])
        _record("no_mou.approved", partnership, by=by, at=now)
    return partnership


def _record(verb: str, partnership: Partnership, *, by: User, at: datetime, **params: str) -> None:
    record(
        verb,
        by=by,
        at=at,
        subject=partnership,
        organization_id=partnership.organization_id,
        partnership_id=partnership.pk,
        **params,
    )
