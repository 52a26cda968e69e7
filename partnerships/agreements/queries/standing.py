"""Questions about agreements that more than one place asks."""

from datetime import date

from django.db.models import F, Q

from partnerships.agreements.lifecycle import COMPLETED
from partnerships.agreements.models import Mou
from partnerships.exchange.queries import latest_versions
from partnerships.relationships.models import Partnership


def in_force_for(partnership: Partnership, today: date) -> Mou | None:
    """A gated MOU of this partnership that is in force today, the longest-lasting first.

    A letter of intent or a data-sharing agreement is never one, nor is one that they only
    approve (W3).
    """
    mous = Mou.objects.in_force(today).filter(
        parties__partnership=partnership, parties__is_approving_official=False, gated=True
    )
    return mous.order_by(F("ends_on").desc(nulls_first=True), "pk").first()


def overlapping(mou: Mou, *, starts: date) -> Mou | None:
    """Another MOU of the same kind and partnership in force at the same time (M1).

    One that was ended early runs until its notice is over; the one it follows gives way to it.
    """
    last_day = mou.last_day() or date.max
    if last_day < starts:
        return None
    partnerships = mou.parties.filter(partnership__isnull=False).values("partnership")
    others = Mou.objects.filter(
        type=mou.type_id,
        state__in=COMPLETED,
        parties__partnership__in=partnerships,
    ).exclude(pk__in=[mou.pk, mou.succeeds_id])
    meanwhile = others.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=starts),
        Q(stopped_on__isnull=True) | Q(stopped_on__gt=starts),
    )
    return meanwhile.in_effect_by(last_day).first()


def lists_changed_since(mou: Mou) -> bool:
    """Whether a partner's lists read differently now from those the signatures rest on (W3)."""
    signatures = mou.signatures.counting().filter(value_agreement__isnull=False)
    signed = [
        signature.value_agreement.list_version
        for signature in signatures.select_related("value_agreement__list_version")
        if signature.value_agreement
    ]
    newest = latest_versions([version.partnership_id for version in signed])
    return any(
        not newest[version.partnership_id].same_lists_as(version)
        for version in signed
        if version.partnership_id in newest
    )


def unsigned(mou: Mou) -> list[str]:
    """The names still missing under an MOU: signers, and parties without any signer.

    Reads ``parties``, their organization, signers and signatures as prefetched, where they are.
    """
    if mou.is_legacy():
        return []
    missing = []
    for party in mou.parties.all():
        signers = list(party.signers.all())
        if not signers:
            missing.append(str(party))
        missing += [str(signer) for signer in signers if signer.signature() is None]
    return missing
