"""What came of it, as counts only (P1): deliveries, measures, referrals and cohorts."""

from partnerships.outcomes.models.cohorts import Cohort as Cohort, CohortCount as CohortCount
from partnerships.outcomes.models.measures import (
    FigureSettlement as FigureSettlement,
    Measure as Measure,
    MeasureDefinition as MeasureDefinition,
    MeasureFigure as MeasureFigure,
    MeasureShare as MeasureShare,
    SmallCountsConsent as SmallCountsConsent,
)
from partnerships.outcomes.models.referrals import (
    SENDER as SENDER,
    ReferralReport as ReferralReport,
)
from partnerships.outcomes.models.reported import Reported as Reported
from partnerships.outcomes.models.targets import (
    EarlierTarget as EarlierTarget,
    Fulfillment as Fulfillment,
    FulfillmentAcceptance as FulfillmentAcceptance,
    Target as Target,
)
