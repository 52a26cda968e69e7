"""That no MOU is needed: a coordinator asks with a reason, leadership approves."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import can
from accounts.models import User
from accounts.roles import Permission, Role
from common.errors import DomainError
from partnerships.outbox import actions as outbox
from partnerships.outbox.lifecycle import Origin, Reason, RecipientKind
from partnerships.outbox.models import Delivery
from partnerships.outbox.rules import MailKind, Recipient
from partnerships.pipeline.actions.moves import require_note
from partnerships.pipeline.emails import render_no_mou
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import Stage
from partnerships.relationships.models import Partnership


@transaction.atomic
def ask_for_no_mou(
    *, partnership: Partnership, reason: str, by: User, now: datetime
) -> Partnership:
    """Ask leadership to agree that no MOU is needed.

    Raises `move_refused` without a reason, or for a closed partnership.
    """
    partnership = _lock_to_ask(partnership)
    require_note(reason, field="reason")
    if partnership.no_mou_asked_at and partnership.no_mou_reason == reason:
        return partnership  # leadership has been asked this already
    partnership.no_mou_reason = reason
    partnership.no_mou_asked_by, partnership.no_mou_asked_at = by, now
    partnership.save(update_fields=["no_mou_reason", "no_mou_asked_by", "no_mou_asked_at"])
    relationships.record_event(
        "no_mou.asked", partnership, by=by, at=now, wrote=[partnership], reason=reason
    )
    _ask_leadership(partnership, now=now)
    return partnership


def _lock_to_ask(partnership: Partnership) -> Partnership:
    """Lock it for a question that a closed partnership doesn't raise."""
    partnership = relationships.lock(partnership)
    if partnership.stage == Stage.CLOSED:
        raise DomainError(
            _("This partnership is closed, so it needs no MOU. Leadership can reopen it."),
            code="move_refused",
        )
    return partnership


def _ask_leadership(partnership: Partnership, *, now: datetime) -> None:
    """One mail to everyone who may approve it."""
    for leader in User.objects.active().in_role(Role.LEADERSHIP):
        outbox.enqueue(
            kind="no_mou_asked",
            dedupe_key=f"no_mou_asked:{partnership.pk}:{leader.pk}:{now.isoformat()}",
            recipient=Recipient(
                kind=RecipientKind.USER,
                id=leader.pk,
                address=leader.email,
                name=leader.name,
                tz=leader.time_zone,
            ),
            subject=partnership,
            not_before=now,
            expires_at=now + timedelta(days=7),
            partnership_id=partnership.pk,
            anchor_at=now,
            origin=Origin.PERSON,
            now=now,
        )


def _untrue(delivery: Delivery, _now: datetime) -> str:
    """No one needs to be asked once it is approved or closed, was asked again or taken back."""
    partnership = Partnership.objects.get(pk=delivery.subject_id)
    if partnership.stage == Stage.CLOSED:
        return str(Reason.NOT_OPEN)
    if partnership.no_mou_approved_at:
        return "approved"
    return "" if partnership.no_mou_asked_at == delivery.anchor_at else "asked_anew"


#: What the pump asks and writes for the question to leadership.
NO_MOU_ASKED = MailKind(why_untrue=_untrue, render=render_no_mou)


@transaction.atomic
def decline_no_mou(
    *, partnership: Partnership, reason: str, by: User, now: datetime
) -> Partnership:
    """Leadership wants an MOU after all, and says why. Raises `move_refused`."""
    partnership = relationships.lock(partnership)
    if not can(by, Permission.LEAD):
        raise DomainError(_("Only leadership can decide this. Ask them to."), code="move_refused")
    require_note(reason, field="reason")
    if partnership.no_mou_asked_at is None or partnership.no_mou_approved_at:
        raise DomainError(
            _("No one is asking for it now, so there's nothing to decide."), code="move_refused"
        )
    partnership.no_mou_reason = ""
    partnership.no_mou_asked_by = partnership.no_mou_asked_at = None
    partnership.save(update_fields=["no_mou_reason", "no_mou_asked_by", "no_mou_asked_at"])
    relationships.record_event(
        "no_mou.declined", partnership, by=by, at=now, wrote=[partnership], reason=reason
    )
    return partnership


@transaction.atomic
def approve_no_mou(*, partnership: Partnership, by: User, now: datetime) -> Partnership:
    """Leadership agrees that no MOU is needed.

    Raises `move_refused` for others, unasked, or for a closed partnership.
    """
    partnership = _lock_to_ask(partnership)
    if not can(by, Permission.LEAD):
        raise DomainError(_("Only leadership can approve this. Ask them to."), code="move_refused")
    if partnership.no_mou_asked_at is None:
        raise DomainError(
            _("No one has asked for it yet. A coordinator has to give the reason first."),
            code="move_refused",
        )
    if partnership.no_mou_approved_at is None:
        partnership.no_mou_approved_by, partnership.no_mou_approved_at = by, now
        partnership.save(update_fields=["no_mou_approved_by", "no_mou_approved_at"])
        relationships.record_event(
            "no_mou.approved", partnership, by=by, at=now, wrote=[partnership]
        )
    return partnership
