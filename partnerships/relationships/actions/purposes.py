"""The purpose, and who agrees with it."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from partnerships.organizations.models import Contact
from partnerships.relationships import queries
from partnerships.relationships.actions.partnerships import lock, record_event, they_answered
from partnerships.relationships.lifecycle import How, Side
from partnerships.relationships.models import (
    IN_ERROR,
    Partnership,
    Purpose,
    PurposeAgreement,
    Retractable,
)


@transaction.atomic
def set_purpose(*, partnership: Partnership, sentence: str, by: User, now: datetime) -> Purpose:
    """Write why we do this together. A new wording asks everyone again."""
    partnership = lock(partnership)
    current = Purpose.objects.filter(partnership=partnership).order_by("-pk").first()
    if current and current.sentence == sentence:
        return current
    purpose = Purpose.objects.create(
        partnership=partnership, sentence=sentence, set_at=now, set_by=by
    )
    record_event("purpose.set", partnership, by=by, at=now, wrote=[purpose], sentence=sentence)
    return purpose


@transaction.atomic
def agree_with_purpose(
    *,
    partnership: Partnership,
    contact: Contact,
    side: Side,
    how: How,
    said_on: date,
    by: User | None,
    now: datetime,
) -> PurposeAgreement:
    """Keep that a person agrees with the newest purpose; ``by`` is None by personal link.

    Raises `no_purpose`, `not_of_that_side`, or `already_agreed`.
    """
    partnership = lock(partnership)
    purpose = Purpose.objects.filter(partnership=partnership).order_by("-pk").first()
    if purpose is None:
        raise DomainError(_("Write the shared purpose first, in one sentence."), code="no_purpose")
    require_side(partnership=partnership, contact=contact, side=side, today=said_on)
    if purpose.agreements.filter(contact=contact).exists():
        raise DomainError(
            _("%(name)s has already agreed with this purpose.") % {"name": contact.name},
            field="contact",
            code="already_agreed",
        )
    agreement = PurposeAgreement.objects.create(
        purpose=purpose,
        side=side,
        contact=contact,
        how=how,
        agreed_on=said_on,
        recorded_at=now,
        recorded_by=by,
    )
    if side == Side.THEIRS:
        they_answered(partnership_id=partnership.pk, on=said_on, how=how, now=now)
    params = {"name": contact.name, "side": side.value}
    record_event("purpose.agreed", partnership, by=by, at=now, wrote=[agreement], **params)
    return agreement


def require_side(*, partnership: Partnership, contact: Contact, side: Side, today: date) -> None:
    """Raise `not_of_that_side` unless the person has a position on that side on that day."""
    positions = queries.people_of(partnership, today)[side]
    if all(position.contact_id != contact.pk for position in positions):
        raise DomainError(
            _("%(name)s has no position on that side. Add the position first, then come back.")
            % {"name": contact.name},
            field="contact",
            code="not_of_that_side",
        )


def set_in_error(row: Retractable, *, because: str, by: User | None, now: datetime | None) -> None:
    """Cross out what was written down by mistake, or with no time let it count again.

    The event is that of the action around it, which holds the lock of the partnership.
    """
    row.in_error_at, row.in_error_by, row.in_error_because = now, by, because
    row.save(update_fields=IN_ERROR)
