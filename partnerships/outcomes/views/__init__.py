"""Every page about what came of it."""

from partnerships.outcomes.views.deliveries import (
    fulfillment_accept as fulfillment_accept,
    fulfillment_add as fulfillment_add,
    fulfillment_correct as fulfillment_correct,
    target_detail as target_detail,
    target_set as target_set,
)
from partnerships.outcomes.views.match import (
    match_csv as match_csv,
    match_pdf as match_pdf,
    match_report as match_report,
)
from partnerships.outcomes.views.measures import (
    figure_report as figure_report,
    figure_settle as figure_settle,
    house_measure_create as house_measure_create,
    house_measure_pick as house_measure_pick,
    measure_create as measure_create,
    measure_detail as measure_detail,
    measure_edit as measure_edit,
    measure_list as measure_list,
    measure_pick as measure_pick,
    measure_share as measure_share,
    measure_stop as measure_stop,
)
from partnerships.outcomes.views.results import (
    cohort_count as cohort_count,
    cohort_create as cohort_create,
    cohort_detail as cohort_detail,
    referral_list as referral_list,
    referrals_report as referrals_report,
    results as results,
    results_csv as results_csv,
    small_counts as small_counts,
    small_counts_hide as small_counts_hide,
)
