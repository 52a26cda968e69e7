"""A signature, and the work that begins with the last one: both or neither."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from partnerships.agreements import actions as agreements
from partnerships.agreements.models import Mou, MouLink, Signature
from partnerships.pipeline.actions.beginning import begin_work


def record_signature(
    *, mou: Mou, signed: agreements.Signed, by: User | None, now: datetime
) -> Signature:
    """Keep one signature, as agreements.record_signature does; then begin the work."""
    checked = agreements.unchanged_document(mou)
    with transaction.atomic():
        signature = agreements.record_signature(
            mou=mou, signed=signed, checked=checked, by=by, now=now
        )
        begin_work(mou, by=by, now=now)
    return signature


def record_signed_paper(*, mou: Mou, by: User, now: datetime, **paper: Any) -> list[Signature]:
    """Keep a paper that several signed; ``paper`` is as agreements.store_signed_paper asks it."""
    stored = agreements.store_signed_paper(mou=mou, now=now, **paper)
    with transaction.atomic():
        signatures = agreements.record_signed_paper(stored, by=by, now=now)
        begin_work(mou, by=by, now=now)
    return signatures


def sign_by_link(*, link: MouLink, given: agreements.LinkSignature, now: datetime) -> Signature:
    """A signer signs behind their link, as agreements.sign_by_link does; then begin the work."""
    checked = agreements.check_link_signature(link=link, given=given, now=now)
    with transaction.atomic():
        signature = agreements.sign_by_link(link=link, given=given, checked=checked, now=now)
        begin_work(link.mou, by=None, now=now)
    return signature
