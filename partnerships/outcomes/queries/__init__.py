"""Questions about deliveries, measures, referrals and cohorts."""

from partnerships.outcomes.queries.cohorts import (
    CohortDay as CohortDay,
    FollowedCohort as FollowedCohort,
    followed as followed,
)
from partnerships.outcomes.queries.deliveries import (
    Progressed as Progressed,
    progress_by_item as progress_by_item,
    progress_of as progress_of,
)
from partnerships.outcomes.queries.measures import (
    MeasureReport as MeasureReport,
    PeriodReports as PeriodReports,
    hidden as hidden,
    measures_of as measures_of,
    reported as reported,
    reports_of as reports_of,
    shows_small as shows_small,
)
from partnerships.outcomes.queries.referrals import (
    LoopTotal as LoopTotal,
    ReferralMonth as ReferralMonth,
    referrals_of as referrals_of,
    totals_of as totals_of,
)
