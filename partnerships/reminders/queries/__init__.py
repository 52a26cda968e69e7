"""Which partnerships are worth a look, and what a person is told of."""

from partnerships.reminders.queries.told import ahead, at_the_bell, put_off
from partnerships.reminders.queries.worth_a_look import (
    BY_CODE,
    SIGNALS,
    Signal,
    showing,
    wiifm_missing,
)

__all__ = [
    "BY_CODE",
    "SIGNALS",
    "Signal",
    "ahead",
    "at_the_bell",
    "put_off",
    "showing",
    "wiifm_missing",
]
