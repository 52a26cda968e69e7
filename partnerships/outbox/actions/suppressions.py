"""What a person decides about an address that must not be written to."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit import actions as audit
from common.text import normal_address
from partnerships.outbox.models import Suppression


def suppress(*, address: str, scope: str, reason: str, now: datetime, evidence: str = "") -> None:
    """Write no more to an address: nothing of one kind, or nothing at all.

    One that holds is kept as it is; one whose time is over begins again.
    """
    rows = Suppression.objects.filter(address_norm=normal_address(address), scope=scope)
    rows.filter(until__lte=now).delete()
    Suppression.objects.get_or_create(
        address_norm=normal_address(address),
        scope=scope,
        defaults={"reason": reason, "evidence": evidence, "created_at": now},
    )


@transaction.atomic
def lift_suppression(suppression: Suppression, *, by: User, now: datetime) -> None:
    """Let mail go to this address again: someone knows that it is right."""
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
