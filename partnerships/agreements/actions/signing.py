"""That they signed, and when that makes an MOU signed. Called through pipeline."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.dates import add_months
from common.errors import DomainError
from partnerships.agreements import queries, rules
from partnerships.agreements.actions.base import lock, set_state
from partnerships.agreements.actions.signers import SignerRefused, require_authority
from partnerships.agreements.lifecycle import (
    GIVES_WAY,
    EndKnown,
    Exemption,
    MouState,
)
from partnerships.agreements.models import (
    Document,
    Mou,
    Signature,
    Signer,
)
from partnerships.exchange.models import ValueAgreement
from partnerships.relationships.lifecycle import How


class Overlaps(DomainError):
    """Two MOUs of one kind and partnership would be in force at once (M1)."""


class WrongDocument(DomainError):
    """The paper belongs to another MOU, or isn't the signed one."""


@dataclass(frozen=True)
class Signed:
    """That a signer signed: when, how, and on which stored paper.

    By link there is more to keep: the name as typed, the consent, where it came from.
    """

    signer: Signer
    signed_on: date
    how: How
    document: Document
    typed_name: str = ""
    consent: str = ""
    address: str | None = None
    user_agent: str = ""


def require_may_sign(mou: Mou, signer: Signer, signed_on: date, *, now: datetime) -> None:
    """Raise SignerRefused unless the signer may have signed this MOU on that day (M2)."""
    if signer.party.mou_id != mou.pk:
        raise SignerRefused(_("Choose a signer of this MOU, or name one first."), field="signers")
    if signer.signature():
        raise SignerRefused(
            _("%(name)s has signed already.") % {"name": signer.contact.name}, field="signers"
        )
    if signed_on > timezone.localdate(now):
        raise SignerRefused(_("The day of signing can't be ahead of today."), field="signed_on")
    require_authority(signer.party, signer.contact, signed_on)


def add_signature(
    *,
    mou: Mou,
    signed: Signed,
    value_agreement: ValueAgreement | None,
    exemption: Exemption | None,
    by: User | None,
    now: datetime,
) -> Signature:
    """Store one signature; called by pipeline.record_signature, which has asked the gate.

    Raises SignerRefused or WrongDocument.
    """
    signer = signed.signer
    require_may_sign(mou, signer, signed.signed_on, now=now)
    if signed.document.mou_id != mou.pk:
        raise WrongDocument(_("Choose a paper of this MOU, or upload it first."), field="document")
    return Signature.objects.create(
        mou=mou,
        signer=signer,
        contact=signer.contact,
        signed_on=signed.signed_on,
        how=signed.how,
        document=signed.document,
        value_agreement=value_agreement,
        exemption=exemption or "",
        version=mou.versions.first(),
        typed_name=signed.typed_name,
        consent=signed.consent,
        address=signed.address,
        user_agent=signed.user_agent[:300],
        recorded_at=now,
        recorded_by=by,
    )


def complete(mou: Mou) -> list[Mou]:
    """Make an MOU signed once nobody is missing; ``mou`` is locked.

    Returns it and those that give way to it; nothing while somebody is missing. Raises Overlaps.
    """
    if queries.unsigned(mou):
        return []
    last = max(mou.signatures.counting().values_list("signed_on", flat=True))
    starts = mou.starts_on or last
    if mou.end_known == EndKnown.TERM and mou.term_months:
        mou.ends_on = rules.last_day_of(starts, mou.term_months)
    require_no_overlap(mou, starts=starts)
    months = mou.type.review_months
    set_state(
        mou,
        MouState.SIGNED,
        signed_on=last,
        ends_on=mou.ends_on,
        review_due_on=add_months(starts, months) if months else None,
    )
    return [mou, *_replace_predecessor(mou, starts=starts)]


def _replace_predecessor(mou: Mou, *, starts: date) -> list[Mou]:
    """The agreement that ``mou`` renews or amends gives way to it, if it still ran then.

    A renewal of that one, signed already and not yet begun, follows ``mou`` from now on.
    """
    if mou.succeeds is None:
        return []
    old = lock(mou.succeeds)
    last_day = old.last_day()
    if old.state not in GIVES_WAY or (last_day and last_day < starts):
        return []
    set_state(old, MouState.SUPERSEDED, stopped_on=starts)
    following = list(old.successors.filter(state__in=GIVES_WAY).exclude(pk=mou.pk))
    Mou.objects.filter(pk__in=[one.pk for one in following]).update(succeeds=mou)
    return [old, *following]


def require_no_overlap(mou: Mou, *, starts: date) -> None:
    """Raise Overlaps when another MOU of its kind and partnership runs at the same time (M1)."""
    if twin := queries.overlapping(mou, starts=starts):
        raise Overlaps(
            _("“%(title)s” is in effect for the same time. End it first, or change the term.")
            % {"title": twin.title}
        )
