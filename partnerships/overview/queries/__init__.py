"""What the pages that show everything together read."""

from partnerships.overview.queries.board import board_of
from partnerships.overview.queries.brief import Brief, brief_of
from partnerships.overview.queries.leaving import (
    LISTED,
    Item,
    Leaving,
    Taker,
    employers_of,
    leaving_of,
)
from partnerships.overview.queries.mail import about, mail_of, with_heads
from partnerships.overview.queries.page import partner_page_of, timeline_of
from partnerships.overview.queries.search import found_organizations, found_people
from partnerships.overview.queries.today import get_started, today_of

__all__ = [
    "LISTED",
    "Brief",
    "Item",
    "Leaving",
    "Taker",
    "about",
    "board_of",
    "brief_of",
    "employers_of",
    "found_organizations",
    "found_people",
    "get_started",
    "leaving_of",
    "mail_of",
    "partner_page_of",
    "timeline_of",
    "today_of",
    "with_heads",
]
