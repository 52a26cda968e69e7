"""Which partnerships are worth a look, and what a person is told of."""

from partnerships.reminders.queries.notices import (
    ahead as ahead,
    at_the_bell as at_the_bell,
    put_off as put_off,
)
from partnerships.reminders.queries.worth_a_look import (
    BY_CODE as BY_CODE,
    SIGNALS as SIGNALS,
    Signal as Signal,
    agreed_with_purpose as agreed_with_purpose,
    showing as showing,
    wiifm_missing as wiifm_missing,
    with_purpose as with_purpose,
    with_since as with_since,
)
