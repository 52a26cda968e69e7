"""Questions about agreements that more than one place asks."""

from collections.abc import Iterator
from datetime import date

from django.db.models import F, Q

from partnerships.agreements.lifecycle import COMPLETED, GIVES_WAY, Fate, MouState, Standing
from partnerships.agreements.models import GoLive, Mou, MouParty, MouQuerySet
from partnerships.exchange.queries import latest_versions
from partnerships.relationships.lifecycle import Stage
from partnerships.relationships.models import Partnership


def go_live_day() -> date | None:
    """The day this house began with Accord; None before it was set (W4)."""
    return GoLive.objects.values_list("on", flat=True).first()


def binding(partnership: Partnership) -> MouQuerySet:
    """The agreements with a partner, but for those that they only approve (W3)."""
    return Mou.objects.filter(
        parties__partnership=partnership, parties__is_approving_official=False
    )


def to_decide(partnership: Partnership, today: date) -> list[Mou]:
    """The signed agreements with a partner that still count, or will."""
    signed = binding(partnership).filter(state__in=GIVES_WAY).order_by("pk")
    rows = signed.prefetch_related("parties__partnership")
    return [mou for mou in rows if mou.standing(today) != Standing.EXPIRED]


def fates_of(mou: Mou, partnership: Partnership) -> list[Fate]:
    """What may become of it; while it also binds another partner, it stays.

    Reads ``parties`` and their partnerships as prefetched.
    """
    bound = (party.partnership for party in mou.parties.all() if party.partnership)
    others = [one for one in bound if one.pk != partnership.pk and one.stage != Stage.CLOSED]
    return [Fate.RUNS] if others else list(Fate)


def in_force_for(partnership: Partnership, today: date) -> Mou | None:
    """A gated MOU of this partnership that is in force today, the longest-lasting first.

    A letter of intent or a data-sharing agreement is never one, nor is one that they only
    approve (W3).
    """
    mous = binding(partnership).in_force(today).filter(gated=True)
    return mous.order_by(F("ends_on").desc(nulls_first=True), "pk").first()


def overlapping(mou: Mou, *, starts: date) -> Mou | None:
    """Another MOU of the same kind and partnership in force at the same time (M1).

    One that was ended early runs until its notice is over. The one it follows gives way to it
    when it is signed, if nothing else stopped that before.
    """
    last_day = mou.last_day() or date.max
    if last_day < starts:
        return None
    partnerships = mou.parties.filter(partnership__isnull=False).values("partnership")
    others = Mou.objects.filter(
        type=mou.type_id,
        state__in=COMPLETED,
        parties__partnership__in=partnerships,
    ).exclude(pk=mou.pk)
    if mou.succeeds_id and mou.state not in COMPLETED:
        others = others.exclude(pk=mou.succeeds_id, state__in=GIVES_WAY)
    meanwhile = others.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=starts),
        Q(stopped_on__isnull=True) | Q(stopped_on__gt=starts),
    )
    return meanwhile.in_effect_by(last_day).order_by("-created_at", "-pk").first()


def running_together() -> list[tuple[int, int]]:
    """Pairs of one kind and partnership that are in force on the same days: none, if all is well.

    One query for the whole house; of each pair at least one still stands.
    """
    bound = MouParty.objects.filter(partnership__isnull=False, mou__state__in=COMPLETED)
    terms: dict[tuple[int, int | None], list[tuple[date, date, Mou]]] = {}
    for party in bound.select_related("mou").iterator(chunk_size=500):
        mou, first = party.mou, party.mou.effective_on()
        last = mou.last_day() or date.max
        if first and first <= last:
            key = (mou.type_id, party.partnership_id)
            terms.setdefault(key, []).append((first, last, mou))
    return sorted({pair for spans in terms.values() for pair in _overlaps_of(spans)})


def _overlaps_of(spans: list[tuple[date, date, Mou]]) -> Iterator[tuple[int, int]]:
    spans.sort(key=lambda span: span[:2])
    latest = spans[0]
    for span in spans[1:]:
        _first, ends, before = latest
        if span[0] <= ends and MouState.SIGNED in {before.state, span[2].state}:
            yield before.pk, span[2].pk
        latest = max(latest, span, key=lambda one: one[1])


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
