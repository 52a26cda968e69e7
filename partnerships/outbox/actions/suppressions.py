"""What a person decides about an address that must not be written to."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit import actions as audit
from partnerships.outbox.models import Suppression


@transaction.atomic
def lift_suppression(suppression: Suppression, *, by: User, now: datetime) -> None:
    """Let mail go to this address again: somebody knows that it is right."""
    audit.record(
        "mail.suppression_lifted",
        by=by,
        at=now,
        subject=suppression,
        address=suppression.address_norm,
        scope=suppression.scope,
        reason=suppression.reason,
    )
    suppression.delete()
