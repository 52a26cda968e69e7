"""What the pages that show everything together read."""

from partnerships.overview.queries.activity import feed_of as feed_of
from partnerships.overview.queries.board import board_of as board_of
from partnerships.overview.queries.brief import (
    Brief as Brief,
    brief_of as brief_of,
)
from partnerships.overview.queries.calendar import calendar_of as calendar_of
from partnerships.overview.queries.calendar_layers import Asked as Asked
from partnerships.overview.queries.commands import commands as commands
from partnerships.overview.queries.contacts import contact_page_of as contact_page_of
from partnerships.overview.queries.history import (
    WITH_FILES as WITH_FILES,
    WITH_NOTES as WITH_NOTES,
    history_of as history_of,
    records_of as records_of,
    timeline_of as timeline_of,
)
from partnerships.overview.queries.leaving import (
    LISTED as LISTED,
    Duty as Duty,
    Leaving as Leaving,
    Taker as Taker,
    employers_of as employers_of,
    leaving_of as leaving_of,
)
from partnerships.overview.queries.mail import (
    about as about,
    mail_of as mail_of,
    with_heads as with_heads,
)
from partnerships.overview.queries.organizations import (
    LATEST as LATEST,
    organization_page_of as organization_page_of,
)
from partnerships.overview.queries.page import (
    partner_page_of as partner_page_of,
)
from partnerships.overview.queries.picking import (
    organizations_to_pick as organizations_to_pick,
    partners_to_pick as partners_to_pick,
)
from partnerships.overview.queries.saved_views import (
    own_links_of as own_links_of,
    saved_views_of as saved_views_of,
)
from partnerships.overview.queries.search import (
    Hits as Hits,
    found as found,
    partners_named as partners_named,
)
from partnerships.overview.queries.today import (
    rail_counts_of as rail_counts_of,
    today_of as today_of,
)
