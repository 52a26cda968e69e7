"""The motives and reasons to end that leadership words."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.actions import record
from partnerships.relationships.models import (
    ClosingReason,
    Motive,
)


@transaction.atomic
def save_motive(*, motive: Motive, by: User, now: datetime) -> Motive:
    """Add a reason to partner or change one; ``motive`` carries the values."""
    motive.save()
    record("motive.saved", by=by, at=now, subject=motive, label=motive.label)
    return motive


@transaction.atomic
def save_closing_reason(*, reason: ClosingReason, by: User, now: datetime) -> ClosingReason:
    """Add a reason to end or change one; ``reason`` carries the values."""
    reason.save()
    record("closing_reason.saved", by=by, at=now, subject=reason, label=reason.label)
    return reason
