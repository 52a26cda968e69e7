"""Sending an MOU out for signature, through the gate."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from partnerships.agreements.actions.base import lock, record_mou_event
from partnerships.agreements.actions.drafting import require_seen
from partnerships.agreements.actions.gate import pass_gate, require_gate
from partnerships.agreements.actions.text import (
    StoredText,
    document_to_sign,
    pass_turn,
    store_text,
)
from partnerships.agreements.lifecycle import VersionKind
from partnerships.agreements.models import Mou
from partnerships.relationships.lifecycle import Side


def send_out(*, mou: Mou, by: User, now: datetime, seen: str | None = None) -> Mou:
    """Send an MOU out for signature, through the gate.

    ``seen`` is as in mark_ready. Raises `concerns_open`, GateClosed, `open_points` or
    `mou_move_refused`.
    """
    require_seen(mou, seen)
    require_gate(mou, timezone.localdate(now))
    return _send_out(mou, store_text(mou), by=by, now=now)


@transaction.atomic
def _send_out(mou: Mou, stored: StoredText | None, *, by: User, now: datetime) -> Mou:
    mou = lock(mou)
    version = pass_gate(mou, by=by, now=now)
    if version.kind == VersionKind.OURS:
        document_to_sign(version, stored=stored, by=by, now=now)
    sha256 = version.document.sha256 if version.document else version.sha256
    pass_turn(mou, Side.OURS, now=now)  # until someone of theirs is asked to sign
    record_mou_event("mou.sent_out", mou, by=by, at=now, sha256=sha256)
    return mou
