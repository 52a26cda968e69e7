"""Whom a partnership waits on after a contact, a commitment, or a day that went by."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef
from django.db.models.functions import TruncDate
from django.utils import timezone

from partnerships.engagement import queries
from partnerships.engagement.models import FollowUp
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import OPEN_STAGES, Side


def after_contact(*, partnership_id: int, now: datetime) -> None:
    """We talked with each other: without a next step it's for us to plan one."""
    if not queries.next_steps([partnership_id], now):
        relationships.pass_turn(partnership_id=partnership_id, court=Side.OURS, now=now)


def after_closing(*, follow_up: FollowUp, now: datetime) -> None:
    """Theirs was kept or dropped, so we go on; after the last of ours theirs are waited for."""
    left = set(
        FollowUp.objects.open()
        .filter(partnership=follow_up.partnership_id)
        .values_list("side", flat=True)
    )
    court = Side.OURS if follow_up.side == Side.THEIRS else Side.THEIRS
    if court == Side.OURS or left == {Side.THEIRS.value}:
        relationships.pass_turn(partnership_id=follow_up.partnership_id, court=court, now=now)


def pass_overdue(*, now: datetime) -> int:
    """The tick: whoever let the day of a commitment go by is waited on, we first of all.

    Whom someone of ours chose, or something that happened, since that day counts more.
    """
    late = FollowUp.objects.overdue(timezone.localdate(now)).filter(
        partnership__stage__in=OPEN_STAGES
    )
    ours = late.filter(side=Side.OURS, partnership=OuterRef("partnership"))
    passed = 0
    for side, rows in (
        (Side.OURS, late.filter(side=Side.OURS)),
        (Side.THEIRS, late.filter(~Exists(ours), side=Side.THEIRS)),
    ):
        since = rows.exclude(partnership__court=side).annotate(
            turned_on=TruncDate("partnership__court_since")
        )
        unheeded = since.filter(turned_on__lte=F("due_on")).order_by("partnership")
        for partnership_id in unheeded.values_list("partnership", flat=True).distinct():
            relationships.pass_turn(partnership_id=partnership_id, court=side, now=now)
            passed += 1
    return passed
