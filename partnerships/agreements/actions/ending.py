"""Stopping an MOU: called back, withdrawn, on hold, or ended before its term."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Model
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from common.dates import add_days
from common.errors import DomainError
from partnerships.agreements.actions.base import lock, record_mou_event, set_state
from partnerships.agreements.actions.links import tell_signers
from partnerships.agreements.lifecycle import LinkKind, MouState
from partnerships.agreements.models import Mou, Signer


@transaction.atomic
def recall(*, mou: Mou, reason: str, by: User, now: datetime) -> Mou:
    """Call an MOU back from signing to change it: signatures become void and are kept (M3).

    Raises `mou_move_refused`.
    """
    mou = lock(mou)
    if mou.state != MouState.OUT_FOR_SIGNATURE:
        raise DomainError(
            _("Only an MOU that's out for signature can be recalled."), code="mou_move_refused"
        )
    void = void_signatures(mou, reason=reason, now=now)
    set_state(mou, MouState.DRAFT, gate_passed_at=None)
    mou.parties.update(value_agreement=None)
    wrote = [mou, *mou.parties.all(), *void]
    record_mou_event("mou.recalled", mou, by=by, at=now, wrote=wrote, reason=reason)
    return mou


@transaction.atomic
def withdraw(*, mou: Mou, reason: str, by: User, now: datetime) -> Mou:
    """Give up an MOU that is not signed yet; nothing of it is deleted.

    Raises `mou_move_refused`.
    """
    mou = lock(mou)
    void = void_signatures(mou, reason=reason, now=now)
    set_state(mou, MouState.WITHDRAWN, stop_note=reason)
    record_mou_event("mou.withdrawn", mou, by=by, at=now, wrote=[mou, *void], reason=reason)
    return mou


def void_signatures(mou: Mou, *, reason: str, now: datetime) -> list[Model]:
    """Keep the signatures as void, stop the links, and tell those who had signed.

    Returns the rows it wrote, for the event of the action.
    """
    signatures = list(mou.signatures.counting().order_by("pk"))
    links = list(mou.mou_links.filter(kind=LinkKind.SIGN, revoked_at__isnull=True))
    if signatures:
        tell_signers(mou, "mou_void", about=f"{signatures[-1].pk}", now=now)
    mou.signatures.counting().update(voided_at=now, void_reason=reason[:300])
    mou.mou_links.filter(kind=LinkKind.SIGN, revoked_at__isnull=True).update(revoked_at=now)
    Signer.objects.filter(party__mou=mou).update(declined_at=None, decline_reason="")
    return [*signatures, *links]


@transaction.atomic
def suspend(*, mou: Mou, reason: str, by: User, now: datetime) -> Mou:
    """Put a signed MOU on hold: until it goes on it is not in effect.

    Raises `mou_move_refused`.
    """
    mou = lock(mou)
    set_state(mou, MouState.SUSPENDED, stop_note=reason)
    record_mou_event("mou.suspended", mou, by=by, at=now, wrote=[mou], reason=reason)
    return mou


@transaction.atomic
def resume(*, mou: Mou, by: User, now: datetime) -> Mou:
    """Let an MOU go on that was on hold; its end stays where it was. Raises `mou_move_refused`."""
    mou = lock(mou)
    if mou.state != MouState.SUSPENDED:
        raise DomainError(_("It isn't on hold."), code="mou_move_refused")
    set_state(mou, MouState.SIGNED, stop_note="")
    record_mou_event("mou.resumed", mou, by=by, at=now, wrote=[mou])
    return mou


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

    Raises `end_too_early` or `mou_move_refused`.
    """
    mou = lock(mou)
    earliest = add_days(notice_on, mou.notice_days)
    if ends_on < earliest and not both_agree:
        raise DomainError(
            _("With %(days)s days' notice, it can end on %(day)s at the earliest.")
            % {"days": mou.notice_days, "day": date_format(earliest, "M j, Y")},
            field="ends_on",
            code="end_too_early",
        )
    set_state(mou, MouState.TERMINATED, stopped_on=ends_on, stop_note=reason)
    record_mou_event("mou.terminated", mou, by=by, at=now, wrote=[mou], on=ends_on.isoformat())
    return mou
