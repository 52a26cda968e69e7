"""A signer who does not sign: not at all, not yet, or because a colleague should."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import DomainError
from partnerships.agreements.actions.base import lock, party_answered, record_mou_event
from partnerships.agreements.actions.links import mark_answered, tell_signers
from partnerships.agreements.lifecycle import MouState
from partnerships.agreements.models import Mou, MouLink, Signer
from partnerships.relationships.lifecycle import How


@dataclass(frozen=True)
class AnswerOrigin:
    """Where an answer came from, kept as evidence."""

    address: str
    user_agent: str


@transaction.atomic
def decline(*, link: MouLink, reason: str, origin: AnswerOrigin, now: datetime) -> Signer:
    """A signer says no, with a reason; it is our turn then.

    Those who signed are told, once for each time the signer was asked. Raises `link_refused` when
    there is nothing left to sign.
    """
    mou = lock(link.mou)
    signer = _waiting_behind(link, mou)
    if signer.declined_at and signer.decline_reason == reason:
        return signer  # the same answer, sent twice
    signer.declined_at, signer.decline_reason = now, reason
    signer.save(update_fields=["declined_at", "decline_reason"])
    _answered("mou.declined", link, mou, origin, now=now, reason=reason)
    tell_signers(mou, "mou_declined", about=f"{link.pk}:{link.sent_at.isoformat()}", now=now)
    return signer


@transaction.atomic
def hand_over(
    *, link: MouLink, name: str, email: str, origin: AnswerOrigin, now: datetime
) -> Signer:
    """A signer names a colleague who should sign instead; whoever sent the link is told.

    They decline nothing: until one of us lets the colleague sign, they still can. Raises
    `link_refused` when there is nothing left to sign.
    """
    mou = lock(link.mou)
    signer = _waiting_behind(link, mou)
    _answered("mou.delegated", link, mou, origin, now=now, colleague=name, email=email)
    return signer


def _waiting_behind(link: MouLink, mou: Mou) -> Signer:
    signer = Signer.objects.waiting().filter(party__mou=mou, contact=link.contact).first()
    if signer is None or mou.state != MouState.OUT_FOR_SIGNATURE:
        raise DomainError(_("There's nothing left for you to sign."), code="link_refused")
    return signer


def _answered(
    verb: str, link: MouLink, mou: Mou, origin: AnswerOrigin, *, now: datetime, **params: str
) -> None:
    """Keep it with the fingerprint of the file that its signers were shown."""
    document = mou.versions.all()[0].document
    mark_answered(link=link, now=now)
    party_answered(link.party, How.LINK, now=now)
    record_mou_event(
        verb,
        mou,
        by=None,
        at=now,
        name=link.contact.name,
        address=origin.address,
        user_agent=origin.user_agent[:300],
        sha256=document.sha256 if document else "",
        wrote=(),
        **params,
    )
