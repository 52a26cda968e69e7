"""Questions about agreements that more than one place asks."""

from datetime import date

from django.db.models import Q

from partnerships.agreements.lifecycle import MouState
from partnerships.agreements.models import Mou
from partnerships.relationships.models import Partnership


def in_force_for(partnership: Partnership, today: date) -> Mou | None:
    """A gated MOU of this partnership that is in force today, the longest-lasting first.

    A letter of intent or a data-sharing agreement is never one (W3).
    """
    mous = Mou.objects.in_force(today).filter(parties__partnership=partnership, gated=True)
    return mous.order_by("-ends_on", "pk").first()


def overlapping(mou: Mou, *, starts: date) -> Mou | None:
    """Another MOU of the same kind and partnership in force at the same time (M1)."""
    partnerships = mou.parties.filter(partnership__isnull=False).values("partnership")
    others = (
        Mou.objects.with_effective_on()
        .filter(type=mou.type_id, state=MouState.SIGNED, parties__partnership__in=partnerships)
        .exclude(pk=mou.pk)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts))
    )
    if mou.ends_on:
        others = others.filter(takes_effect__lte=mou.ends_on)
    return others.first()


def unsigned(mou: Mou) -> list[str]:
    """The names still missing under an MOU: signers, and parties without any signer."""
    missing = []
    for party in mou.parties.prefetch_related("signers__contact", "signers__signature"):
        signers = list(party.signers.all())
        if not signers:
            missing.append(str(party))
        missing += [str(signer) for signer in signers if not hasattr(signer, "signature")]
    return missing
