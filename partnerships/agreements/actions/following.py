"""What comes after a signed agreement: an amendment, or its renewal (M5)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.dates import add_days, add_months
from common.errors import DomainError
from partnerships.agreements import rules
from partnerships.agreements.actions.base import lock, record_mou_event
from partnerships.agreements.actions.drafting import require_room_for_draft
from partnerships.agreements.actions.text import add_sections
from partnerships.agreements.lifecycle import (
    COMPLETED,
    GIVES_WAY,
    EndKnown,
    MouState,
    Succession,
)
from partnerships.agreements.models import Amendment, Mou, MouParty, Signer
from partnerships.agreements.queries.term import chain_of
from partnerships.organizations.models import Position
from partnerships.relationships.models import Partnership


@dataclass(frozen=True)
class Change:
    """What an amendment changes, in words and in what counts as large.

    ``contribution_percent`` is by how much a contribution changes, up or down.
    """

    what: str
    agreed_on: date
    is_substantial: bool
    parties: bool = False
    signing_official: bool = False
    contribution_percent: Decimal | None = None


@transaction.atomic
def amend(*, mou: Mou, change: Change, by: User, now: datetime) -> Mou:
    """Amend an agreement: note a minor change, or draft a substantial one for all to sign.

    Returns the agreement to go on with. Raises `must_be_signed`, `already_followed`,
    `mou_move_refused` or `full`.
    """
    mou = lock(mou)
    _require_signed(mou)
    forced = rules.forced_substantial(
        parties=change.parties,
        signing_official=change.signing_official,
        contribution_percent=change.contribution_percent,
        substantial_from=mou.type.substantial_from,
    )
    if forced and not change.is_substantial:
        raise DomainError(
            _("This is a major change, so everyone has to sign it. Choose “Everyone signs”."),
            field="is_substantial",
            code="must_be_signed",
        )
    number = _next_number(mou)
    if change.is_substantial:
        return _draft_amendment(mou, change, number, by=by, now=now)
    amendment = Amendment.objects.create(
        mou=mou,
        number=number,
        what=change.what,
        agreed_on=change.agreed_on,
        made_at=now,
        made_by=by,
    )
    record_mou_event("mou.amended", mou, by=by, at=now, wrote=[amendment], number=str(number))
    return mou


def _draft_amendment(mou: Mou, change: Change, number: int, *, by: User, now: datetime) -> Mou:
    _require_not_followed(mou)
    base = _base_title(mou)
    title = _("Amendment %(number)s: %(title)s") % {"number": number, "title": base}
    return _draft_after(
        mou,
        by=by,
        now=now,
        succession=Succession.AMENDMENT,
        amendment_number=number,
        title=title[:200],
        summary=change.what,
        end_known=EndKnown.DATE if mou.ends_on else mou.end_known,
        ends_on=mou.ends_on,
    )


def _base_title(mou: Mou) -> str:
    """The title of the agreement that was amended first."""
    while mou.succession == Succession.AMENDMENT and mou.succeeds:
        mou = mou.succeeds
    return mou.title


def _next_number(mou: Mou) -> int:
    """Amendments count on through all that amend the same agreement, minor ones too."""
    chain = [one.pk for one in chain_of(mou)]
    noted = Amendment.objects.filter(mou__in=chain).aggregate(last=Max("number"))["last"] or 0
    signed = Mou.objects.filter(pk__in=chain).aggregate(last=Max("amendment_number"))["last"] or 0
    return int(max(noted, signed)) + 1


@transaction.atomic
def renew(*, mou: Mou, by: User, now: datetime) -> Mou:
    """Draft the agreement that follows this one on the day after its end.

    It passes the gate afresh. Raises `already_followed`, `mou_move_refused` or `full`.
    """
    mou = lock(mou)
    _require_signed(mou, also={MouState.TERMINATED})
    _require_not_renewed(mou)
    _require_not_followed(mou)
    last_day = mou.last_day()
    months = mou.term_months if mou.end_known == EndKnown.TERM else None
    return _draft_after(
        mou,
        by=by,
        now=now,
        succession=Succession.RENEWAL,
        title=_base_title(mou),
        summary=mou.summary,
        starts_on=add_days(last_day, 1) if last_day else None,
        end_known=EndKnown.TERM if months else EndKnown.DATE,
        term_months=months,
    )


def _require_signed(mou: Mou, also: set[MouState] | None = None) -> None:
    if mou.state not in {MouState.SIGNED, MouState.SUSPENDED, *(also or ())}:
        raise DomainError(
            _("Only a signed MOU that's still valid can be amended or renewed."),
            code="mou_move_refused",
        )


def _require_not_followed(mou: Mou) -> None:
    """One draft at a time: two of them would be signed over each other."""
    following = mou.successors.exclude(state__in=[MouState.WITHDRAWN, *COMPLETED]).last()
    if following:
        raise DomainError(
            _("“%(title)s” is already in progress. Continue with it, or withdraw it first.")
            % {"title": following.title},
            code="already_followed",
        )


def _require_not_renewed(mou: Mou) -> None:
    renewal = mou.successors.filter(state__in=GIVES_WAY).last()
    if renewal:
        raise DomainError(
            _("“%(title)s” is already signed and follows it. Amend or renew that one.")
            % {"title": renewal.title},
            code="already_followed",
        )


def _draft_after(mou: Mou, *, by: User, now: datetime, **fields: Any) -> Mou:
    """A draft with the parties, signers and sections of the one it follows. Raises `full`."""
    require_room_for_draft(Partnership.objects.filter(mou_parties__mou=mou))
    following = Mou.objects.create(
        type=mou.type,
        gated=mou.type.is_gated,
        succeeds=mou,
        notice_days=mou.notice_days,
        is_binding=mou.is_binding,
        text_by=mou.text_by,
        lists_as=mou.lists_as,
        signing_order=mou.signing_order,
        budget=mou.budget,
        created_at=now,
        created_by=by,
        **fields,
    )
    wrote: list[Model] = [following]
    for party in mou.parties.prefetch_related("signers__contact"):
        copy = MouParty.objects.create(
            mou=following,
            organization_id=party.organization_id,
            partnership_id=party.partnership_id,
            is_approving_official=party.is_approving_official,
            share=party.share,
            share_note=party.share_note,
        )
        wrote += [copy, *_copy_signers(party, copy, timezone.localdate(now))]
    add_sections(following)
    record_mou_event("mou.drafted", following, by=by, at=now, wrote=wrote)
    return following


def _copy_signers(party: MouParty, copy: MouParty, today: date) -> list[Signer]:
    """Those who may still sign for it; who left has to be named again."""
    held = Position.objects.current(today).filter(organization=party.organization_id)
    there = set(held.values_list("contact_id", flat=True))
    return Signer.objects.bulk_create(
        Signer(party=copy, contact=signer.contact, signs_as=signer.signs_as, place=signer.place)
        for signer in party.signers.all()
        if signer.contact_id in there
    )


@transaction.atomic
def mark_reviewed(*, mou: Mou, on: date, by: User, now: datetime) -> Mou:
    """Say that the agreement was looked over together; the next time is planned by its kind."""
    mou = lock(mou)
    _require_signed(mou)
    if on > timezone.localdate(now):
        raise DomainError(
            _("The review date can't be in the future."), field="on", code="mou_move_refused"
        )
    months = mou.type.review_months
    mou.reviewed_on = on
    mou.review_due_on = add_months(on, months) if months else None
    mou.save(update_fields=["reviewed_on", "review_due_on"])
    record_mou_event("mou.reviewed", mou, by=by, at=now, on=on.isoformat())
    return mou
