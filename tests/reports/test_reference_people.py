"""Figures about people, places and answers equal what a slow, plain reference counts."""

from collections import Counter, defaultdict
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings, strategies as st

from accounts.models import User
from common.dates import add_months
from partnerships.engagement.models import FollowUp, Interaction, Meeting
from partnerships.exchange.models import Benefit, OfferingCategory, ServiceOffering
from partnerships.organizations.lifecycle import Kind
from partnerships.organizations.models import Address, Contact, Position
from partnerships.relationships.lifecycle import OPEN_STAGES, Side
from partnerships.relationships.models import (
    KeyPlayer,
    Partnership,
    Purpose,
    PurposeAgreement,
)
from partnerships.reports.queries import gaps, network, people, reviews, ties, workload
from partnerships.reports.queries.scope import Scope
from partnerships.reviews.models import Rater, Review, ReviewAnswer
from tests.reports.peopled import DIMENSIONS, People
from tests.reports.test_reference import MOMENTS, ZONES
from tests.reports.world import DAY, World, is_open

pytestmark = pytest.mark.django_db


class Slow:
    """Every row in memory, and questions to them in plain Python."""

    def __init__(self, world: World, owner: User | None) -> None:
        self.world, self.today = world, world.day(world.now)
        rows = Partnership.objects.select_related("organization", "owner")
        self.all = [p for p in rows if owner is None or p.owner_id == owner.pk]
        self.open = [p for p in self.all if is_open(p)]
        self.meetings = [
            (m, {one.partnership for one in m.partners.all()}, list(m.participants.all()))
            for m in Meeting.objects.prefetch_related("partners__partnership", "participants")
        ]

    def jobs(self, contact: Contact | None = None) -> list[Position]:
        """Positions held today by people in daily use."""
        return [
            p
            for p in Position.objects.select_related("contact", "organization")
            if (p.since is None or p.since <= self.today)
            and (p.until is None or p.until >= self.today)
            and p.contact.archived_at is None
            and (contact is None or p.contact_id == contact.pk)
        ]

    def two_way(self, p: Partnership) -> list[tuple[Meeting, list]]:
        """Held meetings of a partner in which someone of that very partner came."""
        return [
            (m, there)
            for m, partners, there in self.meetings
            if m.state == "held"
            and p in partners
            and any(one.came and one.organization_id == p.organization_id for one in there)
        ]


def numbers(table: object, column: int = 1) -> dict[str, float | None]:
    return {row[0].text: row[column].number for row in table.rows}  # type: ignore[attr-defined]


def check_gaps(scope: Scope, slow: Slow) -> None:
    kinds = Counter(p.organization.kind for p in slow.open)
    assert numbers(gaps.kinds_table(scope)) == {str(k.label): kinds[k.value] for k in Kind}
    offers = [o for o in ServiceOffering.objects.all() if o.is_active]
    items = [b for b in Benefit.objects.all() if b.withdrawn_at is None and b.side == "theirs"]
    services = {}
    for one in OfferingCategory.objects.filter(is_active=True):
        organizations = {o.organization_id for o in offers if o.category_id == one.pk}
        bring = {b.partnership_id for b in items if b.category_id == one.pk}
        mine = [p for p in slow.open if p.pk in bring or p.organization_id in organizations]
        services[str(one)] = len(mine)
        assert gaps.with_service(scope, str(one.pk)).count() == len(mine)
    assert numbers(gaps.services_table(scope)) == services
    places = defaultdict(set)
    for address in Address.objects.exclude(state=""):
        places[address.state.upper()].add(address.organization_id)
    there = {
        place: sum(p.organization_id in known for p in slow.open)
        for place, known in places.items()
    }
    assert numbers(gaps.places_table(scope)) == there
    assert numbers(gaps.places_table(scope), 2) == {one: len(places[one]) for one in places}
    for place, number in there.items():
        assert gaps.in_place(scope, place).count() == number


def check_workload(scope: Scope, slow: Slow) -> None:
    monday = slow.today - slow.today.weekday() * DAY
    by_owner = defaultdict(list)
    for p in slow.open:
        by_owner[p.owner].append(p)
    table = {
        row[0].text: [c.number for c in row[1:]] for row in workload.workload_table(scope).rows
    }
    expected = {}
    for owner, mine in by_owner.items():
        ids = {p.pk for p in mine}
        late = [f for f in FollowUp.objects.all() if f.partnership_id in ids and f.side == "ours"]
        late = [f for f in late if f.state == "open" and f.due_on < slow.today]
        planned = [m for m, with_, _people in slow.meetings if {p.pk for p in with_} & ids]
        planned = [m for m in planned if m.state == "planned"]
        week = [m for m in planned if monday <= slow.world.day(m.starts_at) <= monday + 6 * DAY]
        due = [r for r in Review.objects.all() if r.partnership_id in ids and r.state != "closed"]
        due = [r for r in due if r.due_on <= slow.today + 30 * DAY]
        ours = sum(p.court == "ours" for p in mine)
        name = owner.name if owner else "No owner"
        expected[name] = [len(mine), ours, len(late), len(week), len(due)]
    assert table == expected
    together = {m.pk for m in workload.meetings_this_week(scope)}
    assert len(together) == workload.meetings_this_week(scope).count()


def check_same_page(scope: Scope, slow: Slow) -> None:
    asked = [p for p in slow.all if p.stage in ("agreeing", "active")]
    agreed = PurposeAgreement.objects.all()
    seats = list(KeyPlayer.objects.all())

    def agrees(p: Partnership, side: str, level: str) -> bool:
        purpose = Purpose.objects.filter(partnership=p).order_by("pk").last()
        for one in agreed:
            if one.purpose_id != getattr(purpose, "pk", None) or one.side != side:
                continue
            held = [
                job
                for job in slow.jobs(one.contact)
                if (
                    job.organization.is_ours
                    if side == "ours"
                    else job.organization == p.organization
                )
            ]
            seated = any(
                (s.partnership_id, s.contact_id, s.side, s.level)
                == (p.pk, one.contact_id, side, level)
                for s in seats
            )
            if any(getattr(job, level) for job in held) or (held and seated):
                return True
        return False

    whole = 0
    missing = dict.fromkeys(people.WHO, 0)
    for p in asked:
        found = {who: agrees(p, *who.split(".")) for who in people.WHO}
        whole += all(found.values())
        for who, holds in found.items():
            missing[who] += not holds
    for who, number in missing.items():
        assert people.not_agreed(scope, who).count() == number
    assert people.same_page(scope).count() == whole
    assert people.same_page(scope, people.SOMEONE).count() == len(asked) - whole


def check_one_person(scope: Scope, slow: Slow) -> None:
    beyond = [p for p in slow.open if OPEN_STAGES.index(p.stage) >= 2]
    known = {
        p: {job.contact_id for job in slow.jobs() if job.organization == p.organization}
        for p in beyond
    }
    risks = {
        people.ONE_PERSON: sum(p.organization.is_one_person for p in beyond),
        people.NO_DEPUTY: sum(bool(p.owner_id) and not p.deputy_id for p in beyond),
        people.ONE_CONTACT: sum(
            len(known[p]) == 1 and not p.organization.is_one_person for p in beyond
        ),
    }
    assert {risk: people.one_person(scope, risk).count() for risk in people.RISKS} == risks


def check_who_knows_whom(scope: Scope, slow: Slow) -> None:
    since = add_months(slow.today, -24)
    contacts = {c.pk: c for c in Contact.objects.all()}
    expected: dict[int, dict[int | str, tuple[int, date]]] = {}
    for p in slow.all:
        found: dict[int | str, list[date]] = defaultdict(list)
        for meeting, there in slow.two_way(p):
            day = slow.world.day(meeting.starts_at)
            for one in there if day > since else ():
                if one.came and one.side == "ours":
                    who = contacts[one.contact_id]
                    found[who.user_id or who.name].append(day)
        for call in Interaction.objects.filter(partnership=p, kind="call"):
            if call.with_contact_id and call.on > since:
                found[call.recorded_by_id].append(call.on)
        if found:
            expected[p.pk] = {who: (len(days), max(days)) for who, days in found.items()}
    got = network.acquaintance(scope)
    assert {
        pk: {one.who: (one.times, one.last) for one in known} for pk, known in got.items()
    } == expected


def talk_days(slow: Slow, p: Partnership, users: dict[int, int]) -> list[tuple[int, date]]:
    """Everyone who talked with a partner, on each day, as contacts."""
    found = [
        (one.contact_id, slow.world.day(meeting.starts_at))
        for meeting, there in slow.two_way(p)
        for one in there
        if one.came
    ]
    for call in Interaction.objects.filter(partnership=p, kind="call"):
        found += [(who, call.on) for who in (call.with_contact_id, users[call.recorded_by_id])]
    return found


def on_paper(slow: Slow, p: Partnership) -> list[tuple[int, str]]:
    """Everyone with a seat or a job there, as contacts."""
    seats = KeyPlayer.objects.filter(partnership=p, contact__archived_at__isnull=True)
    jobs = [job for job in slow.jobs() if job.organization == p.organization]
    found = [(seat.contact_id, "seat") for seat in seats if seat.contact_id]
    return [*found, *((job.contact_id, "job") for job in jobs)]


def check_ties(scope: Scope, slow: Slow) -> None:
    """The map has exactly the people with a talk, a seat or a job, and counts their talks."""
    since = add_months(slow.today, -24)
    users = dict(Contact.objects.filter(user__isnull=False).values_list("user", "pk"))
    days: dict[tuple[int, int], list[date]] = defaultdict(list)
    paper: dict[tuple[int, int], set[str]] = defaultdict(set)
    for p in (p for p in slow.all if p.stage != "closed"):
        for contact, day in talk_days(slow, p, users):
            days[p.organization_id, contact].append(day)
        for contact, way in on_paper(slow, p):
            paper[p.organization_id, contact].add(way)
    expected = {
        key: (sum(day > since for day in days[key]), max(days[key], default=None), paper[key])
        for key in {*days, *paper}
    }
    found = ties.network_of(scope)
    assert (found.more, found.more_people) == (0, 0)
    got = {}
    for tie in found.ties:
        contact = users[tie.who[1]] if tie.who[0] == "user" else tie.who[1]
        ways = {way for way, holds in (("seat", tie.has_seat), ("job", tie.has_job)) if holds}
        got[tie.organization, contact] = (tie.talks, tie.last, ways)
    assert got == expected


def check_introductions(scope: Scope, _slow: Slow) -> None:
    """Who of us was in the first talk of all with an organization, and no one else."""
    by_organization = defaultdict(list)
    for tie in ties.network_of(scope).ties:
        by_organization[tie.organization].append(tie)
    for found in by_organization.values():
        ours = [tie for tie in found if tie.side == Side.OURS and tie.first]
        first = min((tie.first for tie in ours if tie.first), default=None)
        assert [tie for tie in found if tie.introduced] == [t for t in ours if t.first == first]


def mean_of_side(review: Review, side: str, dimension: str) -> Fraction | None:
    """The mean as it may be shown: of two raters or more, or of one who agreed to show it."""
    theirs = {"value_ours": "value_theirs", "value_theirs": "value_ours"}
    asked = dimension if side == "ours" else theirs.get(dimension, dimension)
    means, all_named = [], True
    for rater in Rater.objects.filter(review=review, side=side, answered_at__isnull=False):
        rows = ReviewAnswer.objects.filter(rater=rater, question__dimension=asked)
        values = [one.value for one in rows if one.value]
        if values:
            means.append(Fraction(sum(values), len(values)))
            all_named = all_named and rater.shows_name
    shown = len(means) >= 2 or (means and all_named)
    return sum(means, Fraction(0)) / len(means) if shown else None


def as_read(mean: Fraction) -> Fraction:
    """A mean with one decimal, as it stands on the page."""
    exact = Decimal(mean.numerator) / mean.denominator
    return Fraction(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))


def check_gap_scores(scope: Scope, slow: Slow) -> None:
    since = add_months(slow.today, -12)
    ids = {p.pk for p in slow.all}
    scored = [
        r
        for r in Review.objects.filter(question_set__isnull=False)
        if r.partnership_id in ids
        and r.answers_closed_at
        and slow.world.day(r.answers_closed_at) > since
    ]
    both: dict[str, list[tuple[Fraction, Fraction]]] = defaultdict(list)
    biggest: dict[int, Fraction] = {}
    for review in scored:
        for dimension in DIMENSIONS:
            ours = mean_of_side(review, "ours", dimension)
            theirs = mean_of_side(review, "theirs", dimension)
            if ours is not None and theirs is not None:
                both[dimension].append((ours, theirs))
                gap = abs(as_read(ours) - as_read(theirs))
                biggest[review.pk] = max(gap, biggest.get(review.pk, Fraction(0)))
    found = reviews.read_scores(scope)
    got = {
        one.dimension: (one.ours.mean, one.theirs.mean, one.ours.rated_by)
        for one in reviews.sides_apart(found)
    }
    assert got == {
        dimension: (
            sum(ours for ours, _theirs in pairs) / len(pairs),
            sum(theirs for _ours, theirs in pairs) / len(pairs),
            len(pairs),
        )
        for dimension, pairs in both.items()
    }
    for dimension in DIMENSIONS:
        assert reviews.scored(scope, dimension).count() == len(both[dimension])
    rows = reviews.gaps_table(found).rows
    assert [row[2].number for row in rows] == sorted(
        (float(gap) for gap in biggest.values() if gap), reverse=True
    )


CHECKS = (
    check_gaps,
    check_workload,
    check_same_page,
    check_one_person,
    check_who_knows_whom,
    check_ties,
    check_introductions,
    check_gap_scores,
)


@given(
    seed=st.integers(0, 2**32),
    now=st.sampled_from(MOMENTS),
    zone=st.sampled_from(ZONES),
    narrowed=st.booleans(),
)
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_figures_about_people_equal_the_reference(
    coordinator: User, seed: int, now: datetime, zone: str, *, narrowed: bool
) -> None:
    with timezone.override(zone), transaction.atomic():
        world = World(Random(seed), now, ZoneInfo(zone), coordinator)  # noqa: S311  no secret
        world.build()
        People(world).settle()
        filters = {"owner": str(coordinator.pk)} if narrowed else {}
        scope = Scope(coordinator, now, filters=filters, asked=filters)
        slow = Slow(world, coordinator if narrowed else None)
        for check in CHECKS:
            check(scope, slow)
        transaction.set_rollback(True)
