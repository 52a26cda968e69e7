"""Writing the two lists, and sharing them."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import record
from common.bounds import require_room
from common.errors import DomainError
from common.versions import save_edit
from partnerships.exchange import queries
from partnerships.exchange.lifecycle import MOST_ITEMS
from partnerships.exchange.models import (
    Benefit,
    ListLine,
    ListVersion,
)
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from partnerships.relationships.queries import people_of

BENEFIT_FIELDS = (
    "what",
    "how_much",
    "rhythm",
    "told_by",
    "why",
    "category",
    "offering",
    "cost",
    "evidence",
    "due_on",
    "notes",
    "is_guess",
    "is_internal",
)


class CopyChanged(DomainError):
    """Someone wrote on the lists after the person had looked at what sharing would change."""


@transaction.atomic
def add_benefit(*, benefit: Benefit, by: User | None, now: datetime) -> Benefit:
    """Put a line at the end of its side's list; ``benefit`` carries the values, unsaved.

    ``by`` is None when its ``brought_by`` did so by their link. Raises `full`.
    """
    relationships.lock(benefit.partnership)
    _require_room(benefit)
    last = Benefit.objects.filter(partnership=benefit.partnership, side=benefit.side)
    benefit.position = (last.aggregate(top=Max("position"))["top"] or 0) + 1
    benefit.save()
    if by:
        _record("benefit.added", benefit, by=by, at=now)
    else:  # what they typed stays in the log, whatever we make of it
        typed = ", ".join(filter(None, (benefit.what, benefit.how_much, benefit.rhythm)))
        _record("benefit.brought", benefit, by=None, at=now, what=typed)
    return benefit


def _require_room(benefit: Benefit) -> None:
    """Raise `full` unless the list takes this line too. Its partnership is locked."""
    others = Benefit.objects.filter(partnership=benefit.partnership, side=benefit.side)
    require_room(
        others.on_the_lists(),
        most=MOST_ITEMS,
        refusal=_("This list has %(most)s items. Remove one, or describe several in one item."),
    )


@transaction.atomic
def edit_benefit(*, benefit: Benefit, seen_version: int, by: User, now: datetime) -> Benefit:
    """Save the line as the form has it. What was shared stays until changes are shared.

    Raises StaleEdit.
    """
    save_edit(benefit, seen_version=seen_version, fields=BENEFIT_FIELDS)
    _record("benefit.edited", benefit, by=by, at=now)
    return benefit


@transaction.atomic
def move_benefit(*, benefit: Benefit, to: int, by: User, now: datetime) -> Benefit:
    """Put a line at another place of its list, 0 being the first; no one is asked again."""
    relationships.lock(benefit.partnership)
    rows = Benefit.objects.filter(partnership=benefit.partnership, side=benefit.side)
    order = [line for line in rows.on_the_lists() if line.pk != benefit.pk]
    order.insert(max(0, to), benefit)
    for place, line in enumerate(order):
        Benefit.objects.filter(pk=line.pk).update(position=place)
    _record("benefit.ordered", benefit, by=by, at=now)
    return benefit


@transaction.atomic
def withdraw_benefit(*, benefit: Benefit, by: User, now: datetime) -> Benefit:
    """Take a line off its list; what was shared keeps it until changes are shared."""
    benefit = Benefit.objects.select_for_update(of=("self",)).get(pk=benefit.pk)
    if benefit.withdrawn_at is None:
        benefit.withdrawn_at = now
        benefit.save(update_fields=["withdrawn_at"])
        _record("benefit.withdrawn", benefit, by=by, at=now)
    return benefit


@transaction.atomic
def put_back_benefit(*, benefit: Benefit, by: User, now: datetime) -> Benefit:
    """Put a line back on its list that was taken off by mistake. Raises `full`."""
    relationships.lock(benefit.partnership)
    benefit = Benefit.objects.select_for_update(of=("self",)).get(pk=benefit.pk)
    if benefit.withdrawn_at is not None:
        _require_room(benefit)
        benefit.withdrawn_at = None
        benefit.save(update_fields=["withdrawn_at"])
        _record("benefit.put_back", benefit, by=by, at=now)
    return benefit


@transaction.atomic
def share_changes(
    *, partnership: Partnership, by: User, now: datetime, seen: str | None = None
) -> ListVersion:
    """Freeze both lists as the next version that people answer for (W2).

    ``seen`` is the copy_hash of the lists the person looked at; None shares them as they are.
    Raises CopyChanged or `nothing_to_share`.
    """
    relationships.lock(partnership)
    exchange = queries.exchange_of(partnership, people_of(partnership, timezone.localdate(now)))
    lines = queries.snapshot(exchange.benefits)
    if seen is not None and seen != queries.copy_hash(lines):
        raise CopyChanged(_("The lists changed in the meantime. Review the changes, then save."))
    if not lines:
        raise DomainError(_("Both lists are empty. Add an item first."), code="nothing_to_share")
    if not queries.lists_differ(lines, exchange.lines):
        raise DomainError(
            _("Nothing has changed since the last version. Edit an item first."),
            code="nothing_to_share",
        )
    return save_version(partnership, lines, exchange.version, by=by, now=now)


def save_version(
    partnership: Partnership,
    lines: list[ListLine],
    before: ListVersion | None,
    *,
    by: User,
    now: datetime,
) -> ListVersion:
    """Freeze these lines as the version after another. The partnership is locked."""
    version = ListVersion.objects.create(
        partnership=partnership,
        number=before.number + 1 if before else 1,
        ours_hash=queries.list_hash(lines, Side.OURS),
        theirs_hash=queries.list_hash(lines, Side.THEIRS),
        shared_at=now,
        shared_by=by,
    )
    for line in lines:
        line.list_version = version
    ListLine.objects.bulk_create(lines)
    wrote = [version, *lines]
    relationships.record_event(
        "lists.shared", partnership, by=by, at=now, wrote=wrote, number=version.number
    )
    return version


def _record(verb: str, benefit: Benefit, *, by: User | None, at: datetime, what: str = "") -> None:
    record(
        verb,
        by=by,
        at=at,
        subject=benefit,
        organization_id=benefit.partnership.organization_id,
        partnership_id=benefit.partnership_id,
        what=what or benefit.what,
        side=benefit.side,
        name=benefit.brought_by.name if benefit.brought_by else "",
    )
