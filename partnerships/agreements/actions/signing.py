"""The only way an MOU gets a signature: it is out, the gate was passed, the file is the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from partnerships.agreements.actions.base import lock, record_mou_event
from partnerships.agreements.actions.completing import complete
from partnerships.agreements.actions.documents import (
    StoredFile,
    attach_document,
    is_unchanged,
    store_file,
)
from partnerships.agreements.actions.gate import gated_partners, pass_gate
from partnerships.agreements.actions.signers import as_it_stands, require_authority
from partnerships.agreements.actions.text import pass_turn
from partnerships.agreements.lifecycle import (
    IN_WORK,
    DocumentKind,
    Exemption,
    MouState,
)
from partnerships.agreements.models import Document, Mou, MouParty, Signature, Signer
from partnerships.exchange.models import ValueAgreement
from partnerships.relationships.lifecycle import How, Side


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


@dataclass(frozen=True)
class SignedPaper:
    """A paper that several signed, checked and stored before anything is locked.

    ``certificate`` is what another signing tool gave with it.
    """

    mou: Mou
    signers: list[Signer]
    signed_on: date
    how: How
    paper: Document | StoredFile
    certificate: StoredFile | None
    checked: Document | None


def store_signed_paper(
    *,
    mou: Mou,
    signers: Iterable[Signer],
    signed_on: date,
    how: How,
    paper: Document | File[bytes],
    now: datetime,
    certificate: File[bytes] | None = None,
) -> SignedPaper:
    """Check, hash and store a signed paper, outside any transaction; then record it.

    Asks who may sign first, so that a refused signature leaves no file behind. Raises
    `signer_refused`, `changed_file`, `bad_document` or `not_stored`.
    """
    signers = list(signers)
    for signer in signers:
        require_may_sign(mou, signer, signed_on, now=now)
    return SignedPaper(
        mou=mou,
        signers=signers,
        signed_on=signed_on,
        how=how,
        checked=unchanged_document(mou),
        paper=paper if isinstance(paper, Document) else store_file(paper),
        certificate=store_file(certificate) if certificate else None,
    )


@transaction.atomic
def record_signed_paper(signed: SignedPaper, *, by: User, now: datetime) -> list[Signature]:
    """Keep the signed paper, if it is a new file, and the signatures on it; all or nothing.

    Raises what record_signature raises.
    """
    mou = _open_for_signatures(signed.mou, signed.checked, by=by, now=now)
    paper = signed.paper
    if not isinstance(paper, Document):
        paper = _attach(mou, DocumentKind.SIGNED, paper, by=by, now=now)
    if signed.certificate:
        _attach(mou, DocumentKind.CERTIFICATE, signed.certificate, by=by, now=now)
    return [
        record_signature(
            mou=mou,
            signed=Signed(
                signer=signer, signed_on=signed.signed_on, how=signed.how, document=paper
            ),
            checked=signed.checked,
            by=by,
            now=now,
        )
        for signer in signed.signers
    ]


def _attach(
    mou: Mou, kind: DocumentKind, stored: StoredFile, *, by: User, now: datetime
) -> Document:
    return attach_document(mou=mou, partnership=None, kind=kind, upload=stored, by=by, now=now)


@transaction.atomic
def record_signature(
    *,
    mou: Mou,
    signed: Signed,
    checked: Document | None,
    by: User | None,
    now: datetime,
) -> Signature:
    """Keep one signature; the last one makes the MOU signed.

    ``checked`` is what ``unchanged_document`` returned before anything was locked. A paper signed
    before it was sent out passes the gate with its first signature. Raises GateClosed while the
    seven checks don't hold, whoever asks, `mou_move_refused` for an MOU that is signed or went out
    past the gate, `changed_file`, `signer_refused` or `wrong_document`.
    """
    mou = _open_for_signatures(mou, checked, by=by, now=now)
    signature = _add_signature(mou, signed, by=by, now=now)
    completed = complete(mou)
    record_mou_event(
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
        pass_turn(mou, Side.OURS, now=now)
    return signature


def unchanged_document(mou: Mou) -> Document | None:
    """Hash what is signed before anything is locked, since that takes a while.

    Returns the document, if there is one yet. Raises `changed_file`.
    """
    version = mou.versions.first()
    document = version.document if version else None
    if document and not is_unchanged(document):
        raise DomainError(
            _("The document can't be shown in its original form. Please call us."),
            code="changed_file",
        )
    return document


def _open_for_signatures(
    mou: Mou, checked: Document | None, *, by: User | None, now: datetime
) -> Mou:
    """The MOU, locked and out for signature: now, if it wasn't yet and the gate holds.

    ``checked`` is the document that was hashed before; another one, made since, is hashed now.
    """
    mou = lock(mou)
    if by and mou.state in {*IN_WORK, MouState.READY_TO_SIGN}:
        pass_gate(mou, by=by, now=now)
    if mou.state != MouState.OUT_FOR_SIGNATURE:
        raise DomainError(
            _("This MOU is already signed. There's nothing left to record."),
            code="mou_move_refused",
        )
    version = mou.versions.first()
    if version and version.document != checked:
        unchanged_document(mou)
    return mou


def require_may_sign(mou: Mou, signer: Signer, signed_on: date, *, now: datetime) -> None:
    """Raise `signer_refused` unless the signer may have signed this MOU on that day (M2)."""
    if signer.party.mou_id != mou.pk:
        raise DomainError(
            _("Choose a signer of this MOU, or add one first."),
            field="signers",
            code="signer_refused",
        )
    if signer.signature():
        raise DomainError(
            _("%(name)s has already signed.") % {"name": signer.contact.name},
            field="signers",
            code="signer_refused",
        )
    if signed_on > timezone.localdate(now):
        raise DomainError(
            _("The signing date can't be in the future."),
            field="signed_on",
            code="signer_refused",
        )
    require_authority(signer.party, signer.contact, signed_on)


def _add_signature(mou: Mou, signed: Signed, *, by: User | None, now: datetime) -> Signature:
    signer = as_it_stands(signed.signer)
    if signer.contact_id != signed.signer.contact_id:
        raise DomainError(
            _("%(name)s is now the signer. Check who signed, then save again.")
            % {"name": signer.contact.name},
            field="signers",
            code="signer_refused",
        )
    require_may_sign(mou, signer, signed.signed_on, now=now)
    if signed.document.mou_id != mou.pk:
        raise DomainError(
            _("Choose a document of this MOU, or upload it first."),
            field="document",
            code="wrong_document",
        )
    value_agreement, exemption = _basis(mou, signer.party)
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
    raise DomainError(
        _("The readiness checks never passed for %(party)s and this MOU. Draft a new one.")
        % {"party": party},
        code="mou_move_refused",
    )
