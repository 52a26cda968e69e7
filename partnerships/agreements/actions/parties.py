"""Who is bound by an agreement, and what each pays."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import Json, facts_of
from common.bounds import require_room
from common.errors import DomainError
from partnerships.agreements.actions.base import lock, record_mou_event, require_party
from partnerships.agreements.actions.drafting import require_room_for_draft
from partnerships.agreements.actions.signers import add_signer
from partnerships.agreements.actions.text import require_in_work
from partnerships.agreements.lifecycle import MOST_PARTIES
from partnerships.agreements.models import Mou, MouParty, Signer
from partnerships.organizations.models import Contact, Organization
from partnerships.relationships.models import Partnership


@transaction.atomic
def add_party(
    *,
    mou: Mou,
    organization: Organization,
    partnership: Partnership | None,
    is_approving_official: bool,
    by: User,
    now: datetime,
) -> MouParty:
    """Bind one more organization: a partner of ours, or an approving official (W3).

    Raises `party_refused`, `full` or `mou_move_refused`.
    """
    mou = lock(mou)
    require_in_work(mou)
    _require_new(mou, organization)
    if is_approving_official:
        _require_official(mou, organization, partnership)
    elif partnership is None:
        raise DomainError(
            _(
                "There's no partnership with %(name)s yet. Start one first, or mark "
                "them as the approving official."
            )
            % {"name": organization},
            field="organization",
            code="party_refused",
        )
    else:
        require_room_for_draft([partnership])
    party = MouParty.objects.create(
        mou=mou,
        organization=organization,
        partnership=partnership,
        is_approving_official=is_approving_official,
    )
    record_mou_event("mou.party_added", mou, by=by, at=now, wrote=[party], name=str(party))
    return party


def _require_new(mou: Mou, organization: Organization) -> None:
    if mou.parties.filter(organization=organization).exists():
        raise DomainError(
            _("%(name)s is already a party.") % {"name": organization},
            field="organization",
            code="party_refused",
        )
    require_room(
        mou.parties.all(),
        most=MOST_PARTIES,
        refusal=_("An MOU can have %(most)s parties. Draft another one for the others."),
    )


def _require_official(
    mou: Mou, organization: Organization, partnership: Partnership | None
) -> None:
    """An official needs none of the seven checks, so no partner may stand as one (W3)."""
    if not mou.type.needs_approving_official:
        raise DomainError(
            _("“%(kind)s” has no approving official. Add them as a partner instead.")
            % {"kind": mou.type},
            field="is_approving_official",
            code="party_refused",
        )
    if partnership:
        raise DomainError(
            _(
                "%(name)s is one of our partners. Add them as one, so that the "
                "readiness checks count."
            )
            % {"name": organization},
            field="is_approving_official",
            code="party_refused",
        )


@transaction.atomic
def remove_party(*, party: MouParty, by: User, now: datetime) -> Mou:
    """Let an organization go while the text is worked on. Raises `party_refused`."""
    mou = lock(party.mou)
    require_in_work(mou)
    others = mou.parties.exclude(pk=party.pk)
    if not mou.parties.filter(pk=party.pk).exists():
        return mou  # someone else just did the same
    if party.organization.is_ours or not others.filter(partnership__isnull=False).exists():
        raise DomainError(
            _("An MOU needs us and at least one partner. Withdraw it instead."),
            code="party_refused",
        )
    if party.signers.filter(signatures__isnull=False).exists():
        raise DomainError(
            _("Someone there has already signed, and that can't be changed."), code="party_refused"
        )
    signers = list(party.signers.all())
    gone = [*party.mou_links.all(), *signers, party]
    was: dict[str, Json] = {
        **facts_of(party, ("organization_id", "partnership_id", "is_approving_official")),
        **facts_of(party, ("share", "share_note")),
        "signers": [dict(facts_of(one, ("contact_id", "signs_as", "place"))) for one in signers],
    }
    party.mou_links.all().delete()
    Signer.objects.filter(party=party).delete()
    MouParty.objects.filter(pk=party.pk).delete()
    record_mou_event(
        "mou.party_removed", mou, by=by, at=now, wrote=gone, name=str(party), party=was
    )
    return mou


@transaction.atomic
def put_back_party(*, mou: Mou, was: Mapping[str, Any], by: User, now: datetime) -> MouParty:
    """Bind an organization again as it was when it was removed, with those who sign for it.

    Whoever was asked to read or sign has to be asked again. Raises as `add_party` and
    `add_signer` do.
    """
    partnership = Partnership.objects.filter(pk=was["partnership_id"]).first()
    party = add_party(
        mou=mou,
        organization=Organization.objects.get(pk=was["organization_id"]),
        partnership=partnership,
        is_approving_official=was["is_approving_official"],
        by=by,
        now=now,
    )
    if was["share"] is not None:
        share = Decimal(was["share"])
        party = set_share(party=party, share=share, share_note=was["share_note"], by=by, now=now)
    for signer in was["signers"]:
        contact = Contact.objects.get(pk=signer["contact_id"])
        told = {"signs_as": signer["signs_as"], "place": signer["place"]}
        add_signer(party=party, contact=contact, by=by, now=now, **told)
    return party


@transaction.atomic
def set_share(
    *, party: MouParty, share: Decimal | None, share_note: str, by: User, now: datetime
) -> MouParty:
    """Say what part of the cost a party pays, in percent.

    Raises `mou_move_refused` or `party_refused`.
    """
    mou = lock(party.mou)
    require_in_work(mou)
    require_party(mou, party)
    party.share, party.share_note = share, share_note
    party.save(update_fields=["share", "share_note"])
    record_mou_event("mou.share_set", mou, by=by, at=now, name=str(party))
    return party
