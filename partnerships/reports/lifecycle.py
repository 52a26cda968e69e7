"""The spans of time that figures are asked for, and how many rows they show."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PeriodName(TextChoices):
    """Spans that end today."""

    MONTH = "month", _("This month")
    QUARTER = "quarter", _("This quarter")
    YEAR = "year", _("This year")
    PAST_90 = "90", _("Past 90 days")
    PAST_YEAR = "365", _("Past 12 months")


#: The monthly mail looks one period back, and compares it with the one before.
MOST_BACK = 2

#: Rows of a table on a report, and on a card of the panel.
LISTED, ON_A_CARD = 25, 6

#: The newest reviews whose answers are scored for the gaps between the sides.
MOST_SCORED = 200

#: MOUs and reviews are looked at so many days ahead.
ENDING_DAYS, REVIEW_DAYS = 90, 30

#: Quarters of MOUs that end, this one included.
QUARTERS = 4

#: Programs that the filter offers.
MOST_PROGRAMS = 50

#: States in which the directory has organizations, those with the most first.
MOST_PLACES = 60

#: Who knows whom is read from the talks of so many months, and listed for so many partners.
KNOWN_MONTHS, MOST_KNOWN = 24, 200

#: Organizations and people drawn on the network map, those connected most.
MOST_MAPPED, MOST_MAPPED_PEOPLE = 30, 45

#: On the map, a tie without a talk for so many months is drawn as an old one.
FRESH_MONTHS = 6

#: With more open partnerships than this, the panel shows what needs attention as counted at the
#: beginning of the day.
MANY = 5_000

#: What needs attention is compared with what it was so many days ago.
COMPARED_DAYS = 30

#: Figures named in the monthly mail as those that changed most.
CHANGED_MOST = 3
