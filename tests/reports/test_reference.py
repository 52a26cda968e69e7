"""Every figure equals what a slow, plain reference counts, over random histories."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random
from statistics import median
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings, strategies as st

from accounts.models import User
from partnerships.agreements.lifecycle import IN_FORCE_STANDINGS
from partnerships.agreements.models import Mou
from partnerships.engagement.models import FollowUp, Interaction, Meeting
from partnerships.exchange.models import Benefit
from partnerships.relationships.lifecycle import OPEN_STAGES, Side, Stage
from partnerships.relationships.models import Partnership, StageChange
from partnerships.reports.queries import agreements, changes, endings, energy
from partnerships.reports.queries.commitments import HOW, kept_by_side
from partnerships.reports.queries.pipeline import (
    PIPELINE,
    at_stage,
    stage_counts_before,
    stages_table,
    stays_ended,
    stays_table,
)
from partnerships.reports.queries.reviews import decided, on_time, overdue_now
from partnerships.reports.queries.scope import Scope
from partnerships.reports.queries.value import PROGRESS, gives_more, items
from partnerships.reports.rules.periods import Period, quarter_of
from partnerships.reviews.models import Review
from tests.reports.world import World, is_open

pytestmark = pytest.mark.django_db

#: The last day of a quarter and the first, around midnight somewhere, and any day.
MOMENTS = (
    datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC),
    datetime(2027, 1, 1, 0, 0, 0, tzinfo=UTC),
    datetime(2026, 10, 1, 4, 0, 0, tzinfo=UTC),
    datetime(2026, 11, 1, 5, 30, 0, tzinfo=UTC),
    datetime(2026, 11, 23, 15, 0, 0, tzinfo=UTC),
)
ZONES = ("UTC", "America/New_York", "Asia/Tokyo", "Pacific/Apia")


class Reference:
    """Reads every row, and counts by hand."""

    def __init__(self, world: World, period: Period, owner: User | None) -> None:
        self.world, self.first, self.last = world, period.first, period.last
        self.today = world.day(world.now)
        rows = Partnership.objects.all()
        self.partnerships = {p.pk: p for p in rows if owner is None or p.owner_id == owner.pk}

    def within(self, at: datetime | date | None) -> bool:
        if at is None:
            return False
        day = self.world.day(at) if isinstance(at, datetime) else at
        return self.first <= day <= self.last

    def history(self) -> list[StageChange]:
        rows = StageChange.objects.order_by("at", "pk")
        return [row for row in rows if row.partnership_id in self.partnerships]

    def stages_when_it_began(self) -> Counter[str]:
        then: dict[int, str] = {}
        for row in self.history():
            if self.world.day(row.at) < self.first:
                then[row.partnership_id] = row.to_stage
        return Counter(then.values())

    def of(self, rows: list, going_on: bool = False) -> list:  # noqa: FBT001, FBT002
        mine = [row for row in rows if row.partnership_id in self.partnerships]
        if going_on:
            mine = [r for r in mine if self.partnerships[r.partnership_id].stage != "closed"]
        return mine

    def mous(self) -> list[tuple[Mou, Partnership]]:
        found = [(mou, mou.parties.get().partnership) for mou in Mou.objects.all()]
        return [(mou, p) for mou, p in found if p and p.pk in self.partnerships]


def median_days(spans: list[timedelta]) -> int | None:
    seconds = [int(one.total_seconds()) for one in spans]
    return int(median(seconds)) // 86_400 if seconds else None


def check_pipeline(scope: Scope, ref: Reference) -> None:
    now = Counter(p.stage for p in ref.partnerships.values())
    for stage in PIPELINE:
        assert at_stage(scope, stage).count() == now[stage]
    assert +stage_counts_before(scope) == ref.stages_when_it_began()
    days = {row[0].text: row[2].number for row in stages_table(scope).rows}
    for stage in PIPELINE:
        spent = [scope.now - p.stage_since for p in ref.partnerships.values() if p.stage == stage]
        assert days[str(stage.label)] == median_days(spent)


def check_stays(scope: Scope, ref: Reference) -> None:
    ended = [h for h in ref.history() if h.from_stage in PIPELINE and ref.within(h.at)]
    table = {row[0].text: row for row in stays_table(scope).rows}
    for stage in PIPELINE:
        mine = [h for h in ended if h.from_stage == stage]
        forward = backward = 0
        for h in mine:
            if h.to_stage in OPEN_STAGES:
                later = stage is Stage.PAUSED or (
                    OPEN_STAGES.index(Stage(h.to_stage)) > OPEN_STAGES.index(stage)
                )
                forward, backward = forward + later, backward + (not later)
        held = sum(h.to_stage == Stage.PAUSED for h in mine)
        closed = sum(h.to_stage == Stage.CLOSED for h in mine)
        row = table[str(stage.label)]
        assert [c.number for c in row[1:6]] == [len(mine), forward, backward, held, closed]
        assert stays_ended(scope, f"{stage}.closed").count() == closed
        spent = [h.time_in_stage for h in mine if h.time_in_stage is not None]
        assert row[7].number == median_days(spent)


def check_endings_and_changes(scope: Scope, ref: Reference) -> None:
    ended = Counter(
        p.closing_reason_id
        for p in ref.partnerships.values()
        if p.stage == Stage.CLOSED and ref.within(p.stage_since)
    )
    assert endings.ended(scope).count() == ended.total()
    for reason, number in ended.items():
        assert endings.ended(scope, str(reason)).count() == number
    moved = [h for h in ref.history() if ref.within(h.at)]
    assert changes.moved(scope).count() == len(moved)
    assert changes.moved(scope, "new").count() == sum(not h.from_stage for h in moved)
    signed = [mou for mou, _p in ref.mous() if ref.within(mou.signed_on)]
    assert changes.signed_in_period(scope).count() == len(signed)


def check_words_kept(scope: Scope, ref: Reference) -> None:
    found = kept_by_side(scope)
    for side in Side:
        mine = [f for f in ref.of(list(FollowUp.objects.all())) if f.side == side]
        mine = [f for f in mine if ref.within(f.due_on) and f.state != "dropped"]
        mine = [f for f in mine if f.state == "done" or f.due_on < ref.today]
        kept = [f for f in mine if f.state == "done" and f.closed_on <= f.due_on]
        late = [f for f in mine if f.state == "done" and f.closed_on > f.due_on]
        numbers = [getattr(found[side], way) for way in HOW]
        overdue = len(mine) - len(kept) - len(late)
        assert numbers == [len(mine), len(kept), len(late), overdue]


def check_reviews(scope: Scope, ref: Reference) -> None:
    reviews = ref.of(list(Review.objects.all()))
    to_do = [
        r
        for r in reviews
        if r.state != "closed"
        and r.due_on < ref.today
        and is_open(ref.partnerships[r.partnership_id])
    ]
    closed = [r for r in reviews if r.state == "closed"]
    due = [r for r in [*closed, *to_do] if ref.within(r.due_on)]
    timely = [r for r in due if r.closed_at and ref.world.day(r.closed_at) <= r.due_on]
    overdue = [r for r in due if not r.closed_at]
    late = len(due) - len(timely) - len(overdue)
    assert list(on_time(scope).values()) == [len(due), len(timely), late, len(overdue)]
    assert overdue_now(scope).count() == len(to_do)
    assert decided(scope).count() == sum(ref.within(r.closed_at) for r in closed)


def check_mous(scope: Scope, ref: Reference) -> None:
    running = [(mou, p) for mou, p in ref.mous() if mou.standing(ref.today) in IN_FORCE_STANDINGS]
    going_on = [mou for mou, p in running if p.stage != "closed" and mou.gated]
    assert agreements.signed(scope, "answered").count() == sum(
        mou.gate_passed_at is not None for mou in going_on
    )
    assert agreements.signed(scope, "older").count() == sum(
        mou.legacy_signed_on is not None for mou in going_on
    )
    assert agreements.signed(scope, "closed").count() == sum(
        p.stage == "closed" and mou.gated for mou, p in running
    )
    early = [m for m, p in ref.mous() if m.signed_early_on and p.stage != "closed"]
    assert agreements.signed(scope, "early").count() == len(early)
    for quarter in agreements.quarters(ref.today):
        ending = [
            mou for mou in going_on if (last := mou.last_day()) and quarter_of(last) == quarter
        ]
        assert agreements.ending(scope, f"{quarter.first:%Y-%m}").count() == len(ending)
    covered = {p.pk for mou, p in running if mou.gated}
    bare = [p for p in ref.partnerships.values() if p.stage == "active" and p.pk not in covered]
    assert agreements.uncovered(scope).count() == len(bare)


def check_value(scope: Scope, ref: Reference) -> None:
    shared = [
        b
        for b in ref.of(list(Benefit.objects.all()), going_on=True)
        if not b.is_internal and b.withdrawn_at is None
    ]
    numbers: Counter[tuple[str, str]] = Counter()
    done: Counter[tuple[int, str]] = Counter()
    for item in shared:
        given = sorted(item.evidence_given.all(), key=lambda e: (e.happened_on, e.pk))
        done[item.partnership_id, item.side] += bool(given)
        if item.due_on and item.due_on < ref.today:
            way = "overdue"
        elif not given:
            way = "promised"
        else:
            way = "evidenced" if hasattr(given[-1], "acceptance") else "delivering"
        numbers[item.side, way] += 1
    for side in Side:
        for progress in PROGRESS:
            value = f"{side}.{progress}"
            assert items(scope, value).count() == numbers[side.value, progress.value]
        more = [pk for pk in ref.partnerships if done[pk, side] > done[pk, side.other]]
        assert sorted(p.pk for p in gives_more(scope, side)) == sorted(more)


def felt(ref: Reference) -> list[tuple[date, int, set[int]]]:
    """What was felt: the day, how, and with which of the partners asked about."""
    rows = [(i.on, i.feel, {i.partnership_id}) for i in Interaction.objects.all()]
    for one in Meeting.objects.all():
        partners = {with_.partnership_id for with_ in one.partners.all()}
        rows.append((ref.world.day(one.starts_at), one.feel, partners))
    mine = set(ref.partnerships)
    return [(on, feel, with_ & mine) for on, feel, with_ in rows if feel and with_ & mine]


def check_energy(scope: Scope, ref: Reference) -> None:
    before, known = scope.earlier().period, felt(ref)

    def by_partner(first: date, last: date) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for on, feel, with_ in known:
            for partnership in with_ if first <= on <= last else ():
                found.setdefault(partnership, []).append(feel)
        return found

    now, then = by_partner(ref.first, ref.last), by_partner(before.first, before.last)
    for way, sign in (("falling", -1), ("rising", 1)):
        expected = [
            pk
            for pk in now.keys() & then.keys()
            if (sum(now[pk]) / len(now[pk]) - sum(then[pk]) / len(then[pk])) * sign > 0
        ]
        assert sorted(p.pk for p in energy.energy_trend(scope, way)) == sorted(expected)
    months = Counter(on.replace(day=1) for on, _feel, _with in known if on <= ref.today)
    for month, found in energy.by_month(scope):
        assert found.times == months[month]


CHECKS = (
    check_pipeline,
    check_stays,
    check_endings_and_changes,
    check_words_kept,
    check_reviews,
    check_mous,
    check_value,
    check_energy,
)


@given(
    seed=st.integers(0, 2**32),
    now=st.sampled_from(MOMENTS),
    zone=st.sampled_from(ZONES),
    period=st.sampled_from(["month", "quarter", "year", "90", "365"]),
    narrowed=st.booleans(),
)
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_every_figure_equals_the_reference(
    coordinator: User, seed: int, now: datetime, zone: str, period: str, *, narrowed: bool
) -> None:
    with timezone.override(zone), transaction.atomic():
        world = World(Random(seed), now, ZoneInfo(zone), coordinator)  # noqa: S311  no secret
        world.build()
        filters = {"owner": str(coordinator.pk)} if narrowed else {}
        scope = Scope(coordinator, now, period, filters=filters, asked=filters)
        ref = Reference(world, scope.period, coordinator if narrowed else None)
        for check in CHECKS:
            check(scope, ref)
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("name", "today", "first", "before"),
    [
        ("quarter", "2026-12-31", "2026-10-01", ("2026-07-01", "2026-09-30")),
        ("quarter", "2027-01-01", "2027-01-01", ("2026-10-01", "2026-12-31")),
        ("month", "2024-03-31", "2024-03-01", ("2024-02-01", "2024-02-29")),
        ("year", "2026-01-01", "2026-01-01", ("2025-01-01", "2025-12-31")),
        ("90", "2026-03-31", "2026-01-01", ("2025-10-03", "2025-12-31")),
        ("365", "2024-02-29", "2023-03-01", ("2022-03-01", "2023-02-28")),
    ],
)
def test_periods_end_today_and_the_one_before_ends_the_day_before(
    name: str, today: str, first: str, before: tuple[str, str]
) -> None:
    now = datetime.fromisoformat(f"{today}T12:00:00+00:00")
    scope = Scope(None, now, name)
    assert scope.period == Period(date.fromisoformat(first), date.fromisoformat(today))
    assert scope.earlier().period == Period(*map(date.fromisoformat, before))
    assert scope.earlier().period.last + timedelta(days=1) == scope.period.first
