"""What is known of a partnership at a review, besides what people feel: as plain data."""

from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from partnerships.agreements.queries import in_force_for
from partnerships.engagement.lifecycle import MeetingState, PromiseState
from partnerships.engagement.models import FollowUp, Meeting
from partnerships.exchange.models import Benefit, Evidence
from partnerships.outcomes.queries import measures_of, shows_small
from partnerships.relationships.lifecycle import Side
from partnerships.reviews.lifecycle import ReviewState
from partnerships.reviews.models import Review

#: The feelings about so many of the newest meetings are kept.
ENERGY_SHOWN = 8


def facts_of(review: Review, today: date) -> dict[str, Any]:
    """Gather the facts since the last review; a constant number of queries.

    "internal" holds what the partner never sees.
    """
    last = _last_before(review)
    partnership = review.partnership
    since = timezone.localdate(last.closed_at if last and last.closed_at else _start_of(review))
    held = Meeting.objects.filter(
        partnerships=partnership, state=MeetingState.HELD, starts_at__date__gte=since
    )
    feel = held.filter(feel__isnull=False).order_by("-starts_at").values_list("feel", flat=True)
    mou = in_force_for(partnership, today)
    return {
        "since": since.isoformat(),
        "commitments": _commitments(review, since, today),
        "items": _items(review),
        "meetings": held.count(),
        "measures": _measures(review, today),
        "mou_in_force": mou is not None,
        "mou_ends_on": mou.ends_on.isoformat() if mou and mou.ends_on else "",
        "internal": {
            "energy": [*reversed(feel[:ENERGY_SHOWN])],
            "last_decision": last.decision if last else "",
            "last_on": since.isoformat() if last else "",
        },
    }


def _last_before(review: Review) -> Review | None:
    done = Review.objects.filter(partnership=review.partnership_id, state=ReviewState.CLOSED)
    return done.exclude(pk=review.pk).order_by("-closed_at").first()


def _start_of(review: Review) -> Any:
    return review.partnership.created_at


def _commitments(review: Review, since: date, today: date) -> dict[str, list[int]]:
    """How many commitments due since then were kept on time, per side: [kept, due]."""
    due = FollowUp.objects.filter(
        partnership=review.partnership_id, due_on__gte=since, due_on__lte=today
    ).exclude(state=PromiseState.DROPPED)
    on_time = Q(state=PromiseState.DONE, closed_on__lte=F("due_on"))
    counts = (
        due.order_by().values("side").annotate(kept=Count("pk", filter=on_time), all=Count("pk"))
    )
    found = {row["side"]: [row["kept"], row["all"]] for row in counts}
    return {side.value: found.get(side.value, [0, 0]) for side in Side}


def _measures(review: Review, today: date) -> list[dict[str, str]]:
    """What both sides report of each measure for its newest period, as a partner may see it."""
    found = measures_of(review.partnership_id, today)
    small = review.partnership_id in shows_small([review.partnership_id]) if found else False
    facts = []
    for report in found:
        if newest := report.newest:
            ours, theirs, counts = newest.texts(shows_small=small)
            facts.append(
                {
                    "label": str(report.share),
                    "period": str(newest.period),
                    "ours": ours,
                    "theirs": theirs,
                    "counts": counts if newest.settled else "",
                    "comparison": newest.comparison.value,
                }
            )
    return facts


def _items(review: Review) -> dict[str, list[int]]:
    """How many shared items have evidence that they happened, per side: [evidenced, promised]."""
    lines = Benefit.objects.filter(partnership=review.partnership_id).to_share()
    marked = lines.annotate(happened=Exists(Evidence.objects.filter(benefit=OuterRef("pk"))))
    found = {side.value: [0, 0] for side in Side}
    for side, happened in marked.values_list("side", "happened"):
        found[side][0] += bool(happened)
        found[side][1] += 1
    return found
