"""What proves an entry of the log: a key kept outside the database, and digests of rows."""

import hashlib
import json
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

from django.conf import settings
from django.db import models
from django.utils.crypto import constant_time_compare, salted_hmac

from audit.models import Event, Seal, Witnessed

GENESIS = hashlib.sha256(b"").hexdigest()

#: Model name, primary key, and what the row said; "" once the row is deleted.
Digest: TypeAlias = tuple[str, int, str]


def keys() -> dict[str, str]:
    """Return the keys by their short id, newest first; only the newest one signs."""
    return {_mac(key, "key")[:8]: key for key in settings.AUDIT_KEYS}


def newest_key() -> str:
    """Return the id of the key that signs now."""
    return next(iter(keys()))


def prove(event: Event, digests: Iterable[Digest]) -> str:
    """Return the proof that Accord wrote `event` and that its rows had these digests then.

    No one can make one without the key. The random part tells two equal events apart, and the
    column is unique, so a copy of an event can't be added under another number.
    """
    key_id, key = next(iter(keys().items()))
    nonce = secrets.token_hex(8)
    return f"{key_id}.{nonce}.{_mac(key, nonce, _canonical(_content(event, digests)))}"


def is_genuine(event: Event) -> bool:
    """Say whether `event` and its digests are as they were written, by a key that is known."""
    key_id, _dot, rest = event.proof.partition(".")
    nonce, _dot, proof = rest.partition(".")
    digests = [(one.row_type, one.row_id, one.digest) for one in event.digests.all()]
    key = keys().get(key_id)
    content = _canonical(_content(event, digests))
    return key is not None and constant_time_compare(proof, _mac(key, nonce, content))


def link_hash(seal: Seal, previous: str, proof: str) -> str:
    """Return the hash of `seal` after the seal with the hash `previous`.

    `proof` is that of its event. Raises KeyError for a key that is not known.
    """
    place = (str(seal.seq), str(seal.event_id), _plain(seal.sealed_at))
    return _mac(keys()[seal.key], "seal", previous, *place, proof)


def digests_of(rows: Iterable[models.Model]) -> list[Digest]:
    """Read what the database holds of these rows now: one query per model."""
    by_model: dict[type[models.Model], set[int]] = defaultdict(set)
    for row in rows:
        by_model[type(row)].add(row.pk)
    return [digest for model, pks in by_model.items() for digest in _digests(model, pks)]


def _digests(model: type[models.Model], pks: set[int]) -> Iterator[Digest]:
    found = dict(digests_in(rows_of(model).filter(pk__in=pks)))
    for pk in sorted(pks):
        yield model._meta.model_name or "", pk, found.get(pk, "")


def digests_in(rows: "models.QuerySet[Any]") -> Iterator[tuple[int, str]]:
    """Yield primary key and digest of each row, from the fields its model says are witnessed."""
    for pk, *values in rows.values_list("pk", *_fields_of(rows.model)):
        yield pk, hashlib.sha256(_canonical(values).encode()).hexdigest()


def witnessed(model: type[models.Model]) -> Witnessed:
    """Return which fields may not change without an event; raises TypeError if none are named."""
    found = getattr(model, "witnessed", None)
    if not isinstance(found, Witnessed):
        raise TypeError(f"{model.__name__} does not say which of its fields are `witnessed`.")
    return found


def _fields_of(model: type[models.Model]) -> list[str]:
    chosen = witnessed(model)
    return [
        field.name
        for field in model._meta.concrete_fields
        if not field.primary_key
        and field.name not in chosen.but
        and (field.name in chosen.fields or not chosen.fields)
    ]


def is_witnessed(model: type[models.Model]) -> bool:
    """Say whether fields of the model may not change without an event."""
    return hasattr(model, "witnessed")


def rows_of(model: type[models.Model]) -> "models.QuerySet[Any]":
    """Return all rows of a model, whatever its own manager hides."""
    return model._meta.base_manager.all()


def _content(event: Event, digests: Iterable[Digest]) -> dict[str, Any]:
    return {
        "verb": event.verb,
        "params": event.params,
        "at": event.at,
        "by_id": event.by_id,
        "by_name": event.by_name,
        "organization_id": event.organization_id,
        "partnership_id": event.partnership_id,
        "subject_type": event.subject_type,
        "subject_id": event.subject_id,
        "digests": sorted(digests),
    }


def _canonical(content: Any) -> str:
    """The same text for the same values, whichever database gave them back."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, timedelta):
        return str(value // timedelta(microseconds=1))
    raise TypeError(f"No digest of a {type(value).__name__}.")


def _mac(key: str, *parts: str) -> str:
    return salted_hmac(
        "accord.audit", "\n".join(parts), secret=key, algorithm="sha256"
    ).hexdigest()
