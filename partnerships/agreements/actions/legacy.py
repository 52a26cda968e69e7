"""The honest ways in for an MOU that was signed before Accord, or outside."""

from datetime import date, datetime

from django.core.files.base import File
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import record
from common.errors import DomainError
from partnerships.agreements.actions.base import lock, record_mou_event
from partnerships.agreements.actions.completing import require_no_overlap
from partnerships.agreements.actions.documents import (
    StoredFile,
    require_room_for_document,
    store_document,
    store_file,
)
from partnerships.agreements.actions.drafting import begin
from partnerships.agreements.lifecycle import (
    IN_WORK,
    DocumentKind,
    EndKnown,
    MouState,
)
from partnerships.agreements.models import (
    GoLive,
    Mou,
)
from partnerships.relationships import actions as relationships
from partnerships.relationships.models import Partnership


def enter_legacy(
    *,
    mou: Mou,
    partnership: Partnership,
    signed_about: date,
    signers: str,
    scan: File[bytes],
    by: User,
    now: datetime,
) -> Mou:
    """Enter an MOU that was signed before the house began with Accord, with its scan (W4).

    ``mou`` carries type, title and what is known of its end. It has no signature rows and is
    marked "WIIFM not written down". Raises `not_legacy`, `overlaps`, `bad_document`, `not_stored`.
    """
    live = GoLive.objects.first()
    if live is None or signed_about >= live.on:
        raise DomainError(
            _(
                "Only an MOU signed before %(day)s counts as an older one. Draft "
                "this one as a new MOU, or keep the document as “signed early”."
            )
            % {"day": date_format(live.on, "M j, Y") if live else _("your go-live date")},
            field="signed_about",
            code="not_legacy",
        )
    if mou.end_known != EndKnown.DATE:
        mou.ends_on = None
    stored = store_file(scan)
    return _enter_legacy(
        mou,
        partnership,
        signed_about=signed_about,
        signers=signers,
        scan=stored,
        by=by,
        now=now,
    )


@transaction.atomic
def _enter_legacy(
    mou: Mou,
    partnership: Partnership,
    *,
    signed_about: date,
    signers: str,
    scan: StoredFile,
    by: User,
    now: datetime,
) -> Mou:
    relationships.lock(partnership)  # so that no two begin that overlap
    begin(mou, [partnership], by=by, now=now)
    require_no_overlap(mou, starts=signed_about)
    store_document(
        mou=mou, partnership=None, kind=DocumentKind.LEGACY, upload=scan, by=by, now=now
    )
    mou.state = MouState.SIGNED
    mou.legacy_signed_on, mou.legacy_signers = signed_about, signers
    mou.save(update_fields=["state", "legacy_signed_on", "legacy_signers"])
    record_mou_event("mou.legacy_entered", mou, by=by, at=now, wrote=[mou])
    return mou


def keep_signed_early(
    *, mou: Mou, signed_on: date, scan: File[bytes], by: User, now: datetime
) -> Mou:
    """Keep a paper that was signed outside before both sides answered (W5).

    It is stored and shown, counts for nothing, and no one has to back-date: once the seven
    checks hold, the signatures are recorded with their true dates. Raises `mou_move_refused`,
    `bad_document`, `not_stored` or `full`.
    """
    _require_not_out(mou)
    stored = store_file(scan)
    with transaction.atomic():
        mou = lock(mou)
        _require_not_out(mou)
        require_room_for_document(mou)
        store_document(
            mou=mou, partnership=None, kind=DocumentKind.EARLY, upload=stored, by=by, now=now
        )
        mou.signed_early_on = signed_on
        mou.save(update_fields=["signed_early_on"])
        record_mou_event(
            "mou.signed_early", mou, by=by, at=now, wrote=[mou], on=signed_on.isoformat()
        )
    return mou


def _require_not_out(mou: Mou) -> None:
    if mou.state not in {*IN_WORK, MouState.READY_TO_SIGN}:
        raise DomainError(
            _("This MOU was already sent out. Record the signatures instead."),
            code="mou_move_refused",
        )


@transaction.atomic
def go_live(*, on: date, by: User | None, now: datetime) -> GoLive:
    """Write down the first day with Accord; a second call changes nothing (W4)."""
    live, created = GoLive.objects.get_or_create(pk=1, defaults={"on": on})
    if created:
        record("house.went_live", by=by, at=now, subject=live, wrote=[live], on=on.isoformat())
    return live
