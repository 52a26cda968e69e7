"""The only two ways to write to the log."""

from datetime import datetime
from typing import TypeAlias

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction

from audit import queries
from audit.models import Event, Seal

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
    **params: Json,
) -> Event:
    """Write down that something was done to `subject`; each action does so exactly once.

    `verb` is "noun.past_tense", such as "mou.signed". `by` is None for what the system did by
    itself. The name is kept as it is today. `params` hold what the text of the event needs.
    """
    return Event.objects.create(
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


@transaction.atomic
def seal(*, now: datetime, everything: bool = False) -> int:
    """Append the events that are not in the chain yet, and return how many there were.

    Runs after the events have been committed, so no business transaction waits for the head of
    the chain (docs/decisions/0001). Two runs at once queue up at seal 0. `everything` looks
    through the whole log instead of its newest part.
    """
    Seal.objects.select_for_update().get_or_create(
        seq=0, defaults={"event_id": 0, "hash": queries.GENESIS, "sealed_at": now}
    )
    last = Seal.objects.order_by("-seq")[0]
    seals = []
    link = last.hash
    events = queries.unsealed(behind=None if everything else LATE_COMMITS)
    for seq, event in enumerate(events.iterator(), last.seq + 1):
        link = queries.link_hash(link, event)
        seals.append(Seal(seq=seq, event_id=event.pk, hash=link, sealed_at=now))
    Seal.objects.bulk_create(seals, batch_size=500)
    return len(seals)
