"""The network map, and the table that says the same."""

from collections import Counter
from collections.abc import Hashable
from datetime import date

from django.utils.translation import gettext as _, ngettext

from common.dates import add_months
from common.templatetags.ui import side_label
from partnerships.reports.lifecycle import FRESH_MONTHS
from partnerships.reports.queries.ties import Network, Tie
from partnerships.reports.rules.mapping import Box, NetworkMap, map_of
from partnerships.reports.rules.tables import NOTHING, Cell, Table, on

#: How a tie is drawn: talked lately, longer ago, or never as far as we know.
FRESH, OLD, SILENT = "fresh", "old", "silent"


def ties_table(network: Network) -> Table:
    """Each organization with each person it's connected with, those who talk most first."""
    names = {pk: str(one) for pk, one in network.organizations.items()}
    ties = sorted(
        network.ties,
        key=lambda tie: (names[tie.organization].casefold(), -tie.talks, tie.name),
    )
    return Table(
        _("Who connects whom"),
        [_("Organization"), _("Person"), _("Side"), _("Talks"), _("Last talk"), _("Connected by")],
        [_row(network, tie) for tie in ties],
        empty=_("No one of an open partnership is known yet. Add key people or log a meeting."),
        more=network.more + network.more_people,
    )


def _row(network: Network, tie: Tie) -> list[Cell]:
    organization = network.organizations[tie.organization]
    return [
        Cell(str(organization), organization.get_absolute_url()),
        Cell(tie.name, network.urls.get(tie.who, "")),
        Cell(side_label(tie.side)),
        Cell(str(tie.talks), number=tie.talks),
        on(tie.last),
        Cell(", ".join(_ways(tie)) or NOTHING),
    ]


def _ways(tie: Tie) -> list[str]:
    ways = (
        (tie.introduced, _("the first talk")),
        (tie.talks, _("meetings and calls")),
        (tie.has_seat, _("a seat")),
        (tie.has_job, _("a job")),
    )
    return [words for holds, words in ways if holds]


def drawn(network: Network, today: date) -> NetworkMap | None:
    """Draw the ties of the table; nothing without any."""
    if not network.ties:
        return None
    boxes: dict[Hashable, Box] = {}
    for tie in network.ties:
        one = network.organizations[tie.organization]
        boxes[one.pk] = Box(str(one), "organization", one.get_absolute_url())
        boxes[tie.who] = Box(tie.name, str(tie.side), network.urls.get(tie.who, ""))
    wires = [(tie.organization, tie.who, _how(tie, today)) for tie in network.ties]
    return map_of(boxes, wires, words=_in_words(network), more=_left_out(network))


def _how(tie: Tie, today: date) -> str:
    if tie.last is None:
        return SILENT
    return FRESH if tie.last > add_months(today, -FRESH_MONTHS) else OLD


def _in_words(network: Network) -> str:
    """Say the map in a sentence or two, for whoever doesn't see it."""
    reach = Counter(tie.who for tie in network.ties)
    names = {tie.who: tie.name for tie in network.ties}
    organizations = len({tie.organization for tie in network.ties})
    most = "; ".join(
        ngettext("%(name)s: %(n)d organization", "%(name)s: %(n)d organizations", number)
        % {"name": names[who], "n": number}
        for who, number in reach.most_common(3)
    )
    words = _("%(organizations)d organizations and %(people)d people. Connect the most: %(most)s.")
    return words % {"organizations": organizations, "people": len(reach), "most": most}


def _left_out(network: Network) -> str:
    """Say how many aren't shown; "" if all are."""
    parts = []
    if network.more:
        words = ngettext("%(n)d more organization", "%(n)d more organizations", network.more)
        parts.append(words % {"n": network.more})
    if network.more_people:
        words = ngettext("%(n)d more person", "%(n)d more people", network.more_people)
        parts.append(words % {"n": network.more_people})
    if not parts:
        return ""
    return _("Not shown: %(what)s. Filters narrow the map.") % {"what": ", ".join(parts)}
