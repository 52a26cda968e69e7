"""How often something is promised, and how its delivery stands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from common.badges import show_as


class Per(TextChoices):
    """In which time the quantity of an item is promised."""

    YEAR = "year", _("a year")
    QUARTER = "quarter", _("a quarter")
    MONTH = "month", _("a month")
    ONCE = "once", _("once, by a date")


#: Months of a period; a single promise has none.
MONTHS: dict[str, int] = {Per.YEAR: 12, Per.QUARTER: 3, Per.MONTH: 1}

#: What the present period is called.
THIS: dict[str, object] = {
    Per.YEAR: _("this year"),
    Per.QUARTER: _("this quarter"),
    Per.MONTH: _("this month"),
    Per.ONCE: _("so far"),
}


class Pace(TextChoices):
    """How the delivery of an item stands, by the rule in docs/rules.md."""

    NOT_STARTED = "not_started", _("Not started")
    DELIVERING = "delivering", _("Delivering")
    ON_TRACK = "on_track", _("On track")
    BEHIND = "behind", _("Behind")
    OVERDUE = "overdue", _("Overdue")
    DELIVERED = "delivered", _("Delivered")


show_as(
    "pace",
    {
        Pace.NOT_STARTED: ("circle", "calm"),
        Pace.DELIVERING: ("arrow-right-circle", "going"),
        Pace.ON_TRACK: ("check-circle", "good"),
        Pace.BEHIND: ("hourglass-split", "wait"),
        Pace.OVERDUE: ("exclamation-circle", "bad"),
        Pace.DELIVERED: ("check-circle-fill", "good"),
    },
)

#: What a single promise or delivery can be at most; more is a slip of the finger.
MOST_QUANTITY = 1_000_000

#: Deliveries of one item, corrected ones included.
MOST_FULFILLMENTS = 500
