"""When the last signature makes an MOU signed, and what gives way to it."""

from datetime import date

from django.utils.translation import gettext as _

from common.dates import add_months
from common.errors import DomainError
from partnerships.agreements import queries, rules
from partnerships.agreements.actions.base import lock, set_state
from partnerships.agreements.lifecycle import GIVES_WAY, EndKnown, MouState
from partnerships.agreements.models import Mou


def complete(mou: Mou) -> list[Mou]:
    """Make an MOU signed once no one is missing; ``mou`` is locked.

    Returns it and those that give way to it; nothing while someone is missing. Raises `overlaps`.
    """
    if queries.unsigned(mou):
        return []
    last = max(mou.signatures.counting().values_list("signed_on", flat=True))
    starts = mou.starts_on or last
    if mou.end_known == EndKnown.TERM and mou.term_months:
        mou.ends_on = rules.last_day_of(starts, mou.term_months)
    require_no_overlap(mou, starts=starts)
    months = mou.type.review_months
    set_state(
        mou,
        MouState.SIGNED,
        signed_on=last,
        ends_on=mou.ends_on,
        review_due_on=add_months(starts, months) if months else None,
    )
    return [mou, *_replace_predecessor(mou, starts=starts)]


def _replace_predecessor(mou: Mou, *, starts: date) -> list[Mou]:
    """The agreement that ``mou`` renews or amends gives way to it, if it still ran then.

    A renewal of that one, signed already and not yet begun, follows ``mou`` from now on.
    """
    if mou.succeeds is None:
        return []
    old = lock(mou.succeeds)
    last_day = old.last_day()
    if old.state not in GIVES_WAY or (last_day and last_day < starts):
        return []
    set_state(old, MouState.SUPERSEDED, stopped_on=starts)
    following = list(old.successors.filter(state__in=GIVES_WAY).exclude(pk=mou.pk).order_by("pk"))
    Mou.objects.filter(pk__in=[one.pk for one in following]).update(succeeds=mou)
    return [old, *following]


def require_no_overlap(mou: Mou, *, starts: date) -> None:
    """Raise `overlaps` when another MOU of its kind and partnership runs at the same time (M1)."""
    if twin := queries.overlapping(mou, starts=starts):
        raise DomainError(
            _(
                "“%(title)s” is in effect for the same period. Terminate it first, "
                "or change the term."
            )
            % {"title": twin.title},
            code="overlaps",
        )
