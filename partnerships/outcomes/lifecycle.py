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

#: What one of something can be worth at most, in cents.
MOST_RATE_CENTS = 100_000_000

#: Deliveries of one item, corrected ones included.
MOST_FULFILLMENTS = 500

#: Changes of one target that are kept.
MOST_EARLIER_TARGETS = 100


class Unit(TextChoices):
    """What a figure of a measure is."""

    COUNT = "count", _("A count")
    RATE = "rate", _("A rate: so many of so many")
    DOLLARS = "dollars", _("Dollars, with the number of people behind them")


class Rhythm(TextChoices):
    """How often a measure is reported; the codes are those of `Per`."""

    MONTH = "month", _("Each month")
    QUARTER = "quarter", _("Each quarter")
    YEAR = "year", _("Each year")


class Reporting(TextChoices):
    """Who reports the figures of a measure."""

    BOTH = "both", _("Both sides")
    OURS = "ours", _("We do")
    THEIRS = "theirs", _("They do")


class Comparison(TextChoices):
    """How the figures of both sides for one period compare."""

    MISSING = "missing", _("Not reported")
    OURS_MISSING = "ours_missing", _("Waiting on us")
    THEIRS_MISSING = "theirs_missing", _("Waiting on them")
    REPORTED = "reported", _("Reported")
    SAME = "same", _("Same figure")
    DIFFERS = "differs", _("Differs")
    SETTLED = "settled", _("Settled")


show_as(
    "comparison",
    {
        Comparison.MISSING: ("circle", "calm"),
        Comparison.OURS_MISSING: ("hourglass-split", "wait"),
        Comparison.THEIRS_MISSING: ("hourglass-split", "wait"),
        Comparison.REPORTED: ("check-circle", "good"),
        Comparison.SAME: ("check-circle-fill", "good"),
        Comparison.DIFFERS: ("exclamation-circle", "bad"),
        Comparison.SETTLED: ("check-circle-fill", "good"),
    },
)


class Direction(TextChoices):
    """Who sends referrals to whom."""

    TO_THEM = "to_them", _("We refer to them")
    TO_US = "to_us", _("They refer to us")


class NotAccepted(TextChoices):
    """Why referrals weren't accepted."""

    NOT_ELIGIBLE = "not_eligible", _("Not eligible")
    NO_CAPACITY = "no_capacity", _("No capacity")
    NOT_REACHED = "not_reached", _("Could not be reached")
    OTHER_SERVICE = "other_service", _("Chose another service")
    OUT_OF_AREA = "out_of_area", _("Outside the service area")
    WRONG_SERVICE = "wrong_service", _("Needs another service")
    INCOMPLETE = "incomplete", _("Referral incomplete")
    OTHER = "other", _("Another reason")


#: Days after a month within which a referral should be answered.
UNANSWERED_AFTER = 14

#: Days after placement at which a cohort is counted.
FOLLOWED = (0, 30, 90, 180, 365)

#: Counts below this are hidden from partners and exports unless both sides agreed to show them.
SMALL = 5

#: Measures in use, of one partnership or of the house; partners that share one; figures that one
#: partner's share of a measure has, corrected ones included.
MOST_MEASURES = 30
MOST_SHARES = 200
MOST_FIGURES = 1_000

#: Reports about referrals, and cohorts, of one partnership; counts of one cohort.
MOST_REFERRAL_REPORTS = 3_000
MOST_COHORTS = 100
MOST_COHORT_COUNTS = 200
