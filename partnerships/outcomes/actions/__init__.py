"""Everything that changes deliveries, measures, referrals and cohorts."""

from partnerships.outcomes.actions.cohorts import (
    add_cohort as add_cohort,
    agree_to_small_counts as agree_to_small_counts,
    count_cohort as count_cohort,
    hide_small_counts as hide_small_counts,
)
from partnerships.outcomes.actions.deliveries import (
    accept_fulfillment as accept_fulfillment,
    correct_fulfillment as correct_fulfillment,
    record_fulfillment as record_fulfillment,
    set_target as set_target,
)
from partnerships.outcomes.actions.measures import (
    add_measure as add_measure,
    edit_measure as edit_measure,
    report_figure as report_figure,
    resume_measure as resume_measure,
    save_definition as save_definition,
    settle_figures as settle_figures,
    share_measure as share_measure,
    stop_measure as stop_measure,
)
from partnerships.outcomes.actions.referrals import report_referrals as report_referrals
