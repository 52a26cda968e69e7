"""How far an agreement is, and who holds it up."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from common.paths import PathStep, path_of
from partnerships.agreements.lifecycle import (
    IN_FORCE_STANDINGS,
    LinkKind,
    MouState,
    Standing,
)
from partnerships.agreements.models import Mou, MouLink
from partnerships.relationships.lifecycle import Side

#: The states of an agreement on its way, in order; negotiating is part of the partner's review.
ON_THE_WAY = (
    MouState.DRAFT,
    MouState.INTERNAL_REVIEW,
    MouState.PARTNER_REVIEW,
    MouState.READY_TO_SIGN,
    MouState.OUT_FOR_SIGNATURE,
)


@dataclass(frozen=True)
class HeldUp:
    """What an agreement waits for, whom it waits on, and since when, where that is known."""

    text: str
    side: Side
    since: datetime | None = None


def mou_path(mou: Mou, today: date) -> list[PathStep]:
    """Return the steps from the draft to being in effect; none for one that left the path."""
    labels = [state.label for state in ON_THE_WAY] + [Standing.IN_FORCE.label]
    if mou.state == MouState.NEGOTIATING:
        labels[2] = MouState.NEGOTIATING.label
        return path_of(labels, 2)
    if mou.state in ON_THE_WAY:
        return path_of(labels, ON_THE_WAY.index(MouState(mou.state)))
    standing = mou.standing(today)
    if mou.is_legacy() or standing not in (*IN_FORCE_STANDINGS, Standing.NOT_YET):
        return []
    labels[-1] = standing.label
    return path_of(labels, len(ON_THE_WAY))


def readers_of(mou: Mou) -> list[MouLink]:
    """Return who was asked to read or comment, the last one asked first."""
    links = mou.mou_links.exclude(kind=LinkKind.SIGN).filter(revoked_at__isnull=True)
    related = links.select_related("contact", "party__organization")
    return list(related.order_by("-sent_at", "-pk"))


def held_up_by(mou: Mou, readers: list[MouLink]) -> HeldUp | None:
    """Say what an agreement waits for; None where nothing is to come.

    Reads ``parties`` and their signers as prefetched.
    """
    if mou.state == MouState.OUT_FOR_SIGNATURE:
        return _waits_for_signatures(mou)
    if mou.state == MouState.READY_TO_SIGN:
        return HeldUp(_("The text is final. Send it out for signature."), Side.OURS)
    if not mou.is_in_work():
        return None
    reading = [
        link for link in readers if link.kind == LinkKind.REVIEW and link.answered_at is None
    ]
    if not reading:
        return HeldUp(_("When the text is final, mark it ready to sign."), Side.OURS)
    longest = min(reading, key=lambda link: link.sent_at)
    names = _listed([link.contact.name for link in reading])
    ours = all(link.party.organization.is_ours for link in reading)
    text = _("Not answered yet: %(names)s") % {"names": names}
    return HeldUp(text, Side.OURS if ours else Side.THEIRS, longest.sent_at)


def _waits_for_signatures(mou: Mou) -> HeldUp | None:
    signers = [signer for party in mou.parties.all() for signer in party.signers.all()]
    unsigned = [signer for signer in signers if signer.signature() is None]
    if not unsigned:
        return None
    theirs = [one for one in unsigned if not one.party.organization.is_ours]
    names = _listed([one.contact.name for one in unsigned])
    text = _("Not signed yet: %(names)s") % {"names": names}
    return HeldUp(text, Side.THEIRS if theirs else Side.OURS)


def _listed(names: list[str]) -> str:
    return ", ".join(dict.fromkeys(names))
