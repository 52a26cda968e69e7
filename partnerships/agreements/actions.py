"""Drafting an MOU, keeping its papers, ending it. Sending out and signing sit in pipeline."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import record
from common.errors import DomainError
from common.versions import save_edit
from partnerships.agreements import queries, rules
from partnerships.agreements.lifecycle import (
    DocumentKind,
    EndKnown,
    Exemption,
    MouState,
    can_move,
)
from partnerships.agreements.models import (
    Document,
    GoLive,
    Mou,
    MouParty,
    Signature,
    Signer,
)
from partnerships.exchange.models import ValueAgreement
from partnerships.organizations.models import Contact, Organization, Position
from partnerships.relationships.lifecycle import How
from partnerships.relationships.models import Partnership

MOU_FIELDS = ("title", "summary", "starts_on", "end_known", "ends_on", "notice_days")


class MouMoveRefused(DomainError):
    """The MOU can't take this step from the state it is in."""


class NotReady(DomainError):
    """Something the MOU needs before it can be signed is missing; the message names it."""


class SignerRefused(DomainError):
    """The person can't sign for this party on that day (M2)."""


class NotLegacy(DomainError):
    """Only papers signed before the house began with Accord are legacy (W4)."""


class Overlaps(DomainError):
    """Two MOUs of one kind and partnership would be in force at once (M1)."""


class EndTooEarly(DomainError):
    """The notice has not run out by that day (M6)."""


class WrongDocument(DomainError):
    """The paper belongs to another MOU, or isn't the signed one."""


@transaction.atomic
def draft_mou(
    *,
    mou: Mou,
    partnerships: Iterable[Partnership],
    by: User,
    now: datetime,
) -> Mou:
    """Begin an MOU between us and the partners; ``mou`` carries type, title and term, unsaved.

    Raises NotReady when our own organization was not set up yet, or no partner is named.
    """
    partners = list(partnerships)
    if not partners:
        raise NotReady(_("Choose at least one partner."))
    mou.gated = mou.type.is_gated
    mou.created_at, mou.created_by = now, by
    mou.save()
    MouParty.objects.create(mou=mou, organization=_our_organization())
    for partnership in partners:
        MouParty.objects.create(
            mou=mou, organization=partnership.organization, partnership=partnership
        )
    note("mou.drafted", mou, by=by, at=now)
    return mou


def _our_organization() -> Organization:
    ours = Organization.objects.filter(is_ours=True).first()
    if ours is None:
        raise NotReady(_("Say first which organization is ours, on its page in the Directory."))
    return ours


@transaction.atomic
def edit_mou(*, mou: Mou, seen_version: int, by: User, now: datetime) -> Mou:
    """Save what a form may change while it is a draft. Raises StaleEdit or MouMoveRefused."""
    if lock(mou).state != MouState.DRAFT:
        raise MouMoveRefused(_("Only a draft can be changed. Take it back to draft first."))
    save_edit(mou, seen_version=seen_version, fields=MOU_FIELDS)
    note("mou.edited", mou, by=by, at=now)
    return mou


@transaction.atomic
def add_signer(*, party: MouParty, contact: Contact, by: User, now: datetime) -> Signer:
    """Name who signs for a party.

    Raises SignerRefused when the person has no position there or signs for another party, and
    MouMoveRefused when the MOU is signed.
    """
    mou = lock(party.mou)
    if mou.state in {MouState.SIGNED, MouState.TERMINATED}:
        raise MouMoveRefused(_("This MOU is signed; its signers stay as they are."))
    _require_authority(party, contact, now.date())
    if Signer.objects.filter(party__mou=mou, contact=contact).exists():
        raise SignerRefused(
            _("%(name)s is named as a signer already. A person signs for one party only.")
            % {"name": contact.name},
            field="contact",
        )
    signer = Signer.objects.create(party=party, contact=contact)
    note("mou.signer_named", mou, by=by, at=now, name=contact.name)
    return signer


def _require_authority(party: MouParty, contact: Contact, day: date) -> None:
    held = Position.objects.current(day).filter(
        contact=contact, organization_id=party.organization_id
    )
    if not held.exists():
        raise SignerRefused(
            _(
                "%(name)s has no position at %(organization)s on that day. Check the date, or "
                "add the position first."
            )
            % {"name": contact.name, "organization": party.organization.name},
            field="contact",
        )


def lock(mou: Mou) -> Mou:
    """The row as it stands now, held until the end of the transaction."""
    return Mou.objects.select_for_update().get(pk=mou.pk)


@transaction.atomic
def mark_ready(*, mou: Mou, by: User, now: datetime) -> Mou:
    """Say that the text is final. Raises NotReady naming what is missing, or MouMoveRefused."""
    mou = lock(mou)
    if missing := rules.missing_for_signing(mou):
        raise NotReady(" ".join(missing))
    set_state(mou, MouState.READY_TO_SIGN)
    note("mou.ready", mou, by=by, at=now)
    return mou


@transaction.atomic
def back_to_draft(*, mou: Mou, by: User, now: datetime) -> Mou:
    """Take a ready MOU back to change it. Raises MouMoveRefused once it is out."""
    mou = lock(mou)
    set_state(mou, MouState.DRAFT)
    note("mou.back_to_draft", mou, by=by, at=now)
    return mou


def set_state(mou: Mou, to: MouState, **fields: Any) -> None:
    """Write the next state and what goes with it. ``mou`` is locked.

    Raises MouMoveRefused for a step that is not in the table.
    """
    if not can_move(MouState(mou.state), to):
        raise MouMoveRefused(
            _("This MOU is “%(state)s”; it can't become “%(to)s” from there.")
            % {"state": mou.get_state_display(), "to": to.label}
        )
    changed = {"state": to, **fields}
    for name, value in changed.items():
        setattr(mou, name, value)
    mou.save(update_fields=list(changed))


@dataclass(frozen=True)
class Signed:
    """That a signer signed: when, how, and on which stored paper."""

    signer: Signer
    signed_on: date
    how: How
    document: Document


def add_signature(
    *,
    mou: Mou,
    signed: Signed,
    value_agreement: ValueAgreement | None,
    exemption: Exemption | None,
    by: User,
    now: datetime,
) -> Signature:
    """Store one signature; called by pipeline.record_signature, which has asked the gate.

    Raises SignerRefused or WrongDocument.
    """
    signer = signed.signer
    if hasattr(signer, "signature"):
        raise SignerRefused(
            _("%(name)s has signed already.") % {"name": signer.contact.name}, field="signer"
        )
    if signed.signed_on > now.date():
        raise SignerRefused(_("The day of signing can't be ahead of today."), field="signed_on")
    if signed.document.mou_id != mou.pk:
        raise WrongDocument(_("Choose a paper of this MOU, or upload it first."), field="document")
    _require_authority(signer.party, signer.contact, signed.signed_on)
    return Signature.objects.create(
        mou=mou,
        signer=signer,
        contact=signer.contact,
        signed_on=signed.signed_on,
        how=signed.how,
        document=signed.document,
        value_agreement=value_agreement,
        exemption=exemption or "",
        recorded_at=now,
        recorded_by=by,
    )


def complete(mou: Mou) -> bool:
    """Make an MOU signed once nobody is missing; ``mou`` is locked. Says whether it was.

    Raises Overlaps.
    """
    if queries.unsigned(mou):
        return False
    last = max(mou.signatures.values_list("signed_on", flat=True))
    _require_no_overlap(mou, starts=mou.starts_on or last)
    set_state(mou, MouState.SIGNED, signed_on=last)
    return True


def _require_no_overlap(mou: Mou, *, starts: date) -> None:
    if twin := queries.overlapping(mou, starts=starts):
        raise Overlaps(
            _("“%(title)s” is in effect for the same time. End it first, or change the term.")
            % {"title": twin.title}
        )


@transaction.atomic
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
    marked "WIIFM not written down". Raises NotLegacy or Overlaps.
    """
    live = GoLive.objects.first()
    if live is None or signed_about >= live.on:
        raise NotLegacy(
            _(
                "Only an MOU signed before %(day)s counts as an older one. Draft this one as a "
                "new MOU, or keep the paper as “signed early”."
            )
            % {"day": live.on.isoformat() if live else _("your first day with Accord")},
            field="signed_about",
        )
    if mou.end_known != EndKnown.DATE:
        mou.ends_on = None
    draft_mou(mou=mou, partnerships=[partnership], by=by, now=now)
    _require_no_overlap(mou, starts=signed_about)
    store_document(
        mou=mou, partnership=None, kind=DocumentKind.LEGACY, upload=scan, by=by, now=now
    )
    mou.state = MouState.SIGNED
    mou.legacy_signed_on, mou.legacy_signers = signed_about, signers
    mou.save(update_fields=["state", "legacy_signed_on", "legacy_signers"])
    note("mou.legacy_entered", mou, by=by, at=now)
    return mou


@transaction.atomic
def keep_signed_early(
    *, mou: Mou, signed_on: date, scan: File[bytes], by: User, now: datetime
) -> Mou:
    """Keep a paper that was signed outside before both sides answered (W5).

    It is stored and shown, counts for nothing, and nobody has to back-date: once the seven
    checks hold, the signatures are recorded with their true dates. Raises MouMoveRefused.
    """
    mou = lock(mou)
    if mou.state not in {MouState.DRAFT, MouState.READY_TO_SIGN}:
        raise MouMoveRefused(_("This MOU went out already. Record the signatures instead."))
    store_document(mou=mou, partnership=None, kind=DocumentKind.EARLY, upload=scan, by=by, now=now)
    mou.signed_early_on = signed_on
    mou.save(update_fields=["signed_early_on"])
    note("mou.signed_early", mou, by=by, at=now, on=signed_on.isoformat())
    return mou


@transaction.atomic
def attach_document(
    *,
    mou: Mou | None,
    partnership: Partnership | None,
    kind: DocumentKind,
    upload: File[bytes],
    by: User,
    now: datetime,
) -> Document:
    """Keep a file with an MOU or a partnership. Raises rules.BadDocument."""
    document = store_document(
        mou=mou, partnership=partnership, kind=kind, upload=upload, by=by, now=now
    )
    record(
        "document.attached",
        by=by,
        at=now,
        subject=document,
        partnership_id=partnership.pk if partnership else _lead(mou),
        name=document.name,
        sha256=document.sha256,
    )
    return document


def store_document(
    *,
    mou: Mou | None,
    partnership: Partnership | None,
    kind: DocumentKind,
    upload: File[bytes],
    by: User,
    now: datetime,
) -> Document:
    """Check the content and store it under its hash; the same content is stored once.

    Raises rules.BadDocument.
    """
    facts = rules.inspect(upload)
    document = Document(
        mou=mou,
        partnership=partnership,
        kind=kind,
        name=facts.name,
        content_type=facts.content_type,
        size=facts.size,
        sha256=facts.sha256,
        uploaded_at=now,
        uploaded_by=by,
    )
    path = f"documents/{facts.sha256[:2]}/{facts.sha256}"
    storage = document.file.storage
    document.file.name = path if storage.exists(path) else storage.save(path, upload)
    document.save()
    return document


@transaction.atomic
def terminate(
    *,
    mou: Mou,
    notice_on: date,
    ends_on: date,
    both_agree: bool,
    reason: str,
    by: User,
    now: datetime,
) -> Mou:
    """End an MOU early: notice date + days of notice is the earliest end, unless both agree (M6).

    Raises EndTooEarly or MouMoveRefused.
    """
    mou = lock(mou)
    earliest = notice_on + timedelta(days=mou.notice_days)
    if ends_on < earliest and not both_agree:
        raise EndTooEarly(
            _("With %(days)s days of notice it can end on %(day)s at the earliest.")
            % {"days": mou.notice_days, "day": earliest.isoformat()},
            field="ends_on",
        )
    set_state(mou, MouState.TERMINATED, terminated_on=ends_on, termination_note=reason)
    note("mou.terminated", mou, by=by, at=now, on=ends_on.isoformat())
    return mou


@transaction.atomic
def go_live(*, on: date, by: User | None, now: datetime) -> GoLive:
    """Write down the first day with Accord; a second call changes nothing (W4)."""
    live, created = GoLive.objects.get_or_create(pk=1, defaults={"on": on})
    if created:
        record("house.went_live", by=by, at=now, subject=live, on=on.isoformat())
    return live


def _lead(mou: Mou | None) -> int | None:
    """The partnership whose timeline shows what happens to an MOU: its first."""
    if mou is None:
        return None
    parties = mou.parties.filter(partnership__isnull=False)
    return parties.values_list("partnership_id", flat=True).first()


def note(verb: str, mou: Mou, *, by: User | None, at: datetime, **params: str) -> None:
    """Write the event of an action on an MOU to the log and its partnership's timeline."""
    record(verb, by=by, at=at, subject=mou, partnership_id=_lead(mou), title=mou.title, **params)
