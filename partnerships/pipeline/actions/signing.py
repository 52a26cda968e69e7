"""A signature, and the work that begins with the last one: both or neither."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from common.errors import DomainError
from partnerships.agreements import actions as agreements
from partnerships.agreements.lifecycle import LinkKind
from partnerships.agreements.models import Mou, MouLink, Signature, Signer
from partnerships.pipeline.actions.beginning import begin_work


def send_out_and_ask(
    *, mou: Mou, asked: Iterable[Signer], by: User, now: datetime, seen: str | None = None
) -> list[DomainError]:
    """Send an MOU out, as agreements.send_out does, then mail these signers a link to sign.

    It is out even if a mail is refused; returns those refusals.
    """
    mou, refused = agreements.send_out(mou=mou, by=by, now=now, seen=seen), []
    for signer in asked:
        link = MouLink(mou=mou, party=signer.party, contact=signer.contact, kind=LinkKind.SIGN)
        try:
            agreements.send_mou_link(link=link, by=by, now=now)
        except DomainError as error:
            refused.append(error)
    return refused


def record_signature(
    *, mou: Mou, signed: agreements.Signed, by: User | None, now: datetime
) -> Signature:
    """Record one signature, then activate the partnership if it was the last."""
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
