"""Referrals in both directions, and cohorts to a year with the clock moved, as counts."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings, strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import User
from accounts.roles import Role
from partnerships.exchange.models import ServiceOffering
from partnerships.organizations.models import Contact, Organization
from partnerships.outcomes import actions
from partnerships.outcomes.actions import cohorts, referrals
from partnerships.outcomes.lifecycle import FOLLOWED, SMALL, Direction, NotAccepted
from partnerships.outcomes.models import Cohort, CohortCount, ReferralReport
from partnerships.outcomes.queries import followed, referrals_of, totals_of
from partnerships.relationships.lifecycle import How, Side
from partnerships.relationships.models import Partnership
from tests.factories import ServiceOfferingFactory
from tests.refusals import refused
from tests.scenarios import leader_of, partnership_idea

As = Callable[[User], Client]
Clock = time_machine.Traveller
pytestmark = pytest.mark.usefixtures("clock")
OCTOBER = date(2026, 10, 1)


def sent(
    partnership: Partnership, number: int, by: User, now: datetime, **more: Any
) -> ReferralReport:
    values = {"direction": Direction.TO_THEM, "first_day": OCTOBER, "side": Side.OURS, **more}
    report = ReferralReport(
        partnership=partnership, number=number, reported_on=now.date(), **values
    )
    return actions.report_referrals(report=report, by=by, now=now)


def came(
    partnership: Partnership, jo: Contact, by: User, now: datetime, **counts: Any
) -> ReferralReport:
    report = ReferralReport(
        partnership=partnership,
        direction=Direction.TO_THEM,
        first_day=OCTOBER,
        side=Side.THEIRS,
        contact=jo,
        how=How.PHONE,
        reported_on=now.date(),
        **counts,
    )
    return actions.report_referrals(report=report, by=by, now=now)


def test_the_loop_is_visible(
    partnership: Partnership, jo: Contact, coordinator: User, now: datetime, today: date
) -> None:
    sent(partnership, 9, coordinator, now)
    (month,) = referrals_of(partnership.pk, today)
    assert month.loop.words(today) == "9 sent, 0 accepted, 9 unanswered for 23 days"
    reasons = {NotAccepted.NO_CAPACITY.value: 1}
    came(
        partnership, jo, coordinator, now, number=9, accepted=6, contacted=5, not_accepted=reasons
    )
    (month,) = referrals_of(partnership.pk, today)
    assert month.loop.words(today) == (
        "9 sent, 6 accepted, 1 not accepted, 2 unanswered for 23 days"
    )
    (all_of_it,) = totals_of([month], today)
    assert (all_of_it.sent, all_of_it.late) == (9, 2)
    assert all_of_it.reasons == [("No capacity", 1)]
    sent(partnership, 8, coordinator, now)
    assert referrals_of(partnership.pk, today)[0].loop.sent == 8
    assert ReferralReport.objects.count() == 3


def test_all_services_and_single_ones_never_meet_in_a_month(
    partnership: Partnership, jo: Contact, coordinator: User, now: datetime, today: date
) -> None:
    training, housing = (offered(partnership, name) for name in ("Training", "Housing"))
    sent(partnership, 9, coordinator, now)
    told = {"accepted": 4, "contacted": 4}
    with refused("mixed", match="for all services together. Choose “All services”"):
        came(partnership, jo, coordinator, now, number=5, offering=training, **told)
    (total,) = totals_of(referrals_of(partnership.pk, today), today)
    assert total.sent == 9
    september = OCTOBER.replace(month=9)
    for offering in (training, housing):
        sent(partnership, 2, coordinator, now, first_day=september, offering=offering)
    with refused("mixed", match="service by service. Choose a service"):
        sent(partnership, 4, coordinator, now, first_day=september)
    (total,) = totals_of(referrals_of(partnership.pk, today), today)
    assert total.sent == 13


def offered(partnership: Partnership, title: str) -> ServiceOffering:
    return ServiceOfferingFactory.create(organization=partnership.organization, title=title)


def test_absurd_counts_are_refused_with_a_sentence(
    partnership: Partnership, jo: Contact, coordinator: User, now: datetime
) -> None:
    for number in (-1, 1_000_001):
        with refused("absurd", match="from 0 to 1,000,000"):
            sent(partnership, number, coordinator, now)
    with refused("absurd", match="more than the 9 received"):
        came(
            partnership,
            jo,
            coordinator,
            now,
            number=9,
            accepted=9,
            contacted=0,
            not_accepted={"other": 1},
        )
    with refused("absurd", match="More were contacted"):
        came(partnership, jo, coordinator, now, number=9, accepted=6, contacted=10)
    with pytest.raises(ValueError, match="Rosa"):
        came(
            partnership,
            jo,
            coordinator,
            now,
            number=9,
            accepted=1,
            contacted=0,
            not_accepted={"Rosa Quill": 1},
        )
    with refused("too_early"):
        report = ReferralReport(
            partnership=partnership,
            direction=Direction.TO_THEM,
            first_day=date(2026, 12, 1),
            side=Side.OURS,
            number=1,
            reported_on=now.date(),
        )
        actions.report_referrals(report=report, by=coordinator, now=now)


def test_the_database_keeps_who_may_say_what(
    partnership: Partnership, jo: Contact, coordinator: User, now: datetime
) -> None:
    given = {
        "partnership": partnership,
        "direction": Direction.TO_THEM,
        "first_day": OCTOBER,
        "number": 9,
        "reported_on": now.date(),
        "recorded_at": now,
        "recorded_by": coordinator,
    }
    for wrong in (
        {"side": Side.OURS, "accepted": 1, "contacted": 1},  # the sender knows neither
        {"side": Side.THEIRS, "contact": jo, "how": How.PHONE},  # the receiver knows both
        {"side": Side.THEIRS, "accepted": 1, "contacted": 1},  # nobody told us
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReferralReport.objects.create(**given, **wrong)


def cohort_of(partnership: Partnership, by: User, now: datetime) -> Cohort:
    cohort = Cohort(
        partnership=partnership,
        label="Placed in Q3",
        first_day=date(2026, 7, 1),
        last_day=date(2026, 9, 30),
    )
    return actions.add_cohort(cohort=cohort, by=by, now=now)


def count(
    cohort: Cohort,
    day: int,
    number: int,
    by: User,
    at: datetime,
    *,
    jo: Contact | None = None,
) -> CohortCount:
    said: dict[str, Any] = {"side": Side.OURS}
    if jo:
        said = {"side": Side.THEIRS, "contact": jo, "how": How.PHONE}
    row = CohortCount(cohort=cohort, day=day, number=number, reported_on=at.date(), **said)
    return actions.count_cohort(count=row, by=by, now=at)


def test_a_cohort_to_365_days_with_the_clock_moved_and_a_hidden_small_cell(
    client_as: As,
    clock: Clock,
    partnership: Partnership,
    jo: Contact,
    coordinator: User,
    now: datetime,
) -> None:
    cohort = cohort_of(partnership, coordinator, now)
    count(cohort, 0, 12, coordinator, now)
    count(cohort, 30, 11, coordinator, now)
    with refused("too_early", match="Day 90 of this cohort is on Dec 29, 2026"):
        count(cohort, 90, 10, coordinator, now)
    with refused("absurd", match="more than the 12 who were placed"):
        count(cohort, 30, 13, coordinator, now)
    with refused("absurd", match="On day 30 there were 11"):
        count(cohort, 0, 10, coordinator, now)
    for day, number in ((90, 9), (180, 7), (365, 4)):
        at = datetime.combine(cohort.last_day + timedelta(days=day), now.timetz())
        clock.move_to(at)
        count(cohort, day, number, coordinator, at)
        count(cohort, day, number - 1, coordinator, at, jo=jo)
    (found,) = followed([cohort])
    assert [one.counts() for one in found.days] == [12, 11, 8, 6, 3]
    assert [one.rate() for one in found.days[1:]] == ["91.7%", "66.7%", "50%", "25%"]
    client = client_as(coordinator)
    page = client.get(cohort.get_absolute_url()).content.decode()
    assert "<svg" in page
    assert "25%" in page
    csv = reverse("results_csv", args=[partnership.pk])
    exported = client.get(csv).content.decode()
    assert '"day 365","fewer than 5","fewer than 5","fewer than 5",""' in exported
    dana = leader_of(now, coordinator, Organization.objects.get(is_ours=True))
    for side, contact in ((Side.OURS, dana), (Side.THEIRS, jo)):
        actions.agree_to_small_counts(
            partnership=partnership,
            contact=contact,
            side=side,
            how=How.MEETING,
            said_on=now.date(),
            by=coordinator,
            now=at,
        )
    assert '"day 365","4","3","3","25%"' in client.get(csv).content.decode()


def test_no_more_are_still_there_than_the_side_that_placed_fewest_placed(
    partnership: Partnership, jo: Contact, coordinator: User, now: datetime
) -> None:
    cohort = cohort_of(partnership, coordinator, now)
    count(cohort, 0, 12, coordinator, now)
    count(cohort, 30, 11, coordinator, now)
    count(cohort, 0, 8, coordinator, now, jo=jo)
    placed, later = followed([cohort])[0].days[:2]
    assert (placed.counts(), later.counts(), later.rate()) == (8, 8, "100%")


def test_referrals_and_cohorts_on_the_pages(
    client_as: As, partnership: Partnership, jo: Contact, coordinator: User
) -> None:
    client = client_as(coordinator)
    report = reverse("referrals_report", args=[partnership.pk, "to_us"])
    told = {"contact": str(jo.pk), "how": "phone", "said_on": "2026-11-20"}
    given = {"first_day": "2026-10-01", "number": "9", **told}
    assert client.post(f"{report}?side=theirs", given).status_code == 302
    given = {"first_day": "2026-10-01", "number": "9", "accepted": "6", "contacted": "5"}
    given |= {"within_days": "5", "reason_no_capacity": "4"}
    assert client.post(f"{report}?side=ours", given).status_code == 422
    given |= {"reason_no_capacity": "1"}
    assert client.post(f"{report}?side=ours", given).status_code == 302
    page = client.get(reverse("referral_list", args=[partnership.pk])).content.decode()
    for shown in ("They refer to us", "October 2026", "2 unanswered for 14 days or more"):
        assert shown in page
    assert client.get(f"{report}?side=nobody").status_code == 404
    new = reverse("cohort_create", args=[partnership.pk])
    days = {"first_day": "2026-07-01", "last_day": "2026-09-30"}
    assert client.post(new, {"label": "Rosa 123-45-6789", **days}).status_code == 422
    there = client.post(new, {"label": "Placed in Q3", **days}).headers["Location"]
    counts = reverse("cohort_count", args=[Cohort.objects.get().pk])
    assert client.post(f"{counts}?day=0", {"number": "12"}).headers["Location"] == there
    assert client.post(f"{counts}?day=365", {"number": "1"}).status_code == 422
    assert client.get(f"{counts}?day=31").status_code == 404
    results = client.get(reverse("results", args=[partnership.pk])).content.decode()
    assert "Placed in Q3" in results


def test_there_are_bounds(
    partnership: Partnership, coordinator: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(referrals, "MOST_REFERRAL_REPORTS", 1)
    monkeypatch.setattr(cohorts, "MOST_COHORTS", 1)
    monkeypatch.setattr(cohorts, "MOST_COHORT_COUNTS", 1)
    sent(partnership, 1, coordinator, now)
    with refused("full"):
        sent(partnership, 2, coordinator, now)
    cohort = cohort_of(partnership, coordinator, now)
    count(cohort, 0, 9, coordinator, now)
    with refused("full"):
        count(cohort, 0, 8, coordinator, now)
    with refused("cohort_exists"):
        cohort_of(partnership, coordinator, now)
    other = Cohort(partnership=partnership, label="Q1", first_day=OCTOBER, last_day=OCTOBER)
    with refused("full"):
        actions.add_cohort(cohort=other, by=coordinator, now=now)


COUNTS = st.lists(
    st.tuples(st.sampled_from(FOLLOWED), st.booleans(), st.integers(0, 20)), max_size=12
)


class CohortsAgainstASlowReference(TestCase):
    """Whatever is reported, in whatever order and however often: the last of each side counts."""

    @settings(max_examples=12, deadline=None)
    @given(COUNTS)
    def test_counts_rates_and_cells(self, reports: list[tuple[int, bool, int]]) -> None:
        now = datetime.fromisoformat("2028-01-01T12:00:00+00:00")
        with time_machine.travel(now, tick=False):
            by = User.objects.create_user("m@example.org", name="Maria", role=Role.COORDINATOR)
            partnership = partnership_idea(now, by)
            jo = leader_of(now, by, partnership.organization)
            cohort = cohort_of(partnership, by, now)
            known: dict[tuple[int, bool], int] = {}
            for day, is_theirs, number in reports:
                placed = known.get((0, is_theirs))
                later = [n for (d, side), n in known.items() if d and side == is_theirs]
                most = placed if day and placed is not None else 20
                least = 0 if day else max(later, default=0)
                fits = least <= number <= most
                if fits:
                    count(cohort, day, number, by, now, jo=jo if is_theirs else None)
                    known[(day, is_theirs)] = number
                else:
                    with refused("absurd"):
                        count(cohort, day, number, by, now, jo=jo if is_theirs else None)
            (found,) = followed([cohort])
        lower = {
            day: min((n for (d, _side), n in known.items() if d == day), default=None)
            for day in FOLLOWED
        }
        if (most_there := lower[0]) is not None:
            lower = {day: n if n is None else min(n, most_there) for day, n in lower.items()}
        for one in found.days:
            assert one.counts() == lower[one.day]
            whole, part = lower[0], lower[one.day]
            if whole and part is not None:
                shown = float(one.rate().rstrip("%"))
                assert abs(shown - 100 * part / whole) <= 0.05 + 1e-9
            else:
                assert one.rate() == ""
            for text in one.cells(shows_small=False)[:3]:
                assert not text.isdigit() or int(text) >= SMALL
