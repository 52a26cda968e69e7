"""Whether the log, and the rows it tells of, are still what they were when they were written."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from django.apps import apps
from django.db.models import Count, Exists, Max, Min, Model, OuterRef, QuerySet
from django.utils.text import capfirst

from audit import rules
from audit.models import Event, RowDigest, Seal
from audit.rules import GENESIS

#: Rows read at once, so that a log of any length fits into memory.
BATCH = 500

#: Below every number that a row can have.
BEFORE_ALL = -(2**63)

#: The tick seals every minute; an event that waits longer is told of as a problem.
SEALED_WITHIN = timedelta(minutes=10)

#: What an operator keeps: place and hash, as `chain_head` returns them; the hash may be cut.
HEAD = re.compile(r"\s*(?P<seq>\d+)\s+(?P<hash>[0-9a-f]{12,64})(?:…|\.\.\.)?\s*", re.ASCII)


class NoHead(ValueError):
    """What was given as a head is none."""


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


def contains_head(head: str) -> bool:
    """Say whether the chain still contains a head that was kept elsewhere; raises NoHead."""
    found = HEAD.fullmatch(head)
    if found is None:
        raise NoHead(head)
    return Seal.objects.filter(seq=int(found["seq"]), hash__startswith=found["hash"]).exists()


def broken_links() -> Iterator[str]:
    """Yield each place where the log differs from what was sealed, in words."""
    known = list(rules.keys())
    previous, unknown = Seal(seq=-1, key=known[-1], hash=""), set[str]()
    for seals in _chain():
        ids = [seal.event_id for seal in seals]
        events = Event.objects.prefetch_related("digests").in_bulk(ids)
        for seal in seals:
            if seal.seq != previous.seq + 1:
                yield f"Seal {seal.seq} follows seal {previous.seq}; those between are missing."
            if seal.key and seal.key not in known and seal.key not in unknown:
                unknown.add(seal.key)
                yield f"Seal {seal.seq} was made with key {seal.key}, which AUDIT_KEY lacks."
            yield from _broken_link(seal, previous, events.get(seal.event_id), known)
            previous = seal


def _broken_link(
    seal: Seal, previous: Seal, event: Event | None, known: Sequence[str]
) -> Iterator[str]:
    """What is wrong with one seal; `known` are the ids of the keys, newest first."""
    if seal.seq == 0:
        if seal.hash != GENESIS or event is not None:
            yield "The first seal was changed."
    elif event is None:
        yield f"Event {seal.event_id} (seal {seal.seq}) is missing."
    elif not seal.key:
        yield f"Seal {seal.seq} names no key."
    elif seal.key in known:
        yield from _wrong_seal(seal, previous, event, known[: known.index(seal.key)])


def _wrong_seal(seal: Seal, previous: Seal, event: Event, newer: Sequence[str]) -> Iterator[str]:
    """What is wrong with a seal whose key is known; `newer` are the keys that came after it."""
    if seal.hash != rules.link_hash(seal, previous.hash, event.proof):
        yield f"Seal {seal.seq} was not made by Accord, or stands after another one than then."
    if previous.key in newer:
        yield f"Seal {seal.seq} was made with an older key than the one before it."
    if not rules.is_genuine(event):
        yield f"Event {event.pk} (seal {seal.seq}) was changed."


def foreign_events() -> Iterator[str]:
    """Yield the events that Accord did not write: not sealed, or copies of others."""
    for event in unsealed().prefetch_related("digests").iterator(chunk_size=BATCH):
        if not rules.is_genuine(event):
            yield f"Event {event.pk} is not sealed, and Accord did not write it."
    proofs = Event.objects.order_by().values("proof").annotate(newest=Max("pk"), many=Count("pk"))
    for copied in proofs.filter(many__gt=1).iterator():
        yield f"Event {copied['newest']} is a copy of another one."


def waiting_events(now: datetime) -> tuple[int, datetime | None]:
    """Return how many events are not sealed yet, and since when the oldest waits too long."""
    waiting = unsealed().aggregate(oldest=Min("at"))
    oldest = waiting["oldest"]
    return unsealed().count(), oldest if oldest and oldest < now - SEALED_WITHIN else None


def changed_events(events: Sequence[Event]) -> tuple[list[int], list[int]]:
    """The numbers of those events that differ from their seal, and of those not sealed yet."""
    ids = [event.pk for event in events]
    genuine = {
        event.pk: rules.is_genuine(event)
        for event in Event.objects.filter(pk__in=ids).prefetch_related("digests")
    }
    seals = {seal.event_id: seal for seal in Seal.objects.filter(event_id__in=ids)}
    earlier = Seal.objects.filter(seq__in=[seal.seq - 1 for seal in seals.values()])
    before = {seal.seq: seal for seal in earlier}
    known = list(rules.keys())
    unsealed = [pk for pk in ids if pk not in seals]
    changed = [
        event.pk
        for event in events
        if not genuine.get(event.pk)
        or (
            (seal := seals.get(event.pk))
            and any(_broken_link(seal, before.get(seal.seq - 1, Seal()), event, known))
        )
    ]
    return changed, unsealed


def changed_rows() -> Iterator[str]:
    """Yield each row that is not as the newest event that wrote it left it, in words.

    Constant memory, and a constant number of queries for each batch of rows.
    """
    for model in witnessed_models():
        yield from _changed_rows(model)
        yield from _missing_rows(model)


def witnessed_models() -> list[type[Model]]:
    """The models that name the fields of theirs which no one may change without an event."""
    return [model for model in apps.get_models() if rules.is_witnessed(model)]


def _changed_rows(model: type[Model]) -> Iterator[str]:
    name, after = capfirst(str(model._meta.verbose_name)), BEFORE_ALL
    rows = rules.rows_of(model).order_by("pk")
    while batch := dict(rules.digests_in(rows.filter(pk__gt=after)[:BATCH])):
        told = _digests_told(model, batch)
        for pk, digest in batch.items():
            if pk not in told:
                yield f"{name} {pk}: no event of the log tells of it."
            elif told[pk][0] != digest:
                yield f"{name} {pk}: it is not as event {told[pk][1]} wrote it."
        after = max(batch)


def _missing_rows(model: type[Model]) -> Iterator[str]:
    name, after = capfirst(str(model._meta.verbose_name)), BEFORE_ALL
    told = RowDigest.objects.filter(row_type=model._meta.model_name).order_by("row_id")
    ids = told.values_list("row_id", flat=True).distinct()
    while batch := list(ids.filter(row_id__gt=after)[:BATCH]):
        there = rules.rows_of(model).filter(pk__in=batch).values_list("pk", flat=True)
        gone = set(batch) - set(there)
        for pk, (digest, event_id) in sorted(_digests_told(model, gone).items()):
            if digest:
                yield f"{name} {pk}: it is missing, and event {event_id} wrote it last."
        after = batch[-1]


def _digests_told(model: type[Model], pks: Iterable[int]) -> dict[int, tuple[str, int]]:
    """For each row its digest in the newest event that wrote it, and the event's number."""
    told = RowDigest.objects.filter(row_type=model._meta.model_name, row_id__in=list(pks))
    told = told.filter(Exists(Event.objects.filter(pk=OuterRef("event_id"))))
    return {
        row_id: (digest, event_id)
        for row_id, digest, event_id in told.order_by("event_id").values_list(
            "row_id", "digest", "event_id"
        )
    }


def check_chain() -> list[str]:
    """Return every problem of the chain, in words; an empty list if there is none."""
    return list(broken_links())


def _chain() -> Iterator[list[Seal]]:
    """Yield the chain from its beginning in batches."""
    after = BEFORE_ALL
    while batch := list(Seal.objects.filter(seq__gt=after).order_by("seq")[:BATCH]):
        yield batch
        after = batch[-1].seq
