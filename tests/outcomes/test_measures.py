"""A measure that both sides report: by page and by link, compared, settled, and reminded of."""

import html
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from partnerships.links import actions as links
from partnerships.links.rules import token_of
from partnerships.organizations.models import Contact, Organization
from partnerships.outcomes import actions
from partnerships.outcomes.actions import measures
from partnerships.outcomes.lifecycle import Comparison, Reporting, Rhythm, Unit
from partnerships.outcomes.models import (
    FigureSettlement,
    Measure,
    MeasureDefinition,
    MeasureFigure,
    MeasureShare,
)
from partnerships.outcomes.queries import MeasureReport, PeriodReports, reported
from partnerships.outcomes.rules import period_at
from partnerships.overview.queries.verify import problems
from partnerships.relationships.lifecycle import How, Side
from partnerships.relationships.models import Partnership
from partnerships.reminders import actions as reminders
from partnerships.reminders.models import Notice
from partnerships.reviews import actions as reviews
from partnerships.reviews.queries import facts_of
from tests.refusals import refused
from tests.scenarios import leader_of, partnership_idea

As = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock")
SUMMER = date(2026, 7, 1)


@pytest.fixture
def placements(partnership: Partnership, coordinator: User, now: datetime) -> MeasureShare:
    """Placements each quarter, counted from January 1; today is November 23, 2026."""
    return counted(partnership, coordinator, now)


def definition(unit: Unit = Unit.COUNT) -> MeasureDefinition:
    made, _new = MeasureDefinition.objects.get_or_create(
        code=f"m-{unit}", defaults={"label": "Placements", "unit": unit, "of_what": "people"}
    )
    return made


def counted(
    partnership: Partnership | None,
    by: User,
    now: datetime,
    *,
    unit: Unit = Unit.COUNT,
    reports: Reporting = Reporting.BOTH,
    target: int | None = None,
) -> MeasureShare:
    measure = Measure(
        kind=definition(unit),
        label="Placements",
        of_what="people",
        per=Rhythm.QUARTER,
        starts_on=date(2026, 1, 1),
        reports=reports,
        target=target,
    )
    share = MeasureShare(partnership=partnership)
    return actions.add_measure(measure=measure, share=share, by=by, now=now)


def ours(
    share: MeasureShare, number: int, by: User, now: datetime, *, first: date = SUMMER, **more: int
) -> MeasureFigure:
    figure = MeasureFigure(
        share=share, first_day=first, number=number, side=Side.OURS, reported_on=now.date(), **more
    )
    return actions.report_figure(figure=figure, by=by, now=now)


def theirs(
    share: MeasureShare,
    number: int,
    contact: Contact,
    by: User,
    now: datetime,
    *,
    first: date = SUMMER,
    **more: int,
) -> MeasureFigure:
    figure = MeasureFigure(
        share=share,
        first_day=first,
        number=number,
        side=Side.THEIRS,
        contact=contact,
        how=How.PHONE,
        reported_on=now.date(),
        **more,
    )
    return actions.report_figure(figure=figure, by=by, now=now)


def settled(
    both: tuple[MeasureFigure, MeasureFigure],
    number: int,
    contact: Contact,
    by: User,
    now: datetime,
) -> FigureSettlement:
    settlement = FigureSettlement(
        ours=both[0],
        theirs=both[1],
        number=number,
        note="We count starts, they count completions",
        contact=contact,
        how=How.PHONE,
        said_on=now.date(),
    )
    return actions.settle_figures(settlement=settlement, by=by, now=now)


def report(share: MeasureShare, today: date) -> MeasureReport:
    share = MeasureShare.objects.with_names().get(pk=share.pk)
    return reported([share], today)[0]


def summer(share: MeasureShare, today: date) -> PeriodReports:
    found = report(share, today)
    return next(one for one in found.periods if one.period.first == SUMMER)


def test_both_report_differ_and_settle(
    placements: MeasureShare, jo: Contact, coordinator: User, now: datetime, today: date
) -> None:
    assert summer(placements, today).comparison == Comparison.MISSING
    mine = ours(placements, 14, coordinator, now)
    assert summer(placements, today).comparison == Comparison.THEIRS_MISSING
    his = theirs(placements, 11, jo, coordinator, now)
    found = summer(placements, today)
    assert (found.comparison, found.counts_text) == (Comparison.DIFFERS, "11")
    settled((mine, his), 12, jo, coordinator, now)
    found = summer(placements, today)
    assert (found.comparison, found.counts_text) == (Comparison.SETTLED, "12")
    with refused("settled_already"):
        settled((mine, his), 13, jo, coordinator, now)
    again = theirs(placements, 14, jo, coordinator, now)
    found = summer(placements, today)
    assert (found.comparison, found.counts_text) == (Comparison.SAME, "14")
    assert MeasureFigure.objects.count() == 3
    with refused("reported_again"):
        settled((mine, his), 12, jo, coordinator, now)
    with refused("same_figures"):
        settled((mine, again), 14, jo, coordinator, now)
    assert broken(now) == []


def test_what_cannot_be_right_is_refused_with_a_sentence(
    placements: MeasureShare,
    partnership: Partnership,
    jo: Contact,
    coordinator: User,
    now: datetime,
) -> None:
    with refused("no_such_period"):
        ours(placements, 1, coordinator, now, first=date(2026, 7, 2))
    with refused("too_early", match="until Dec 31, 2026"):
        ours(placements, 1, coordinator, now, first=date(2026, 10, 1))
    for number in (-1, 1_000_001):
        with refused("absurd", match="from 0 to 1,000,000"):
            ours(placements, number, coordinator, now)
    with refused("absurd", match="is a count"):
        ours(placements, 1, coordinator, now, out_of=2)
    rate = counted(partnership, coordinator, now, unit=Unit.RATE)
    with refused("no_whole"):
        ours(rate, 1, coordinator, now)
    with refused("absurd", match="9 is more than 8"):
        ours(rate, 9, coordinator, now, out_of=8)
    dana = leader_of(now, coordinator, our_side())
    with refused("not_of_that_side"):
        theirs(placements, 1, dana, coordinator, now)
    alone = counted(partnership, coordinator, now, reports=Reporting.OURS)
    with refused("not_reported"):
        theirs(alone, 1, jo, coordinator, now)
    actions.stop_measure(share=placements, by=coordinator, now=now)
    with refused("stopped"):
        ours(placements, 1, coordinator, now)


def broken(now: datetime) -> list[str]:
    """What breaks a rule of rows that outcomes writes; the users of tests have no event."""
    return [line for line in problems(now=now) if not line.startswith(("User", "Password"))]


def our_side() -> Organization:
    return Organization.objects.get(is_ours=True)


def test_the_next_figure_is_due_after_the_newest_one(
    placements: MeasureShare, jo: Contact, coordinator: User, now: datetime
) -> None:
    assert (placements.ours_due_on, placements.theirs_due_on) == (date(2026, 3, 31),) * 2
    ours(placements, 14, coordinator, now)
    ours(placements, 9, coordinator, now, first=date(2026, 1, 1))
    theirs(placements, 9, jo, coordinator, now, first=date(2026, 1, 1))
    placements.refresh_from_db()
    assert placements.ours_due_on == date(2026, 12, 31)
    assert placements.theirs_due_on == date(2026, 6, 30)


def told(kind: str, at: datetime) -> list[tuple[str, str]]:
    with time_machine.travel(at, tick=False):
        reminders.plan(now=at)
    found = Notice.objects.filter(kind=kind, due_at__lte=at).order_by("due_at", "pk")
    return [(notice.user.email, f"{notice.anchor_at:%Y-%m-%d}") for notice in found]


def noon(day: date) -> datetime:
    return datetime.combine(day, time(17), tzinfo=UTC)


def test_whoever_reports_is_reminded_once_a_period_is_over(
    placements: MeasureShare,
    jo: Contact,
    coordinator: User,
    leader: User,
    now: datetime,
) -> None:
    ours(placements, 14, coordinator, now)
    assert told("figure_due", noon(date(2026, 12, 31))) == []
    assert told("figure_due", noon(date(2027, 1, 1))) == [(coordinator.email, "2026-12-31")]
    placements.our_reporter = leader
    actions.edit_measure(
        measure=placements.measure, share=placements, by=coordinator, now=noon(date(2027, 1, 2))
    )
    assert told("figure_due", noon(date(2027, 1, 14)))[-1] == (leader.email, "2026-12-31")
    Notice.objects.all().delete()
    theirs(placements, 11, jo, coordinator, now)
    assert told("figure_wanted", noon(date(2027, 1, 7))) == [(leader.email, "2026-12-31")]
    actions.stop_measure(share=placements, by=coordinator, now=noon(date(2027, 1, 8)))
    Notice.objects.all().delete()
    assert told("figure_wanted", noon(date(2027, 1, 21))) == []


def test_each_period_is_told_of_however_many_are_missing(
    placements: MeasureShare, coordinator: User, now: datetime
) -> None:
    for anchor, told_on in (
        ("2026-12-31", date(2027, 1, 1)),  # added in November, when three periods were over
        ("2027-03-31", date(2027, 4, 1)),  # and no one ever reported
    ):
        assert told("figure_due", noon(told_on))[-1:] == [(coordinator.email, anchor)]
        after = noon(told_on + timedelta(days=6))
        assert told("figure_wanted", after)[-1:] == [(coordinator.email, anchor)]
    Notice.objects.all().delete()
    later = noon(date(2027, 4, 8))
    ours(placements, 14, coordinator, later, first=date(2027, 1, 1))
    assert told("figure_due", noon(date(2027, 4, 14))) == []


@pytest.mark.parametrize("per", list(Rhythm))
@pytest.mark.parametrize("starts_on", [date(2025, 1, 31), date(2024, 11, 15), date(2026, 3, 1)])
def test_the_rows_read_are_those_with_a_period_that_begins(
    placements: MeasureShare, per: Rhythm, starts_on: date
) -> None:
    Measure.objects.update(per=per, starts_on=starts_on)
    months = Measure.objects.get().months()
    for number in range(400):
        day = date(2027, 1, 1) + timedelta(days=number)
        found = MeasureShare.objects.with_a_period_from([day]).exists()
        assert found == (period_at(months, starts_on, day) is not None), day


def test_a_measure_of_the_house_is_reported_by_us_alone(
    coordinator: User, leader: User, now: datetime, today: date
) -> None:
    share = counted(None, coordinator, now)
    assert (share.sides(), share.theirs_due_on) == ([Side.OURS], None)
    ours(share, 14, coordinator, now)
    assert summer(share, today).comparison == Comparison.REPORTED
    assert told("figure_due", noon(date(2027, 1, 1))) == [(leader.email, "2026-12-31")]


def test_several_partners_share_one_measure(
    placements: MeasureShare, coordinator: User, now: datetime
) -> None:
    other = partnership_idea(now, coordinator, name="Elm Street Works")
    again = MeasureShare(measure=placements.measure, partnership=other)
    actions.share_measure(share=again, by=coordinator, now=now)
    with refused("shared_already"):
        twice = MeasureShare(measure=placements.measure, partnership=other)
        actions.share_measure(share=twice, by=coordinator, now=now)
    ours(again, 3, coordinator, now)
    assert MeasureFigure.objects.filter(share=placements).count() == 0


def test_whoever_stops_a_measure_reads_first_whom_it_stops_for(
    client_as: As, placements: MeasureShare, coordinator: User, now: datetime
) -> None:
    other = partnership_idea(now, coordinator, name="Elm Street Works")
    again = MeasureShare(measure=placements.measure, partnership=other)
    actions.share_measure(share=again, by=coordinator, now=now)
    client, stop = client_as(coordinator), reverse("measure_stop", args=[placements.pk])
    assert stop in client.get(placements.get_absolute_url()).content.decode()
    asked = client.get(stop).content.decode()
    assert "It stops for everyone" in html.unescape(asked)
    assert "Elm Street Works" in asked
    assert Measure.objects.get().stopped_at is None
    assert client.post(stop).status_code == 302
    assert Measure.objects.get().stopped_at is not None
    assert client.post(stop, {"resume": "yes"}).status_code == 302
    assert Measure.objects.get().stopped_at is None


def test_there_are_bounds(
    placements: MeasureShare,
    partnership: Partnership,
    coordinator: User,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(measures, "MOST_MEASURES", 1)
    monkeypatch.setattr(measures, "MOST_FIGURES", 1)
    with refused("full", match="1 measures here"):
        counted(partnership, coordinator, now)
    ours(placements, 1, coordinator, now)
    with refused("full", match="1 figures"):
        ours(placements, 2, coordinator, now)


@pytest.fixture
def page(placements: MeasureShare, jo: Contact, coordinator: User, now: datetime) -> str:
    """Jo's page, by their personal link."""
    link = links.send_link(
        partnership=placements.partnership,  # type: ignore[arg-type]
        contact=jo,
        words="",
        remind=False,
        by=coordinator,
        now=now,
    )
    return reverse("portal_page", args=[token_of(link)])


def test_a_partner_reports_by_link_what_is_asked_for(
    client: Client, page: str, placements: MeasureShare, coordinator: User, now: datetime
) -> None:
    shown = client.get(page).content.decode()
    assert "Placements, Jul 1 – Sep 30, 2026" in shown  # noqa: RUF001
    assert "Jan 1 – Mar 31, 2026" not in shown  # noqa: RUF001  the newest two are asked for
    assert MeasureFigure.objects.count() == 0
    field = f"figure_{placements.pk}_20260701"
    for absurd in ("-1", "1000001", "many"):
        assert client.post(page, {field: absurd}).status_code == 422
    assert client.post(page, {field: "3"}).status_code == 302
    figure = MeasureFigure.objects.get()
    assert (figure.number, figure.how, figure.recorded_by) == (3, How.LINK, None)
    shown = client.get(page).content.decode()
    assert field not in shown
    placements.partnership.refresh_from_db()  # type: ignore[union-attr]
    assert placements.partnership.court == Side.OURS  # type: ignore[union-attr]


def test_a_figure_that_is_no_longer_asked_for_is_not_lost_in_silence(
    client: Client, page: str, placements: MeasureShare, jo: Contact, coordinator: User
) -> None:
    summers, springs = (f"figure_{placements.pk}_2026{day}" for day in ("0701", "0401"))
    now = timezone.now()
    theirs(placements, 11, jo, coordinator, now)
    answer = client.post(page, {summers: "14", springs: "9"})
    assert answer.status_code == 422
    shown = html.unescape(answer.content.decode())
    assert "your side already reported 11. Your 14 isn't saved." in shown
    assert f'name="{springs}" value="9"' in shown
    assert MeasureFigure.objects.count() == 1
    assert client.post(page, {springs: "9"}).status_code == 302
    actions.stop_measure(share=placements, by=coordinator, now=now)
    answer = client.post(page, {summers: "14"})
    shown = html.unescape(answer.content.decode())
    assert "One of the figures you entered, 14, is no longer asked for" in shown


def test_a_partner_never_sees_a_count_under_5_unless_both_agreed(
    client: Client,
    page: str,
    placements: MeasureShare,
    jo: Contact,
    coordinator: User,
    now: datetime,
) -> None:
    client.post(page, {f"figure_{placements.pk}_20260701": "3"})
    ours(placements, 4, coordinator, now)
    shown = client.get(page).content.decode()
    assert "fewer than 5" in shown
    assert '<td class="end num">3</td>' not in shown
    assert '<td class="end num">4</td>' not in shown
    assert "2026: 3" not in " ".join(shown.split())
    partnership = placements.partnership
    assert partnership is not None
    dana = leader_of(now, coordinator, our_side())
    for side, contact in ((Side.THEIRS, jo), (Side.OURS, dana)):
        assert "fewer than 5" in client.get(page).content.decode()
        actions.agree_to_small_counts(
            partnership=partnership,
            contact=contact,
            side=side,
            how=How.MEETING,
            said_on=now.date(),
            by=coordinator,
            now=now,
        )
    shown = client.get(page).content.decode()
    assert "fewer than 5" not in shown
    assert '<td class="end num">4</td>' in shown
    actions.hide_small_counts(partnership=partnership, by=coordinator, now=now)
    assert "fewer than 5" in client.get(page).content.decode()
    assert broken(now) == []


def test_from_catalog_to_settlement_on_the_pages(
    client_as: As, coordinator: User, partnership: Partnership, jo: Contact, now: datetime
) -> None:
    kind, client = definition(Unit.RATE), client_as(coordinator)
    pick = client.get(reverse("measure_pick", args=[partnership.pk])).content.decode()
    there = reverse("measure_create", args=[partnership.pk, kind.code])
    assert there in pick
    typed = {
        "label": "Retained 90 days",
        "of_what": "people",
        "per": "quarter",
        "starts_on": "2026-01-01",
        "reports": "both",
        "target": "101",
    }
    assert "from 0 to 100" in client.post(there, typed).content.decode()
    share_page = client.post(there, typed | {"target": "80"}).headers["Location"]
    share = MeasureShare.objects.get()
    report_page = reverse("figure_report", args=[share.pk])
    sent = {"first_day": "2026-07-01", "number": "23", "out_of": "40"}
    assert client.post(f"{report_page}?side=ours", sent).status_code == 302
    told_us = {"contact": str(jo.pk), "how": "paper", "said_on": "2026-11-20"}
    sent = {"first_day": "2026-07-01", "number": "20", "out_of": "40", **told_us}
    ssn = client.post(f"{report_page}?side=theirs", sent | {"note": "See 123-45-6789"})
    assert "Social Security" in ssn.content.decode()
    assert client.post(f"{report_page}?side=theirs", sent).status_code == 302
    text = " ".join(client.get(share_page).content.decode().split())
    for shown in ("57.5% (23 of 40)", "50% (20 of 40)", "Differs", "<svg"):
        assert shown in text
    settle = reverse("figure_settle", args=[MeasureFigure.objects.filter(side="ours").get().pk])
    sent = {"number": "22", "out_of": "40", "note": "Two started twice", **told_us}
    assert client.post(settle, sent).status_code == 302
    text = " ".join(client.get(share_page).content.decode().split())
    assert "Settled" in text
    assert "Two started twice" in text
    assert "55% (22 of 40)" in text
    results = client.get(reverse("results", args=[partnership.pk])).content.decode()
    assert "Retained 90 days" in results
    csv = client.get(reverse("results_csv", args=[partnership.pk])).content.decode()
    assert '"57.5% (23 of 40)","50% (20 of 40)","55% (22 of 40)","Two started twice"' in csv


def test_a_period_that_only_they_reported_has_nothing_to_settle(
    client_as: As, placements: MeasureShare, jo: Contact, coordinator: User, now: datetime
) -> None:
    figure = theirs(placements, 11, jo, coordinator, now)
    client, settle = client_as(coordinator), reverse("figure_settle", args=[figure.pk])
    sent = {"number": "11", "note": "Theirs", "contact": str(jo.pk), "how": "paper"}
    for answer in (client.get(settle), client.post(settle, sent | {"said_on": "2026-11-20"})):
        assert answer.headers["Location"] == placements.get_absolute_url()
    shown = client.get(placements.get_absolute_url()).content.decode()
    assert "Only one side reported this period." in shown


def test_more_measures_and_figures_take_no_more_queries(
    client_as: As,
    coordinator: User,
    partnership: Partnership,
    jo: Contact,
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _number in range(12):
        share = counted(partnership, coordinator, now)
        for first in (SUMMER, date(2026, 4, 1)):
            mine = ours(share, 14, coordinator, now, first=first)
            his = theirs(share, 11, jo, coordinator, now, first=first)
            settled((mine, his), 12, jo, coordinator, now)
    client = client_as(coordinator)
    for address, most in (
        (reverse("measure_list"), 8),
        (reverse("results", args=[partnership.pk]), 10),
        (share.get_absolute_url(), 9),
    ):
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200


def test_a_review_shows_the_measures(
    placements: MeasureShare, jo: Contact, coordinator: User, now: datetime, today: date
) -> None:
    ours(placements, 14, coordinator, now)
    theirs(placements, 4, jo, coordinator, now)
    review = reviews.plan_review(
        partnership=placements.partnership,  # type: ignore[arg-type]
        due_on=today,
        by=coordinator,
        now=now,
    )
    (fact,) = facts_of(review, today + timedelta(days=1))["measures"]
    assert (fact["ours"], fact["theirs"], fact["comparison"]) == ("14", "fewer than 5", "differs")
