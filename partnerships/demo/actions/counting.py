"""What both sides of a demo partner count: a measure, referrals, and a cohort."""

from datetime import date

from django.utils import timezone

from common.dates import add_days, add_months
from partnerships.demo.actions.voices import Voices
from partnerships.exchange.models import Benefit
from partnerships.outcomes import actions as outcomes
from partnerships.outcomes.lifecycle import Direction, NotAccepted, Rhythm
from partnerships.outcomes.models import (
    Cohort,
    CohortCount,
    FigureSettlement,
    Fulfillment,
    Measure,
    MeasureDefinition,
    MeasureFigure,
    MeasureShare,
    ReferralReport,
    Target,
)
from partnerships.outcomes.rules import newest_over
from partnerships.relationships.lifecycle import How, Side

#: Placements of the last quarters, oldest first: ours, theirs. The last ones differ.
PLACEMENTS = ((7, 7), (9, 8), (11, 11), (14, 11))


class Counting(Voices):
    """Steps by which both sides count."""

    def count_together(self, days_ago: int) -> None:
        """Report placements for a year, referrals, a cohort, and seats with their value."""
        self._seats(days_ago)
        self._placements(days_ago)
        self._referrals(days_ago)
        self._cohort(days_ago)

    def _seats(self, days_ago: int) -> None:
        """Two deliveries of their last item, which has a value; we confirmed one."""
        now, today = self.house.ago(days_ago), self._today(days_ago)
        seats = Benefit.objects.filter(partnership=self.partnership, side=Side.THEIRS)
        target = Target(
            benefit=seats.order_by("-pk")[0],
            quantity=20,
            unit="seats",
            starts_on=today.replace(month=1, day=1),
            rate_cents=45_000,
            rate_source="Their course catalog",
            rate_on=today.replace(month=1, day=1),
        )
        outcomes.set_target(target=target, by=self.owner, now=now)
        for quantity, is_confirmed in ((8, True), (6, False)):
            came = Fulfillment(target=target, on=today, quantity=quantity, said_by=Side.THEIRS)
            outcomes.record_fulfillment(fulfillment=came, by=self.owner, now=now)
            if is_confirmed:
                outcomes.accept_fulfillment(
                    fulfillment=came,
                    contact=self.house.leader,
                    how=How.MEETING,
                    said_on=today,
                    by=self.owner,
                    now=now,
                )

    def _said(self, side: Side, days_ago: int) -> dict[str, object]:
        """Who reports: one of ours, or the one who leads there, by phone."""
        said: dict[str, object] = {"side": side, "reported_on": self.house.ago(days_ago).date()}
        if side == Side.THEIRS:
            said |= {"contact": self.people[0], "how": How.PHONE}
        return said

    def _placements(self, days_ago: int) -> None:
        now, today = self.house.ago(days_ago), self._today(days_ago)
        kind = MeasureDefinition.objects.get(code="placements")
        measure = Measure(
            kind=kind,
            label=kind.label,
            definition=kind.definition,
            of_what=kind.of_what,
            per=Rhythm.QUARTER,
            starts_on=_quarter(add_months(today, -12)),
            baseline=6,
            target=10,
        )
        share = MeasureShare(
            partnership=self.partnership, our_reporter=self.owner, their_reporter=self.people[0]
        )
        share = outcomes.add_measure(measure=measure, share=share, by=self.owner, now=now)
        periods = newest_over(measure.months(), measure.starts_on, today, len(PLACEMENTS))
        for period, numbers in zip(periods, PLACEMENTS, strict=True):
            both = [
                outcomes.report_figure(
                    figure=MeasureFigure(
                        share=share,
                        first_day=period.first,
                        number=number,
                        **self._said(side, days_ago),
                    ),
                    by=self.owner,
                    now=now,
                )
                for side, number in zip(Side, numbers, strict=True)
            ]
            if numbers[0] != numbers[1] and period != periods[-1]:
                self._settle(both[0], both[1], days_ago)

    def _settle(self, ours: MeasureFigure, theirs: MeasureFigure, days_ago: int) -> None:
        outcomes.settle_figures(
            settlement=FigureSettlement(
                ours=ours,
                theirs=theirs,
                number=theirs.number,
                note="One of them started a week into the next quarter.",
                contact=self.people[0],
                how=How.PHONE,
                said_on=self.house.ago(days_ago).date(),
            ),
            by=self.owner,
            now=self.house.ago(days_ago),
        )

    def _referrals(self, days_ago: int) -> None:
        last = add_months(self._today(days_ago).replace(day=1), -1)
        counts = {"accepted": 6, "contacted": 5}
        reports: tuple[tuple[Direction, Side, int, dict[str, object]], ...] = (
            (Direction.TO_THEM, Side.OURS, 9, {}),
            (Direction.TO_THEM, Side.THEIRS, 9, {**counts, "not_accepted": {_FULL: 1}}),
            (Direction.TO_US, Side.THEIRS, 7, {}),
            (Direction.TO_US, Side.OURS, 7, {"accepted": 7, "contacted": 6}),
        )
        for direction, side, number, more in reports:
            outcomes.report_referrals(
                report=ReferralReport(
                    partnership=self.partnership,
                    direction=direction,
                    first_day=last,
                    number=number,
                    **more,
                    **self._said(side, days_ago),
                ),
                by=self.owner,
                now=self.house.ago(days_ago),
            )

    def _cohort(self, days_ago: int) -> None:
        """Everyone placed in a quarter that ended 200 days before, up to day 180."""
        now, last = self.house.ago(days_ago), add_days(self._today(days_ago), -200)
        cohort = Cohort(
            partnership=self.partnership,
            label=f"Placed by {last:%B %Y}",
            first_day=add_days(add_months(last, -3), 1),
            last_day=last,
        )
        cohort = outcomes.add_cohort(cohort=cohort, by=self.owner, now=now)
        for day, ours, theirs in ((0, 12, 12), (30, 11, 11), (90, 9, 8), (180, 7, None)):
            for side, number in ((Side.OURS, ours), (Side.THEIRS, theirs)):
                if number is not None:
                    said = self._said(side, days_ago)
                    count = CohortCount(cohort=cohort, day=day, number=number, **said)
                    outcomes.count_cohort(count=count, by=self.owner, now=now)

    def _today(self, days_ago: int) -> date:
        return timezone.localdate(self.house.ago(days_ago))


def _quarter(day: date) -> date:
    """Return the first day of the quarter that a day lies in."""
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


_FULL = NotAccepted.NO_CAPACITY.value
