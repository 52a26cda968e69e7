"""Referrals month by month: what each side says, and what came of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from common.dates import add_days, add_months
from partnerships.exchange.models import ServiceOffering
from partnerships.outcomes.lifecycle import SMALL, Direction, NotAccepted
from partnerships.outcomes.models import ReferralReport
from partnerships.outcomes.queries.measures import hidden
from partnerships.outcomes.rules.loop import Loop

#: The newest months that a page shows.
MONTHS_SHOWN = 24


@dataclass(frozen=True)
class ReferralMonth:
    """The referrals of a month in one direction, for one service or without naming one."""

    direction: Direction
    offering: ServiceOffering | None
    first_day: date
    loop: Loop
    reasons: dict[str, int]
    within_days: int | None

    @property
    def direction_label(self) -> str:
        return str(self.direction.label)

    def reasons_shown(self) -> list[tuple[str, int]]:
        """Return why some weren't accepted, in words."""
        return [(str(NotAccepted(code).label), n) for code, n in self.reasons.items() if n]

    def cells(self, *, shows_small: bool) -> list[str]:
        """Return sent, received, accepted, not accepted, in time, unanswered, as texts."""
        loop = self.loop
        numbers = [
            *(loop.sent, loop.received, loop.accepted, loop.declined),
            *(loop.contacted, loop.unanswered()),
        ]
        return [_shown(one, shows_small=shows_small) for one in numbers]


def _shown(number: int | None, *, shows_small: bool) -> str:
    if number is None:
        return ""
    return hidden() if number < SMALL and not shows_small else str(number)


def referrals_of(partnership_id: int, today: date) -> list[ReferralMonth]:
    """Return the months with reports, newest first; one query."""
    since = add_months(today.replace(day=1), -MONTHS_SHOWN)
    rows = ReferralReport.objects.counting().filter(
        partnership=partnership_id, first_day__gte=since
    )
    groups: dict[tuple[date, str, str, int], list[ReferralReport]] = defaultdict(list)
    for row in rows.select_related("offering"):
        name = row.offering.title if row.offering else ""
        groups[(row.first_day, row.direction, name, row.offering_id or 0)].append(row)
    keys = sorted(groups, key=lambda key: (key[1], key[2], key[3]))
    return [_month(groups[key]) for key in sorted(keys, key=lambda key: key[0], reverse=True)]


def _month(rows: list[ReferralReport]) -> ReferralMonth:
    sender = next((one for one in rows if one.is_senders()), None)
    receiver = next((one for one in rows if not one.is_senders()), None)
    first = rows[0]
    return ReferralMonth(
        direction=Direction(first.direction),
        offering=first.offering,
        first_day=first.first_day,
        loop=Loop(
            sent=sender.number if sender else None,
            received=receiver.number if receiver else None,
            accepted=(receiver.accepted or 0) if receiver else 0,
            declined=receiver.declined() if receiver else 0,
            contacted=(receiver.contacted or 0) if receiver else 0,
            last_day=add_days(add_months(first.first_day, 1), -1),
        ),
        reasons=dict(receiver.not_accepted) if receiver else {},
        within_days=receiver.within_days if receiver else None,
    )


@dataclass(frozen=True)
class LoopTotal:
    """All shown months of one direction together."""

    direction: Direction
    sent: int
    accepted: int
    declined: int
    unanswered: int
    late: int
    reasons: list[tuple[str, int]]


def totals_of(months: Iterable[ReferralMonth], today: date) -> list[LoopTotal]:
    """Return both directions' sums; a direction without reports is left out."""
    by_direction: dict[Direction, list[ReferralMonth]] = defaultdict(list)
    for one in months:
        by_direction[one.direction].append(one)
    return [
        _total(direction, by_direction[direction], today)
        for direction in Direction
        if by_direction[direction]
    ]


def _total(direction: Direction, months: list[ReferralMonth], today: date) -> LoopTotal:
    loops = [one.loop for one in months]
    reasons = Counter[str]()
    for one in months:
        reasons.update(one.reasons)
    return LoopTotal(
        direction=direction,
        sent=sum(one.made() for one in loops),
        accepted=sum(one.accepted for one in loops),
        declined=sum(one.declined for one in loops),
        unanswered=sum(one.unanswered() for one in loops),
        late=sum(one.unanswered() for one in loops if one.is_late(today)),
        reasons=[(str(NotAccepted(code).label), n) for code, n in reasons.most_common() if n],
    )
