"""What an MOU in effect does to the stage of those it binds: at once, or when its day comes."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from partnerships.agreements import actions as agreements
from partnerships.agreements.models import Mou
from partnerships.exchange.queries import NotYet
from partnerships.pipeline.actions.moves import move
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import OPEN_STAGES, Stage
from partnerships.relationships.models import Partnership

#: MOUs tried in one tick; the others have their turn with the next ones.
AT_ONCE = 20

#: The stages from which an MOU in effect leads to "Active".
BEFORE_ACTIVE = [stage for stage in OPEN_STAGES if stage != Stage.ACTIVE]


@transaction.atomic
def begin_work(mou: Mou, *, by: User | None, now: datetime) -> list[Partnership]:
    """Move the partnerships of an MOU in force to "Active", step by step.

    One that can't take a step yet (no one talked with them so far, say) stays where it is, and
    so does one that someone else moved in the meantime.
    """
    mou = agreements.lock(mou)
    today = timezone.localdate(now)
    if not (mou.gated and mou.is_in_force(today)):
        return []
    parties = mou.parties.filter(
        partnership__stage__in=BEFORE_ACTIVE, is_approving_official=False
    ).order_by("partnership_id")  # all lock them in this order
    return [
        _go_on(party.partnership, by=by, now=now)
        for party in parties.select_related("partnership")
        if party.partnership
    ]


def _go_on(partnership: Partnership, *, by: User | None, now: datetime) -> Partnership:
    partnership = relationships.lock(partnership)
    while partnership.stage in BEFORE_ACTIVE:
        following = OPEN_STAGES[OPEN_STAGES.index(Stage(partnership.stage)) + 1]
        try:
            partnership = move(
                partnership=partnership, to=following, by=by, now=now, note=_("MOU in effect")
            )
        except NotYet:
            break
    return partnership


def begin_due_work(*, now: datetime) -> int:
    """The tick: MOUs whose effective date has come move their partnerships on.

    A few at a time, in turn, so that those who can't take a step keep no one else waiting.
    """
    waiting = Mou.objects.in_force(timezone.localdate(now)).filter(
        gated=True,
        parties__partnership__stage__in=BEFORE_ACTIVE,
        parties__is_approving_official=False,
    )
    due = sorted(set(waiting.values_list("pk", flat=True)))
    if not due:
        return 0
    first = int(now.timestamp() // 60) * AT_ONCE % len(due)
    turn = (due[first:] + due[:first])[:AT_ONCE]
    mous = Mou.objects.filter(pk__in=turn).order_by("pk")
    return sum(len(begin_work(mou, by=None, now=now)) for mou in mous)
