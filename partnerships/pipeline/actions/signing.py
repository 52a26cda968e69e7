"""The only way an MOU goes out or gets a signature, and what it does to the stage."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

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
    VersionKind,
)
from partnerships.agreements.models import (
    Document,
    Mou,
    MouLink,
    MouParty,
    MouVersion,
    Signature,
    Signer,
)
from partnerships.agreements.rules import CONSENT, same_name
from partnerships.exchange.models import ValueAgreement
from partnerships.exchange.models.agreement import PROOF
from partnerships.pipeline.actions.beginning import begin_work
from partnerships.pipeline.actions.moves import MoveRefused, NotYet
from partnerships.pipeline.rules import Gate, gate_of, gates_of
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import How, Side
from partnerships.relationships.models import Partnership


class GateClosed(NotYet):
    """Not all of the seven checks hold, so nothing goes out and no signature counts (W3)."""


class ConcernsOpen(DomainError):
    """Another key person said "not yet" or "no", and nobody noted what came of it (W8)."""


@transaction.atomic
def send_out(*, mou: Mou, by: User, now: datetime) -> Mou:
    """Send an MOU out for signature, through the gate.

    Raises ConcernsOpen, GateClosed or MouMoveRefused.
    """
    mou = agreements.lock(mou)
    version = _pass_gate(mou, by=by, now=now)
    if version.kind == VersionKind.OURS:
        agreements.document_to_sign(version, by=by, now=now)
    sha256 = version.document.sha256 if version.document else version.sha256
    agreements.pass_turn(mou, Side.THEIRS, now=now)
    agreements.note("mou.sent_out", mou, by=by, at=now, sha256=sha256)
    return mou


def _require_concerns_noted(mou: Mou, today: date) -> None:
    """Nothing goes out over somebody's head."""
    concerns = [one for _party, gate in gates_of(mou, today) for one in gate.exchange.concerns]
    if concerns:
        names = ", ".join(answer.contact.name for answer in concerns)
        raise ConcernsOpen(
            _("%(names)s did not say yes. Note on the partner's page what you did about it.")
            % {"names": names}
        )


def _pass_gate(mou: Mou, *, by: User, now: datetime) -> MouVersion:
    """The seven checks for each partner under the MOU, then "waiting for signatures"."""
    _require_concerns_noted(mou, timezone.localdate(now))
    if mou.gated:
        for party in _gated_partners(mou):
            party.value_agreement = _value_agreement(party.partnership, by=by, now=now)
            party.save(update_fields=["value_agreement"])
    if mou.state in IN_WORK:
        agreements.mark_ready(mou=mou, by=by, now=now)
        mou.refresh_from_db()
    agreements.set_state(
        mou, MouState.OUT_FOR_SIGNATURE, gate_passed_at=now if mou.gated else None
    )
    agreements.keep_version(mou, by=by, now=now)
    return agreements.show_version(mou, by=by, now=now)


def _gated_partners(mou: Mou) -> list[MouParty]:
    """Parties whose partnership with us has to pass; at least one remains (W3)."""
    parties = mou.parties.filter(partnership__isnull=False, is_approving_official=False)
    found = list(parties.select_related("partnership__organization", "value_agreement"))
    if not found:
        raise MoveRefused(_("Name at least one partner whose lists stand behind this MOU."))
    return found


def _value_agreement(
    partnership: Partnership | None, *, by: User, now: datetime
) -> ValueAgreement:
    """The immutable proof that all seven hold now; the same facts give the same row.

    Raises GateClosed.
    """
    if partnership is None:
        raise MoveRefused(_("This party has no partnership with us; open one first."))
    gate = gate_of(relationships.lock(partnership), timezone.localdate(now))
    if not gate.holds:
        raise GateClosed(gate.missing())
    agreement, _made = ValueAgreement.objects.get_or_create(
        list_version=gate.exchange.version,
        **_proof(gate),
        defaults={
            "our_lines_accepted": len(gate.exchange.accepted_checkable(Side.OURS)),
            "their_lines_accepted": len(gate.exchange.accepted_checkable(Side.THEIRS)),
            "made_at": now,
            "made_by": by,
        },
    )
    return agreement


def _proof(gate: Gate) -> dict[str, Any]:
    exchange, page = gate.exchange, gate.page
    rows = (
        exchange.answers[Side.OURS],
        exchange.answers[Side.THEIRS],
        exchange.acknowledgements[Side.OURS],
        exchange.acknowledgements[Side.THEIRS],
        page.leader(Side.OURS),
        page.deliverer(Side.OURS),
        page.leader(Side.THEIRS),
        page.deliverer(Side.THEIRS),
    )
    return dict(zip(PROOF, rows, strict=True))


@transaction.atomic
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

    ``certificate`` is what another signing tool gave with it. Asks everything else first, so
    that a refused signature leaves no file behind. Raises what attach_document and
    record_signature raise.
    """
    signers = list(signers)
    mou = _open_for_signatures(mou, by=by, now=now)
    for signer in signers:
        agreements.require_may_sign(mou, signer, signed_on, now=now)
    if not isinstance(paper, Document):
        paper = agreements.attach_document(
            mou=mou, partnership=None, kind=DocumentKind.SIGNED, upload=paper, by=by, now=now
        )
    if certificate:
        agreements.attach_document(
            mou=mou,
            partnership=None,
            kind=DocumentKind.CERTIFICATE,
            upload=certificate,
            by=by,
            now=now,
        )
    return [
        record_signature(
            mou=mou,
            signed=agreements.Signed(signer=signer, signed_on=signed_on, how=how, document=paper),
            by=by,
            now=now,
        )
        for signer in signers
    ]


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
    try:
        agreements.require_code(link, given.code)
    except agreements.LinkRefused:
        agreements.count_wrong_code(link=link, now=now)
        raise
    return _sign_by_link(link=link, given=given, now=now)


@transaction.atomic
def _sign_by_link(*, link: MouLink, given: Given, now: datetime) -> Signature:
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
    MouLink.objects.filter(pk=link.pk).update(answered_at=now)
    Signer.objects.filter(pk=signer.pk).update(declined_at=None, decline_reason="")
    return record_signature(mou=mou, signed=signed, by=None, now=now)


@transaction.atomic
def record_signature(
    *, mou: Mou, signed: agreements.Signed, by: User | None, now: datetime
) -> Signature:
    """Keep one signature; the last one puts the MOU in force and moves the stage.

    A paper signed before it was sent out passes the gate with its first signature. Raises
    GateClosed while the seven checks don't hold, whoever asks, MoveRefused for an MOU that is
    signed or went out past the gate, ChangedFile, and what add_signature raises.
    """
    mou = _open_for_signatures(mou, by=by, now=now)
    value_agreement, exemption = _basis(mou, signed.signer.party)
    signature = agreements.add_signature(
        mou=mou,
        signed=signed,
        value_agreement=value_agreement,
        exemption=exemption,
        by=by,
        now=now,
    )
    agreements.note(
        "mou.signed",
        mou,
        by=by,
        at=now,
        name=signed.signer.contact.name,
        how=signed.how,
        sha256=signed.document.sha256,
        address=signed.address or "",
        user_agent=signed.user_agent[:300],
        consent=signed.consent,
    )
    if agreements.complete(mou):
        agreements.pass_turn(mou, Side.OURS, now=now)
        begin_work(mou, by=by, now=now)
    return signature


def _open_for_signatures(mou: Mou, *, by: User | None, now: datetime) -> Mou:
    """The MOU, locked and out for signature: now, if it wasn't yet and the gate holds."""
    mou = agreements.lock(mou)
    if by and mou.state in {*IN_WORK, MouState.READY_TO_SIGN}:
        _pass_gate(mou, by=by, now=now)
    if mou.state != MouState.OUT_FOR_SIGNATURE:
        raise MoveRefused(_("This MOU is signed already; nothing is left to record."))
    version = mou.versions.first()
    if version and version.document and not agreements.is_unchanged(version.document):
        raise ChangedFile(_("The document can't be shown as it was. Please call us."))
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
    partners = {partner.pk: partner for partner in _gated_partners(mou)}
    bound = partners[party.pk] if party.partnership_id else next(iter(partners.values()))
    if bound.value_agreement:
        return bound.value_agreement, None
    raise MoveRefused(
        _("The seven checks never held for %(party)s and this MOU. Draft it anew.")
        % {"party": party}
    )
