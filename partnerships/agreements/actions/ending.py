"""Ending an MOU before its term."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from partnerships.agreements.actions.base import lock, note, set_state
from partnerships.agreements.lifecycle import (
    MouState,
)
from partnerships.agreements.models import (
    Mou,
)


class EndTooEarly(DomainError):
    """The notice has not run out by that day (M6)."""


@transaction.atomic
def terminate(
    *,
    mou: Mou,
    notice_on: date,
    ends_on: date,
    both_agree: bool,
    reason: str,
    by: User,
    now: datetime,
) -> Mou:
    """End an MOU early: notice date + days of notice is the earliest end, unless both agree (M6).

    Raises EndTooEarly or MouMoveRefused.
    """
    mou = lock(mou)
    earliest = notice_on + timedelta(days=mou.notice_days)
    if ends_on < earliest and not both_agree:
        raise EndTooEarly(
            _("With %(days)s days of notice it can end on %(day)s at the earliest.")
            % {"days": mou.notice_days, "day": earliest.isoformat()},
            field="ends_on",
        )
    set_state(mou, MouState.TERMINATED, stopped_on=ends_on, stop_note=reason)
    note("mou.terminated", mou, by=by, at=now, on=ends_on.isoformat())
    return mou
