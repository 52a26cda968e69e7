"""One form for a new partner, somebody who left, and the monthly portfolio mail."""

from partnerships.overview.actions.people import (
    Goodbye,
    NewPartner,
    new_partner,
    somebody_left,
)
from partnerships.overview.actions.portfolio import KINDS, plan_portfolio_mail

__all__ = [
    "KINDS",
    "Goodbye",
    "NewPartner",
    "new_partner",
    "plan_portfolio_mail",
    "somebody_left",
]
