"""Every figure: a named queryset, and the tables made from them."""

from partnerships.reports.queries.addresses import ROW_SETS as ROW_SETS
from partnerships.reports.queries.attention import (
    Figure as Figure,
    most_urgent as most_urgent,
    needs_attention as needs_attention,
)
from partnerships.reports.queries.catalog import REPORTS as REPORTS
from partnerships.reports.queries.headline import Stat as Stat, headline_of as headline_of
from partnerships.reports.queries.report import (
    Built as Built,
    Drawing as Drawing,
    Report as Report,
)
from partnerships.reports.queries.scope import NO_OWNER as NO_OWNER, Scope as Scope
from partnerships.reports.queries.snapshots import (
    changes_of as changes_of,
    house_figures as house_figures,
    kept_today as kept_today,
    worst_changes as worst_changes,
)
