"""What people may type about deliveries, measures, referrals and cohorts."""

from partnerships.outcomes.forms.cohorts import (
    CohortCountForm as CohortCountForm,
    CohortForm as CohortForm,
    SmallCountsForm as SmallCountsForm,
)
from partnerships.outcomes.forms.deliveries import (
    CorrectionForm as CorrectionForm,
    FulfillmentAcceptanceForm as FulfillmentAcceptanceForm,
    FulfillmentForm as FulfillmentForm,
    TargetForm as TargetForm,
)
from partnerships.outcomes.forms.measures import (
    FigureForm as FigureForm,
    MeasureForm as MeasureForm,
    MeasureShareSearch as MeasureShareSearch,
    SettleForm as SettleForm,
)
from partnerships.outcomes.forms.referrals import ReferralReportForm as ReferralReportForm
from partnerships.outcomes.forms.told import NumberField as NumberField
