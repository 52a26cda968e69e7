"""Whether the log is still what it was when it was written."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import UTC

from django.db.models import Exists, Max, OuterRef, QuerySet

from audit.models import Event, Seal

GENESIS = hashlib.sha256(b"").hexdigest()


def link_hash(previous: str, event: Event) -> str:
    """Return the hash that seals `event` after the seal with the hash `previous`."""
    content = {
        "id": event.pk,
        "verb": event.verb,
        "params": event.params,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "by_id": event.by_id,
        "by_name": event.by_name,
        "organization_id": event.organization_id,
        "partnership_id": event.partnership_id,
        "subject_type": event.subject_type,
        "subject_id": event.subject_id,
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(f"{previous}\n{canonical}".encode()).hexdigest()


def unsealed(*, behind: int | None = None) -> QuerySet[Event]:
    """Events that are not in the chain yet, oldest first.

    With `behind`, only those numbered at most so far below the newest sealed one: the quick way
    for every minute, as numbers are given out before the commit.
    """
    events = Event.objects.filter(~Exists(Seal.objects.filter(event_id=OuterRef("pk"))))
    if behind is not None:
        newest = Seal.objects.aggregate(newest=Max("event_id"))["newest"] or 0
        events = events.filter(pk__gt=newest - behind)
    return events.order_by("pk")


def chain_head() -> str:
    """Return place and hash of the newest seal, to be kept elsewhere.

    Without a copy outside, whoever can write to the database can cut off the end of the chain.
    """
    last = Seal.objects.order_by("-seq").first()
    return f"{last.seq} {last.hash}" if last else f"0 {GENESIS}"


def broken_links() -> Iterator[str]:
    """Yield each place where the log differs from what was sealed, in words."""
    previous, expected = GENESIS, 0
    for seals in _in_batches():
        events = Event.objects.in_bulk([seal.event_id for seal in seals])
        for seal in seals:
            if seal.seq != expected:
                yield f"audit: seals {expected} to {seal.seq - 1} are missing"
            event = events.get(seal.event_id)
            if seal.seq == 0:
                right = GENESIS
            elif event is None:
                yield f"audit: event {seal.event_id} (seal {seal.seq}) is missing"
                right = seal.hash
            else:
                right = link_hash(previous, event)
            if seal.hash != right:
                yield f"audit: event {seal.event_id} (seal {seal.seq}) was changed"
            previous, expected = seal.hash, seal.seq + 1


def changed_events(events: Sequence[Event]) -> tuple[list[int], list[int]]:
    """The numbers of those events that differ from their seal, and of those not sealed yet."""
    seals = {
        seal.event_id: seal
        for seal in Seal.objects.filter(event_id__in=[event.pk for event in events])
    }
    before = dict(
        Seal.objects.filter(seq__in=[seal.seq - 1 for seal in seals.values()]).values_list(
            "seq", "hash"
        )
    )
    unsealed = [event.pk for event in events if event.pk not in seals]
    changed = [
        event.pk
        for event in events
        if (seal := seals.get(event.pk))
        and seal.hash != link_hash(before.get(seal.seq - 1, ""), event)
    ]
    return changed, unsealed


def check_chain() -> list[str]:
    """Return every problem of the chain, in words; an empty list if there is none."""
    return list(broken_links())


def _in_batches(size: int = 500) -> Iterator[list[Seal]]:
    """Yield the chain from its beginning in lists of at most `size` seals."""
    after = -1
    while batch := list(Seal.objects.filter(seq__gt=after).order_by("seq")[:size]):
        yield batch
        after = batch[-1].seq
