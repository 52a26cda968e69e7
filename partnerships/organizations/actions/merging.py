"""Two records of one organization or one person become one, and back for 30 days (O4)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import Json, record
from audit.rules import is_witnessed
from common.bounds import require_room
from common.errors import DomainError
from partnerships.organizations import queries
from partnerships.organizations.lifecycle import PointKind
from partnerships.organizations.models import (
    Address,
    Contact,
    NotTheSame,
    Organization,
    Position,
)

Record = Organization | Contact


@transaction.atomic
def merge(*, gone: Record, kept: Record, by: User, now: datetime) -> Record:
    """Let all that points to ``gone`` point to ``kept``, and archive ``gone``.

    What ``kept`` has already stays with the archived record. The event says what moved, so that
    it can be undone. Raises `merge_refused` or `full`.
    """
    gone, kept = _locked(gone, kept)
    _require_mergeable(gone, kept)
    plan = queries.plan_merge(gone=gone, kept=kept)
    if blocking := plan.blocking():
        raise DomainError(
            _("Both have %(what)s. Close or rename one of them first.") % {"what": blocking[0]},
            code="merge_refused",
        )
    demoted: dict[str, Json] = {
        model._meta.label: _demote(model, gone, kept) for model in (Address, Position)
    }
    _require_room(plan)
    moved: dict[str, Json] = {}
    wrote: list[Model] = []
    for move in plan.moves:
        if pks := [row.pk for row in move.rows]:
            rows = move.model._meta.base_manager.filter(pk__in=pks)
            rows.update(**{move.column: kept.pk})
            moved[move.key] = [*pks]
            wrote += [row for row in move.rows if is_witnessed(move.model)]
    filled = _fill(gone, kept)
    _require_no_circle(kept)
    gone.archived_at = now
    gone.save(update_fields=["archived_at"])
    what: dict[str, Json] = {"moved": moved, "filled": filled, "demoted": demoted}
    _note("merged", gone, kept, what, wrote=wrote, by=by, now=now)
    return kept


@transaction.atomic
def undo_merge(*, gone: Record, by: User, now: datetime) -> Record:
    """Undo a merge, as far as what moved is still there. Raises `merge_refused`."""
    event = queries.merge_of(gone, now)
    if event is None:
        raise DomainError(
            _("This can't be undone anymore. A merge can be undone for 30 days."),
            code="merge_refused",
        )
    kept = type(gone)._meta.base_manager.get(pk=event.params["kept"])
    gone, kept = _locked(gone, kept)
    if kept.archived_at:
        raise DomainError(
            _("%(name)s is archived. Undo its merge first.") % {"name": kept}, code="merge_refused"
        )
    _take_back(gone, kept, event.params["what"]["filled"])
    wrote: list[Model] = []
    for key, pks in event.params["what"]["moved"].items():
        label, _dot, column = key.rpartition(".")
        model = apps.get_model(label)
        rows = model._meta.base_manager.filter(pk__in=pks, **{column: kept.pk})
        wrote += rows if is_witnessed(model) else []
        rows.update(**{column: gone.pk})
    _promote(event.params["what"]["demoted"], gone)
    gone.archived_at = None
    gone.save(update_fields=["archived_at"])
    _note("merge_undone", gone, kept, {}, wrote=wrote, by=by, now=now)
    return gone


@transaction.atomic
def say_not_the_same(*, one: Record, other: Record, by: User, now: datetime) -> NotTheSame:
    """Remember that two are not the same, so that no one is asked again.

    Raises `merge_refused`.
    """
    if one.pk == other.pk:
        raise DomainError(_("That's the same record. Choose another one."), code="merge_refused")
    first, second = sorted([one.pk, other.pk])
    kind = one._meta.model_name or ""
    pair, made = NotTheSame.objects.get_or_create(
        kind=kind, first_id=first, second_id=second, defaults={"said_at": now, "said_by": by}
    )
    if made:
        record(f"{kind}.told_apart", by=by, at=now, subject=one, other=other.pk, name=str(other))
    return pair


def _locked(gone: Record, kept: Record) -> tuple[Record, Record]:
    """Both rows as they stand now, locked in one order."""
    rows = type(gone)._meta.base_manager.select_for_update().order_by("pk")
    found = {row.pk: row for row in rows.filter(pk__in=[gone.pk, kept.pk])}
    return found[gone.pk], found[kept.pk]


def _require_mergeable(gone: Record, kept: Record) -> None:
    if gone.pk == kept.pk or gone.archived_at or kept.archived_at:
        raise DomainError(
            _("Choose two different records that aren't archived."), code="merge_refused"
        )
    if isinstance(gone, Organization) and (gone.is_ours or getattr(kept, "is_ours", False)):
        raise DomainError(
            _("One of them is our own organization, which can't be merged."), code="merge_refused"
        )
    if isinstance(gone, Contact) and isinstance(kept, Contact) and gone.user_id and kept.user_id:
        raise DomainError(
            _("Both have a user. Remove the user from one of them first."), code="merge_refused"
        )


def _require_room(plan: queries.MergePlan) -> None:
    """Raise `full` if what moves would be too much for the record that stays."""
    for move in plan.moves:
        bound = getattr(move.model, "MOST", {}).get(move.column)
        if bound and move.rows:
            counting = move.model._meta.base_manager.filter(bound.counting)
            require_room(
                counting.filter(**{move.column: plan.kept.pk}),
                adding=counting.filter(pk__in=[row.pk for row in move.rows]).count(),
                most=bound.most,
                refusal=_("%(what)s: together they'd have more than %(most)s. Remove some first."),
                what=move.name(),
            )


def _require_no_circle(kept: Record) -> None:
    """Raise `merge_refused` if the merge put an organization above itself."""
    line = [*queries.line_above(kept.pk)] if isinstance(kept, Organization) else []
    if len(line) > len(set(line)):
        raise DomainError(
            _("One of them is a site of the other. Remove that parent first."),
            code="merge_refused",
        )


def _demote(model: type[Address | Position], gone: Record, kept: Record) -> list[Json]:
    """Make the main address or contact a further one if the other organization has a main one."""
    mains = model._meta.base_manager.filter(is_main=True)
    if not isinstance(kept, Organization) or not mains.filter(organization=kept.pk).exists():
        return []
    main = mains.filter(organization=gone.pk)
    pks: list[Json] = [*main.values_list("pk", flat=True)]
    main.update(is_main=False)
    return pks


def _promote(demoted: Mapping[str, list[int]] | list[int], gone: Record) -> None:
    """Undo what ``_demote`` did; older events name addresses only."""
    named = demoted if isinstance(demoted, Mapping) else {Address._meta.label: demoted}
    for label, pks in named.items():
        rows = apps.get_model(label)._meta.base_manager.filter(pk__in=pks, organization=gone.pk)
        rows.update(is_main=True)


def _fill(gone: Record, kept: Record) -> dict[str, Json]:
    """Take over what ``kept`` lacks; what it took is returned."""
    names = queries.FILLED[gone._meta.model_name or ""]
    found = {name: getattr(gone, name) for name in names if not getattr(kept, name)}
    filled: dict[str, Json] = {name: value for name, value in found.items() if value}
    if filled.get("parent_id") == kept.pk:
        del filled["parent_id"]
    if "user_id" in filled and isinstance(gone, Contact):
        gone.user = None
        gone.save(update_fields=["user"])
    for name, value in filled.items():
        setattr(kept, name, value)
    _save(kept, filled)
    return filled


def _take_back(gone: Record, kept: Record, filled: dict[str, Json]) -> None:
    """Empty what was taken over, where no one has changed it since."""
    same = {name: value for name, value in filled.items() if getattr(kept, name) == value}
    for name in same:
        setattr(kept, name, None if name.endswith("_id") else "")
    _save(kept, same)
    if "user_id" in same:
        gone._meta.base_manager.filter(pk=gone.pk).update(user_id=same["user_id"])


def _save(kept: Record, changed: Iterable[str]) -> None:
    """Save what changed; forms and imports that saw the record before find a newer version."""
    if isinstance(kept, Contact):
        further = kept.contact_points.filter(kind=PointKind.EMAIL)
        kept.refresh_search_text(other_emails=further.values_list("value", flat=True))
    else:
        main = kept.addresses.filter(is_main=True).first()
        kept.refresh_search_text(city=main.city if main else "")
    kept.version += 1
    names = [name.removesuffix("_id") for name in changed]
    kept.save(update_fields=[*names, *kept.SEARCHED, "version"])


def _note(
    verb: str,
    gone: Record,
    kept: Record,
    what: dict[str, Json],
    *,
    wrote: Iterable[Model],
    by: User,
    now: datetime,
) -> None:
    record(
        f"{gone._meta.model_name}.{verb}",
        by=by,
        at=now,
        subject=gone,
        wrote=wrote,
        organization_id=kept.pk if isinstance(kept, Organization) else None,
        kept=kept.pk,
        name=str(gone),
        into=str(kept),
        what=what,
    )
