"""What no constraint can prove: read the whole house and name what breaks a rule."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import chain
from typing import Any

from django.apps import apps
from django.db.models import Exists, F, Model, OuterRef, Q
from django.utils.text import capfirst

from audit import queries as audit
from audit.models import Event
from common.storage import is_stored
from partnerships.agreements import queries as agreements
from partnerships.agreements.lifecycle import PAST_THE_GATE, Exemption, MouState, VersionKind
from partnerships.agreements.models import (
    ComplianceDocument,
    Document,
    GoLive,
    Mou,
    MouParty,
    MouVersion,
    Signature,
)
from partnerships.agreements.rules import fingerprint
from partnerships.exchange.models import (
    Acceptance,
    Acknowledgement,
    ValueAgreement,
    WiifmAnswer,
)
from partnerships.exchange.queries import is_rested_on, rows_of
from partnerships.links.models import Link
from partnerships.links.rules import is_own_token
from partnerships.organizations.lifecycle import Scheme
from partnerships.organizations.models import Identifier, Position
from partnerships.organizations.rules import BadIdentifier, normalized
from partnerships.overview.models import Attachment
from partnerships.relationships.lifecycle import How, Side
from partnerships.relationships.models import Partnership, PurposeAgreement


def problems(*, now: datetime, heads: Iterable[str] = ()) -> Iterator[str]:
    """Every problem found, each with what to do; nothing is written, and nothing sealed.

    ``heads`` are what was kept elsewhere of the log's chain. Raises audit.NoHead.
    """
    for head in heads:
        if not audit.contains_head(head):
            yield (
                f"Audit log: it does not contain the head {head}. The log was cut off or "
                "replaced; restore it from the backup of that day."
            )
    _count, late = audit.waiting_events(now)
    if late:
        yield f"Audit log: events since {late:%Y-%m-%d %H:%M} UTC are not sealed. Start the tick."
    for check in CHECKS:
        yield from check()


def _chain() -> Iterator[str]:
    for problem in chain(audit.broken_links(), audit.foreign_events()):
        yield f"Audit log: {problem} Restore the log from the backup of that day."


def _rows() -> Iterator[str]:
    for problem in audit.changed_rows():
        yield f"{problem} Restore it from the backup of that day."


def _value_agreements() -> Iterator[str]:
    rows = ValueAgreement.objects.select_related(
        "list_version",
        "our_answer__list_version",
        "their_answer__list_version",
        "our_acknowledgement__list_version",
        "their_acknowledgement__list_version",
        "our_leader__purpose",
        "our_deliverer__purpose",
        "their_leader__purpose",
        "their_deliverer__purpose",
    )
    for agreement in rows.iterator(chunk_size=500):
        if problem := agreement.problem():
            yield f"Value agreement {agreement.pk}: {problem} Ask both sides again."


def _exemptions() -> Iterator[str]:
    official = Q(
        mou__type__needs_approving_official=True,
        signer__party__is_approving_official=True,
        signer__party__partnership__isnull=True,
    )
    unfit = Q(exemption=Exemption.NOT_GATED, mou__gated=True) | (
        Q(exemption=Exemption.APPROVING_OFFICIAL) & ~official
    )
    for signature in Signature.objects.filter(unfit).iterator():
        yield (
            f"Signature {signature.pk}: it is exempt from the seven checks without a reason. "
            "Ask both sides, then record it anew."
        )


def _parties_without_proof() -> Iterator[str]:
    """Partners of an MOU past the gate, without the agreement of both sides it went out with."""
    parties = MouParty.objects.filter(
        mou__gate_passed_at__isnull=False,
        mou__state__in=PAST_THE_GATE,
        partnership__isnull=False,
        is_approving_official=False,
        value_agreement__isnull=True,
    )
    for party in parties.iterator():
        yield (
            f"MOU {party.mou_id}: it went out, but the seven checks never held for party "
            f"{party.pk}. Call it back, or end it and draft it anew."
        )


def _other_words_signed() -> Iterator[str]:
    """Signatures by link on another file than the version they name, or on changed words."""
    for signature in Signature.objects.filter(how=How.LINK).select_related("version").iterator():
        if signature.version and signature.version.document_id != signature.document_id:
            yield f"Signature {signature.pk}: it stands under another file. Ask them to sign anew."
    ours = MouVersion.objects.filter(kind=VersionKind.OURS)
    for version in ours.iterator(chunk_size=200):
        if fingerprint(version.text) != version.sha256:
            yield f"Version {version.pk}: its words were changed. Restore it from the backup."


def _foreign_value_agreements() -> Iterator[str]:
    signatures = Signature.objects.filter(value_agreement__isnull=False).exclude(
        mou__parties__partnership=F("value_agreement__list_version__partnership")
    )
    for signature in signatures.iterator():
        yield (
            f"Signature {signature.pk}: it rests on the lists of a partnership that is no party "
            "of its MOU. Record it anew."
        )


def _signers() -> Iterator[str]:
    # A void signature stays with its place, where someone else may be named since.
    fits = Q(contact=F("signer__contact")) | Q(voided_at__isnull=False)
    astray = Signature.objects.exclude(fits, mou=F("signer__party__mou"))
    for signature in astray.iterator():
        yield f"Signature {signature.pk}: signer and MOU do not belong together. Record it anew."


def _mous() -> Iterator[str]:
    live = GoLive.objects.first()
    people = ("parties__organization", "parties__signers__contact", "parties__signers__signatures")
    rows = Mou.objects.select_related("type").prefetch_related(*people)
    for mou in rows.order_by("pk").iterator(chunk_size=500):
        if mou.gated != mou.type.is_gated:
            yield f"MOU {mou.pk}: it is gated differently from its kind. Look at it together."
        if mou.state == MouState.SIGNED and (missing := agreements.unsigned(mou)):
            names = ", ".join(missing)
            yield f"MOU {mou.pk}: it says signed, but {names} did not sign. Record it or end it."
        if mou.legacy_signed_on and (live is None or mou.legacy_signed_on >= live.on):
            yield f"MOU {mou.pk}: it is called older, but was signed after the first day. Redo it."
    for one, other in agreements.running_together():
        yield f"MOUs {one} and {other}: both are in effect at once. End one of them."


def _documents() -> Iterator[str]:
    rows: tuple[Iterator[Any], ...] = (
        Document.objects.iterator(chunk_size=500),
        Attachment.objects.iterator(chunk_size=500),
        ComplianceDocument.objects.exclude(file="").iterator(chunk_size=500),
    )
    for kept in chain(*rows):
        name = f"{capfirst(str(kept._meta.verbose_name))} {kept.pk}"
        storage, file = kept.file.storage, kept.file.name or ""
        if not storage.exists(file):
            yield f"{name}: its file is missing. Restore it from the backup."
        elif not is_stored(storage, file, size=kept.size, sha256=kept.sha256):
            yield f"{name}: its file was changed. Restore it from the backup."


def _partnerships() -> Iterator[str]:
    rows = Partnership.objects.order_by("pk")
    for partnership in rows.filter(organization__is_ours=True).iterator():
        yield f"Partnership {partnership.pk}: it is with ourselves. End it."
    for partnership in rows.open().filter(organization__archived_at__isnull=False).iterator():
        yield f"Partnership {partnership.pk}: its organization is archived. End it, or restore."


def _strangers() -> Iterator[str]:
    """What was said for a side by people who never had a position on it."""
    for model, path in SAID:
        held = Position.objects.filter(contact=OuterRef("contact"))
        theirs = held.filter(organization=OuterRef(f"{path}__organization"))
        stands = Q(Exists(held.filter(organization__is_ours=True)), side=Side.OURS) | Q(
            Exists(theirs), side=Side.THEIRS
        )
        name = capfirst(str(model._meta.verbose_name))
        counting = model._meta.base_manager.filter(in_error_at__isnull=True)
        for row in counting.exclude(stands).order_by("pk").iterator():
            yield f"{name} {row.pk}: they never had a position on that side. Ask that side again."


def _crossed_out() -> Iterator[str]:
    """Answers that no longer count although no one said so, or although an MOU rests on them."""
    for model, _path in SAID:
        name, kind = capfirst(str(model._meta.verbose_name)), model._meta.model_name
        for row in model._meta.base_manager.filter(in_error_at__isnull=False).iterator():
            told = Event.objects.filter(verb="answers.recorded_in_error", params__row_type=kind)
            if not told.filter(params__row__in=[one.pk for one in rows_of(row)]).exists():
                yield f"{name} {row.pk}: it was crossed out outside Accord. Restore it."
            elif is_rested_on(row):
                yield f"{name} {row.pk}: a value agreement rests on it. Let it count again."


def _tokens() -> Iterator[str]:
    """Links that open with another token than the one they were made with.

    One made with a secret key that is gone can't be told from a planted one.
    """
    kinds = [model for model in apps.get_models() if issubclass(model, Link)]
    for model in kinds:
        for link in model._meta.base_manager.exclude(nonce="").order_by("pk").iterator():
            if not is_own_token(link):
                name = capfirst(str(model._meta.verbose_name))
                yield (
                    f"{name} {link.pk}: its token isn't the one it was made with, or the secret "
                    "key of that day is gone. Send the link again."
                )


def _identifiers() -> Iterator[str]:
    for identifier in Identifier.objects.iterator():
        try:
            normal = normalized(Scheme(identifier.scheme), identifier.value)
        except (BadIdentifier, ValueError):
            normal = ""
        if identifier.value != normal:
            kind = identifier.get_scheme_display()
            yield f"Identifier {identifier.pk}: “{identifier.value}” is no {kind}. Correct it."


#: Where people speak for a side, and how each leads to the partnership.
SAID: tuple[tuple[type[Model], str], ...] = (
    (WiifmAnswer, "list_version__partnership"),
    (Acknowledgement, "list_version__partnership"),
    (Acceptance, "line__list_version__partnership"),
    (PurposeAgreement, "purpose__partnership"),
)

CHECKS: tuple[Callable[[], Iterator[str]], ...] = (
    _chain,
    _rows,
    _value_agreements,
    _exemptions,
    _parties_without_proof,
    _other_words_signed,
    _foreign_value_agreements,
    _signers,
    _mous,
    _documents,
    _partnerships,
    _strangers,
    _crossed_out,
    _tokens,
    _identifiers,
)
