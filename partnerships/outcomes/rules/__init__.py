"""Periods, how deliveries and measures stand, what a partner may see, and charts."""

from partnerships.outcomes.rules.periods import (
    CountedPeriod as CountedPeriod,
    newest_over as newest_over,
    number_of as number_of,
    numbered as numbered,
    period_at as period_at,
)
from partnerships.outcomes.rules.progress import (
    expected as expected,
    pace as pace,
    periods as periods,
)
from partnerships.outcomes.rules.values import (
    Value as Value,
    comparison_of as comparison_of,
    counting as counting,
    is_small as is_small,
    percent as percent,
    total as total,
)
