"""Which partnerships are worth a look, and what a person is told of."""

from partnerships.reminders.queries.worth_a_look import (
    BY_CODE,
    SIGNALS,
    Signal,
    showing,
    wiifm_missing,
)
from partnerships.reminders.queries.told import ahead, at_the_bell

__all__ = [
    "BY_CODE",
    "SIGNALS",
    "Signal",
    "ahead",
    "at_the_bell",
    "showing",
    "wiifm_missing",
]
