"""Noting that a line was kept, and that those who got it say so (W10)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import changed, values_of
from common.bounds import require_room
from common.errors import DomainError
from partnerships.exchange.lifecycle import MOST_EVIDENCE
from partnerships.exchange.models import Benefit, Evidence, EvidenceAcceptance
from partnerships.organizations.models import Contact
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import How, Side


@transaction.atomic
def add_evidence(
    *, evidence: Evidence, next_due_on: date | None, by: User, now: datetime
) -> Evidence:
    """Note what happened of a line; ``evidence`` carries the values, unsaved.

    ``next_due_on`` is when the line is due again; None when nothing more is due. Raises `full`.
    """
    partnership = relationships.lock(evidence.benefit.partnership)
    require_room(
        Evidence.objects.filter(benefit=evidence.benefit_id),
        most=MOST_EVIDENCE,
        refusal=_("This item has %(most)s records. Add a new item for what comes next."),
    )
    evidence.recorded_at, evidence.recorded_by = now, by
    evidence.save()
    Benefit.objects.filter(pk=evidence.benefit_id).update(due_on=next_due_on)
    relationships.record_event(
        "evidence.added", partnership, by=by, at=now, wrote=[evidence], what=evidence.what
    )
    return evidence


@transaction.atomic
def edit_evidence(*, evidence: Evidence, by: User, now: datetime) -> Evidence:
    """Correct what happened of a line, or when; ``evidence`` carries the new values, unsaved.

    The event keeps what it said before. Raises `evidence_accepted` once someone confirmed it.
    """
    partnership = relationships.lock(evidence.benefit.partnership)
    if EvidenceAcceptance.objects.filter(evidence=evidence.pk).exists():
        raise DomainError(
            _("They confirmed this as it reads. Record what's right as a new entry."),
            code="evidence_accepted",
        )
    before = values_of(Evidence.objects.get(pk=evidence.pk), ("what", "happened_on"))
    if different := changed(evidence, before):
        evidence.save(update_fields=["what", "happened_on"])
        relationships.record_event(
            "evidence.edited",
            partnership,
            by=by,
            at=now,
            wrote=[evidence],
            what=evidence.what,
            changed=different,
        )
    return evidence


@transaction.atomic
def accept_evidence(
    *,
    evidence: Evidence,
    contact: Contact,
    how: How,
    said_on: date,
    by: User | None,
    now: datetime,
) -> EvidenceAcceptance:
    """Keep that someone of the side that got it says it happened; ``by`` is None by link.

    Raises `not_of_that_side` or `evidence_accepted`.
    """
    partnership = relationships.lock(evidence.benefit.partnership)
    side = Side(evidence.benefit.side).other
    relationships.require_side(partnership=partnership, contact=contact, side=side, today=said_on)
    if EvidenceAcceptance.objects.filter(evidence=evidence).exists():
        raise DomainError(
            _("They already confirmed this. There's nothing left to do."), code="evidence_accepted"
        )
    acceptance = EvidenceAcceptance.objects.create(
        evidence=evidence,
        side=side,
        contact=contact,
        how=how,
        said_on=said_on,
        recorded_at=now,
        recorded_by=by,
    )
    if side == Side.THEIRS:
        relationships.they_answered(partnership_id=partnership.pk, on=said_on, how=how, now=now)
    relationships.record_event(
        "evidence.accepted",
        partnership,
        by=by,
        at=now,
        wrote=[acceptance],
        what=evidence.what,
        name=contact.name,
    )
    return acceptance
