"""The only way an MOU gets a signature, and what it does to the stage."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from partnerships.agreements import actions as agreements
from partnerships.agreements.lifecycle import (
    IN_WORK,
    DocumentKind,
    Exemption,
    MouState,
)
from partnerships.agreements.models import (
    Document,
    Mou,
    MouLink,
    MouParty,
    Signature,
    Signer,
)
from partnerships.agreements.rules import CONSENT, same_name
from partnerships.exchange.models import ValueAgreement
from partnerships.pipeline.actions.beginning import begin_work
from partnerships.pipeline.actions.gate import gated_partners, pass_gate
from partnerships.pipeline.actions.moves import MoveRefused
from partnerships.relationships.lifecycle import How, Side


def record_signed_paper(
    *,
    mou: Mou,
    signers: Iterable[Signer],
    signed_on: date,
    how: How,
    paper: Document | File[bytes],
    by: User,
    now: datetime,
    certificate: File[bytes] | None = None,
) -> list[Signature]:
    """Keep the signed paper, if it is a new file, and the signatures on it; all or nothing.

    ``certificate`` is what another signing tool gave with it. Asks who may sign first, so that
    a refused signature leaves no file behind; files are checked, hashed and stored before
    anything is locked. Raises what attach_document and record_signature raise.
    """
    signers = list(signers)
    for signer in signers:
        agreements.require_may_sign(mou, signer, signed_on, now=now)
    checked = _unchanged_document(mou)
    kept = paper if isinstance(paper, Document) else agreements.store_file(paper)
    proof = agreements.store_file(certificate) if certificate else None
    with transaction.atomic():
        mou = _open_for_signatures(mou, checked, by=by, now=now)
        if not isinstance(kept, Document):
            kept = _attach(mou, DocumentKind.SIGNED, kept, by=by, now=now)
        if proof:
            _attach(mou, DocumentKind.CERTIFICATE, proof, by=by, now=now)
        papers = [
            agreements.Signed(signer=signer, signed_on=signed_on, how=how, document=kept)
            for signer in signers
        ]
        return [_record_signature(mou, signed, checked, by=by, now=now) for signed in papers]


def _attach(
    mou: Mou, kind: DocumentKind, stored: agreements.StoredFile, *, by: User, now: datetime
) -> Document:
    return agreements.attach_document(
        mou=mou, partnership=None, kind=kind, upload=stored, by=by, now=now
    )


@dataclass(frozen=True)
class Given:
    """What a signer typed and ticked behind their link, and where it came from."""

    typed_name: str
    code: str
    address: str | None
    user_agent: str


class ChangedFile(DomainError):
    """The stored document is no longer the one whose fingerprint the signers were shown."""


def sign_by_link(*, link: MouLink, given: Given, now: datetime) -> Signature:
    """A signer signs behind their link: name, intent and consent for exactly these bytes.

    Raises LinkRefused, SignerRefused, ChangedFile, MoveRefused. A wrong code is counted even so.
    """
    agreements.require_code(link=link, typed=given.code, now=now)
    return _sign_by_link(link, given, _unchanged_document(link.mou), now=now)


@transaction.atomic
def _sign_by_link(
    link: MouLink, given: Given, checked: Document | None, *, now: datetime
) -> Signature:
    mou = agreements.lock(link.mou)
    signer = Signer.objects.waiting().filter(party__mou=mou, contact=link.contact).first()
    if signer is None or mou.state != MouState.OUT_FOR_SIGNATURE:
        raise agreements.LinkRefused(_("There is nothing left for you to sign here."))
    agreements.require_turn(mou, signer)
    document = mou.versions.all()[0].document
    if document is None:
        raise ChangedFile(_("The document can't be shown as it was. Please call us."))
    if not same_name(given.typed_name, link.contact.name):
        raise agreements.SignerRefused(
            _("Type your name as it stands here: %(name)s.") % {"name": link.contact.name},
            field="typed_name",
        )
    signed = agreements.Signed(
        signer=signer,
        signed_on=timezone.localdate(now),
        how=How.LINK,
        document=document,
        typed_name=given.typed_name,
        consent=CONSENT,
        address=given.address,
        user_agent=given.user_agent,
    )
    agreements.mark_answered(link=link, now=now)
    Signer.objects.filter(pk=signer.pk).update(declined_at=None, decline_reason="")
    return _record_signature(mou, signed, checked, by=None, now=now)


def record_signature(
    *, mou: Mou, signed: agreements.Signed, by: User | None, now: datetime
) -> Signature:
    """Keep one signature; the last one puts the MOU in force and moves the stage.

    A paper signed before it was sent out passes the gate with its first signature. Raises
    GateClosed while the seven checks don't hold, whoever asks, MoveRefused for an MOU that is
    signed or went out past the gate, ChangedFile, and what add_signature raises.
    """
    return _record_signature(mou, signed, _unchanged_document(mou), by=by, now=now)


@transaction.atomic
def _record_signature(
    mou: Mou,
    signed: agreements.Signed,
    checked: Document | None,
    *,
    by: User | None,
    now: datetime,
) -> Signature:
    mou = _open_for_signatures(mou, checked, by=by, now=now)
    value_agreement, exemption = _basis(mou, signed.signer.party)
    signature = agreements.add_signature(
        mou=mou,
        signed=signed,
        value_agreement=value_agreement,
        exemption=exemption,
        by=by,
        now=now,
    )
    completed = agreements.complete(mou)
    agreements.note(
        "mou.signed",
        mou,
        by=by,
        at=now,
        wrote=[signature, *completed],
        name=signed.signer.contact.name,
        how=signed.how,
        sha256=signed.document.sha256,
        address=signed.address or "",
        user_agent=signed.user_agent[:300],
        consent=signed.consent,
    )
    if completed:
        agreements.pass_turn(mou, Side.OURS, now=now)
        begin_work(mou, by=by, now=now)
    return signature


def _unchanged_document(mou: Mou) -> Document | None:
    """Hash what is signed before anything is locked, since that takes a while.

    Returns the document, if there is one yet. Raises ChangedFile.
    """
    version = mou.versions.first()
    document = version.document if version else None
    if document and not agreements.is_unchanged(document):
        raise ChangedFile(_("The document can't be shown as it was. Please call us."))
    return document


def _open_for_signatures(
    mou: Mou, checked: Document | None, *, by: User | None, now: datetime
) -> Mou:
    """The MOU, locked and out for signature: now, if it wasn't yet and the gate holds.

    ``checked`` is the document that was hashed before; another one, made since, is hashed now.
    """
    mou = agreements.lock(mou)
    if by and mou.state in {*IN_WORK, MouState.READY_TO_SIGN}:
        pass_gate(mou, by=by, now=now)
    if mou.state != MouState.OUT_FOR_SIGNATURE:
        raise MoveRefused(_("This MOU is signed already; nothing is left to record."))
    version = mou.versions.first()
    if version and version.document != checked:
        _unchanged_document(mou)
    return mou


def _basis(mou: Mou, party: MouParty) -> tuple[ValueAgreement | None, Exemption | None]:
    """What a party's signature rests on; ours rests on the lead partnership's agreement.

    It is the agreement the MOU went out with: later edits of the lists don't block the
    remaining signatures.
    """
    if not mou.gated:
        return None, Exemption.NOT_GATED
    if party.is_approving_official:
        return None, Exemption.APPROVING_OFFICIAL
    partners = {partner.pk: partner for partner in gated_partners(mou)}
    bound = partners[party.pk] if party.partnership_id else next(iter(partners.values()))
    if bound.value_agreement:
        return bound.value_agreement, None
    raise MoveRefused(
        _("The seven checks never held for %(party)s and this MOU. Draft it anew.")
        % {"party": party}
    )
