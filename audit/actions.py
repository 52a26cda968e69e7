"""The only two ways to write to the log."""

import logging
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TypeAlias

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction

from audit import queries, rules
from audit.models import Event, RowDigest, Seal

log = logging.getLogger(__name__)

# No floats: two databases may print one and the same float differently, and the hash would break.
Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"

# How far behind the newest sealed event a transaction that took its number early may still commit.
LATE_COMMITS = 10_000


@transaction.atomic
def record(
    verb: str,
    *,
    by: AbstractBaseUser | None,
    at: datetime,
    subject: models.Model,
    organization_id: int | None = None,
    partnership_id: int | None = None,
    wrote: Iterable[models.Model] = (),
    **params: Json,
) -> Event:
    """Write down that something was done to `subject`; each action does so exactly once.

    `verb` is "noun.past_tense", such as "mou.signed". `by` is None for what the system did by
    itself. The name is kept as it is today. `params` hold what the text of the event needs.
    `wrote` are the rows that the action has just written, or deleted, and whose model names
    fields as `witnessed`: `manage.py verify` compares the rows with the newest event that did.
    """
    event = Event(
        verb=verb,
        params=params,
        at=at,
        by_id=by.pk if by else None,
        by_name=str(by) if by else "",
        organization_id=organization_id,
        partnership_id=partnership_id,
        subject_type=subject._meta.model_name or "",
        subject_id=subject.pk,
    )
    digests = rules.digests_of(wrote)
    event.proof = rules.prove(event, digests)
    event.save()
    RowDigest.objects.bulk_create(
        RowDigest(event=event, row_type=row_type, row_id=row_id, digest=digest)
        for row_type, row_id, digest in digests
    )
    return event


def facts_of(row: models.Model, fields: Iterable[str]) -> dict[str, Json]:
    """Return what a row says in some fields, as an event can keep it."""
    return {name: _plain(getattr(row, name)) for name in fields}


def values_of(row: models.Model, fields: Iterable[str]) -> dict[str, object]:
    """Return what a row says in some fields, to be compared later by `changed`."""
    return {name: getattr(row, name) for name in fields}


def changed(row: models.Model, before: Mapping[str, object]) -> dict[str, Json]:
    """Return what a row says otherwise than `before`: field, earlier text, text of now.

    Two people of one name are two people.
    """
    now = values_of(row, before)
    return {
        name: [_plain(was), _plain(now[name])] for name, was in before.items() if was != now[name]
    }


def _plain(value: object) -> Json:
    if value is None or isinstance(value, bool | int):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


@transaction.atomic
def seal(*, now: datetime, everything: bool = False) -> int:
    """Append the events that are not in the chain yet, and return how many there were.

    Runs after the events have been committed, so no business transaction waits for the head of
    the chain (docs/decisions/0001). Two runs at once queue up at seal 0. `everything` looks
    through the whole log instead of its newest part. An event without a proof is not sealed:
    `manage.py verify` tells of it.
    """
    Seal.objects.select_for_update().get_or_create(
        seq=0, defaults={"event_id": 0, "hash": rules.GENESIS, "sealed_at": now}
    )
    last = Seal.objects.order_by("-seq")[0]
    key, seals, foreign = rules.newest_key(), [last], list[int]()
    events = queries.unsealed(behind=None if everything else LATE_COMMITS)
    for event in events.prefetch_related("digests").iterator(chunk_size=500):
        if not rules.is_genuine(event):
            foreign.append(event.pk)
            continue
        one = Seal(seq=seals[-1].seq + 1, event_id=event.pk, key=key, sealed_at=now)
        one.hash = rules.link_hash(one, seals[-1].hash, event.proof)
        seals.append(one)
    Seal.objects.bulk_create(seals[1:], batch_size=500)
    if foreign:
        log.error("Not sealed, as Accord did not write them: events %s", foreign[:10])
    return len(seals) - 1
