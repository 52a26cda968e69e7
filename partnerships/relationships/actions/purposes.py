"""The purpose, and who agrees with it."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from partnerships.organizations.models import Contact
from partnerships.relationships import queries
from partnerships.relationships.actions.partnerships import lock, record_event
from partnerships.relationships.lifecycle import How, Side
from partnerships.relationships.models import (
    Partnership,
    Purpose,
    PurposeAgreement,
)


class NotOfThatSide(DomainError):
    """The person has no position on the side they are to speak for."""


class NoPurpose(DomainError):
    """There is no purpose yet that somebody could agree with."""


class AlreadyAgreed(DomainError):
    """The person agreed with this purpose before."""


@transaction.atomic
def set_purpose(*, partnership: Partnership, sentence: str, by: User, now: datetime) -> Purpose:
    """Write why we do this together. A new wording asks everybody again."""
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

    Raises NoPurpose, NotOfThatSide, or AlreadyAgreed.
    """
    partnership = lock(partnership)
    purpose = Purpose.objects.filter(partnership=partnership).order_by("-pk").first()
    if purpose is None:
        raise NoPurpose(_("Write the purpose first: one sentence both sides share."))
    require_side(partnership=partnership, contact=contact, side=side, today=said_on)
    if purpose.agreements.filter(contact=contact).exists():
        raise AlreadyAgreed(
            _("%(name)s agreed with this purpose before.") % {"name": contact.name},
            field="contact",
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
    record_event(
        "purpose.agreed",
        partnership,
        by=by,
        at=now,
        wrote=[agreement],
        name=contact.name,
        side=side.value,
    )
    return agreement


def require_side(*, partnership: Partnership, contact: Contact, side: Side, today: date) -> None:
    """Raise NotOfThatSide unless the person has a position on that side on that day."""
    positions = queries.people_of(partnership, today)[side]
    if all(position.contact_id != contact.pk for position in positions):
        raise NotOfThatSide(
            _("%(name)s has no position on that side. Add the position first, then come back.")
            % {"name": contact.name},
            field="contact",
        )
