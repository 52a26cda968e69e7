"""Saying how much of an item is promised, what was delivered, and that it arrived."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Model
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import changed, values_of
from common.bounds import require_room
from common.errors import DomainError
from partnerships.organizations.models import Contact
from partnerships.outcomes.lifecycle import MOST_EARLIER_TARGETS, MOST_FULFILLMENTS
from partnerships.outcomes.models import (
    EarlierTarget,
    Fulfillment,
    FulfillmentAcceptance,
    Target,
)
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import How, Side

#: What a target says, kept when it changes.
TARGET = (
    *("quantity", "unit", "per", "starts_on", "due_on"),
    *("rate_cents", "rate_source", "rate_on"),
)


@transaction.atomic
def set_target(*, target: Target, by: User, now: datetime) -> Target:
    """Say how much of an item is promised in which time; ``target`` carries the values.

    Deliveries stay, and count for the new quantity; what the target was before stays in the
    history. Raises `full`.
    """
    partnership = relationships.lock(target.benefit.partnership)
    before = Target.objects.filter(pk=target.pk).first() if target.pk else None
    different = changed(target, values_of(before, TARGET)) if before else {}
    if before and not different:
        return target
    wrote: list[Model] = [target]
    if before:
        wrote.append(_keep_earlier(before, now=now))
    target.set_at, target.set_by = now, by
    target.save()
    relationships.record_event(
        "target.set",
        partnership,
        by=by,
        at=now,
        wrote=wrote,
        target=str(target),
        changed=different,
    )
    return target


def _keep_earlier(before: Target, *, now: datetime) -> EarlierTarget:
    require_room(
        EarlierTarget.objects.filter(target=before),
        most=MOST_EARLIER_TARGETS,
        refusal=_("This target changed %(most)s times. Add a new item for what comes next."),
    )
    kept = {name: getattr(before, name) for name in (*TARGET, "set_at", "set_by")}
    return EarlierTarget.objects.create(target=before, until=now, **kept)


@transaction.atomic
def record_fulfillment(*, fulfillment: Fulfillment, by: User, now: datetime) -> Fulfillment:
    """Note what was delivered of an item; ``fulfillment`` carries the values, unsaved.

    Raises `full`.
    """
    return _keep(fulfillment, "fulfillment.recorded", by=by, now=now)


@transaction.atomic
def correct_fulfillment(
    *, wrong: Fulfillment, fulfillment: Fulfillment, by: User, now: datetime
) -> Fulfillment:
    """Let ``fulfillment`` take the place of a delivery that was recorded wrongly.

    The wrong one stays in the history, and what the receiver said about it counts no more.
    Raises `already_corrected` or `full`.
    """
    relationships.lock(wrong.target.benefit.partnership)
    if not Fulfillment.objects.counting().filter(pk=wrong.pk).exists():
        raise DomainError(
            _("Someone already corrected this delivery. Correct the newer one."),
            code="already_corrected",
        )
    fulfillment.target, fulfillment.corrects = wrong.target, wrong
    return _keep(fulfillment, "fulfillment.corrected", by=by, now=now)


def _keep(fulfillment: Fulfillment, verb: str, *, by: User, now: datetime) -> Fulfillment:
    partnership = relationships.lock(fulfillment.target.benefit.partnership)
    if fulfillment.on < fulfillment.target.starts_on:
        raise DomainError(
            _("This is counted from %(day)s. Choose a later date, or let it begin earlier.")
            % {"day": date_format(fulfillment.target.starts_on, "M j, Y")},
            field="on",
            code="before_the_start",
        )
    require_room(
        Fulfillment.objects.counting().filter(target=fulfillment.target),
        adding=0 if fulfillment.corrects else 1,
        most=MOST_FULFILLMENTS,
        refusal=_("This item has %(most)s deliveries. Add a new item for what comes next."),
    )
    fulfillment.recorded_at, fulfillment.recorded_by = now, by
    fulfillment.save()
    relationships.record_event(
        verb,
        partnership,
        by=by,
        at=now,
        wrote=[fulfillment],
        quantity=fulfillment.quantity,
        unit=fulfillment.target.unit,
    )
    return fulfillment


@transaction.atomic
def accept_fulfillment(
    *,
    fulfillment: Fulfillment,
    contact: Contact,
    how: How,
    said_on: date,
    by: User | None,
    now: datetime,
) -> FulfillmentAcceptance:
    """Keep that someone of the side that got it says it arrived.

    Raises `not_of_that_side`, `already_corrected` or `already_confirmed`.
    """
    benefit = fulfillment.target.benefit
    partnership, side = relationships.lock(benefit.partnership), Side(benefit.side).other
    relationships.require_side(partnership=partnership, contact=contact, side=side, today=said_on)
    if not Fulfillment.objects.counting().filter(pk=fulfillment.pk).exists():
        raise DomainError(
            _("This delivery was corrected. Ask about the newer one."), code="already_corrected"
        )
    if FulfillmentAcceptance.objects.filter(fulfillment=fulfillment).exists():
        raise DomainError(
            _("They already confirmed this. There's nothing left to do."), code="already_confirmed"
        )
    acceptance = FulfillmentAcceptance.objects.create(
        fulfillment=fulfillment,
        side=side,
        contact=contact,
        how=how,
        said_on=said_on,
        recorded_at=now,
        recorded_by=by,
    )
    relationships.record_event(
        "fulfillment.accepted",
        partnership,
        by=by,
        at=now,
        wrote=[acceptance],
        quantity=fulfillment.quantity,
        unit=fulfillment.target.unit,
        name=contact.name,
    )
    return acceptance
