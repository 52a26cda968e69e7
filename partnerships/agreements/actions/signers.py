"""Who is to sign, and what it does to a text that tells so."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import facts_of
from common.bounds import require_room
from common.errors import DomainError
from partnerships.agreements.actions.base import lock, record_mou_event, require_party
from partnerships.agreements.actions.ending import void_signatures
from partnerships.agreements.actions.text import keep_version, name_signers_anew, require_in_work
from partnerships.agreements.lifecycle import COMPLETED, MOST_SIGNERS, LinkKind, MouState
from partnerships.agreements.models import Mou, MouLink, MouParty, Signer
from partnerships.organizations.models import Contact, Position


@transaction.atomic
def add_signer(
    *,
    party: MouParty,
    contact: Contact,
    by: User,
    now: datetime,
    signs_as: str = "",
    place: int | None = None,
) -> Signer:
    """Name who signs for a party.

    Where the text is out already and tells who signs, this is an edit of it: signatures given
    so far become void (M3). Raises `signer_refused` when the person has no position there or signs
    for another party, `full`, and `mou_move_refused` when the MOU is signed.
    """
    mou = lock(party.mou)
    _require_may_be_named(mou, party, contact, now=now)
    require_room(
        Signer.objects.filter(party__mou=mou),
        most=MOST_SIGNERS,
        refusal=_("An MOU can have %(most)s signers. Remove one first."),
    )
    signer = Signer.objects.create(
        party=party,
        contact=contact,
        signs_as=signs_as,
        place=place or 1 + Signer.objects.filter(party__mou=mou).count(),
    )
    record_mou_event("mou.signer_named", mou, by=by, at=now, wrote=[signer], name=contact.name)
    _name_anew(mou, by=by, now=now)
    return signer


@transaction.atomic
def replace_signer(
    *, signer: Signer, contact: Contact | None, by: User, now: datetime, signs_as: str = ""
) -> Signer | None:
    """Let someone else of the party sign, in the same place, or no one for now.

    Signatures that are void stay with the place, in the name of who gave them (M3). Raises
    `signer_refused` when they signed already or someone else was named meanwhile, and what
    add_signer raises.
    """
    mou = lock(signer.party.mou)
    seen, signer = signer, as_it_stands(signer)
    old = signer.contact
    if old.pk != seen.contact_id:
        raise DomainError(
            _("%(name)s is to sign now instead. Reload the page, then try again.")
            % {"name": old.name},
            code="signer_refused",
        )
    if signer.signatures.counting().exists():
        raise DomainError(
            _("They've already signed, and that can't be changed."), code="signer_refused"
        )
    live = MouLink.objects.filter(
        mou=mou, contact=old, kind=LinkKind.SIGN, revoked_at__isnull=True
    )
    wrote = [*live, signer]
    live.update(revoked_at=now)
    if contact is None:
        _take_off(signer, mou)
    was = facts_of(signer, ("party_id", "contact_id", "signs_as", "place"))
    record_mou_event(
        "mou.signer_taken_off", mou, by=by, at=now, wrote=wrote, name=old.name, signer=was
    )
    if contact:
        _require_may_be_named(mou, signer.party, contact, now=now)
        signer.contact, signer.signs_as = contact, signs_as
        signer.declined_at, signer.decline_reason = None, ""
        signer.save(update_fields=["contact", "signs_as", "declined_at", "decline_reason"])
        record_mou_event("mou.signer_named", mou, by=by, at=now, wrote=[signer], name=contact.name)
    _name_anew(mou, by=by, now=now)
    return signer if contact else None


def as_it_stands(signer: Signer) -> Signer:
    """Read it again under the lock of its MOU. Raises `signer_refused` when it was removed."""
    rows = Signer.objects.select_related("contact", "party__organization", "party__mou")
    current = rows.filter(pk=signer.pk).first()
    if current is None:
        raise DomainError(
            _("Someone else removed this signer. Add them again if they're still needed."),
            code="signer_refused",
        )
    return current


def _take_off(signer: Signer, mou: Mou) -> None:
    """What is out would miss no one and yet never be signed; a void signature keeps its place."""
    if mou.state == MouState.OUT_FOR_SIGNATURE:
        raise DomainError(
            _(
                "“%(title)s” is out for signature and waiting on %(name)s. Choose "
                "who signs instead, or recall it first."
            )
            % {"title": mou.title, "name": signer.contact.name},
            code="signer_refused",
        )
    if signer.signatures.exists():
        raise DomainError(
            _(
                "%(name)s signed “%(title)s” earlier. That signature is void but "
                "kept. Choose who signs instead."
            )
            % {"name": signer.contact.name, "title": mou.title},
            code="signer_refused",
        )
    Signer.objects.filter(pk=signer.pk).delete()


@transaction.atomic
def remove_signer(*, signer: Signer, by: User, now: datetime) -> Mou:
    """Take a name off while the text is worked on.

    Raises `signer_refused` or `mou_move_refused`.
    """
    mou = lock(signer.party.mou)
    require_in_work(mou)
    replace_signer(signer=signer, contact=None, by=by, now=now)
    return mou


def _name_anew(mou: Mou, *, by: User, now: datetime) -> None:
    """A final text that tells who signs tells it again; what was signed before is void (M3)."""
    if mou.state == MouState.READY_TO_SIGN:
        keep_version(mou, by=by, now=now)
    elif mou.state == MouState.OUT_FOR_SIGNATURE and name_signers_anew(mou, by=by, now=now):
        reason = _("Someone else will sign, so the text changes.")
        void = void_signatures(mou, reason=reason, now=now)
        record_mou_event("mou.signers_changed", mou, by=by, at=now, wrote=void, reason=reason)


def _require_may_be_named(mou: Mou, party: MouParty, contact: Contact, *, now: datetime) -> None:
    if mou.state in COMPLETED:
        raise DomainError(
            _("This MOU is signed, so its signers can't change."), code="mou_move_refused"
        )
    require_party(mou, party)
    require_authority(party, contact, timezone.localdate(now))
    if Signer.objects.filter(party__mou=mou, contact=contact).exists():
        raise DomainError(
            _("%(name)s is already a signer. A person can sign for only one party.")
            % {"name": contact.name},
            field="contact",
            code="signer_refused",
        )


def require_authority(party: MouParty, contact: Contact, day: date) -> None:
    """Raise `signer_refused` unless the person has a position at the party on that day (M2)."""
    held = Position.objects.current(day).filter(
        contact=contact, organization_id=party.organization_id
    )
    if not held.exists():
        raise DomainError(
            _(
                "%(name)s had no position at %(organization)s on that day. Check the "
                "date, or add the position first."
            )
            % {"name": contact.name, "organization": party.organization.name},
            field="contact",
            code="signer_refused",
        )
