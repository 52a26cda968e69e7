"""Who of us knows which partner, and how lately; from our own meetings and calls alone."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from common.dates import add_months
from partnerships.engagement.models import Interaction, MeetingPartner, Participant
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from partnerships.reports.lifecycle import KNOWN_MONTHS, MOST_KNOWN
from partnerships.reports.queries.scope import Scope
from partnerships.reports.rules.tables import Cell, Table, on


@dataclass(frozen=True)
class Knows:
    """How often one of us talked with people of a partner, and when last.

    ``who`` is the number of their account, or the name of a colleague without one.
    """

    who: int | str
    name: str
    times: int
    last: date


#: Partnership, account if there is one, name, how many talks, the day of the last.
Talks = tuple[int, int | None, str, int, date]


def acquaintance(scope: Scope) -> dict[int, list[Knows]]:
    """Per partnership who of us talked with them in the past 24 months, the best known first.

    A talk is a held meeting in which someone of theirs came, for each of ours who came; or a
    logged call with someone of theirs, for whoever logged it. Two queries.
    """
    since = add_months(scope.today, -KNOWN_MONTHS)
    found: dict[int, dict[int | str, Knows]] = defaultdict(dict)
    for partnership, user, name, times, last in [*_met(scope, since), *_called(scope, since)]:
        who = user or name
        known = found[partnership].get(who, Knows(who, name, 0, last))
        both = Knows(who, known.name, known.times + times, max(known.last, last))
        found[partnership][who] = both
    return {
        pk: sorted(people.values(), key=lambda one: (-one.times, -one.last.toordinal(), one.name))
        for pk, people in found.items()
    }


def _met(scope: Scope, since: date) -> list[Talks]:
    met = scope.of(MeetingPartner.objects.two_way()).filter(meeting__starts_at__date__gt=since)
    came = Participant.objects.filter(
        side=Side.OURS, came=True, meeting__partners__in=met.order_by().values("pk")
    )
    rows = came.order_by().values_list(
        "meeting__partners__partnership", "contact__user", "contact__name"
    )
    counted = rows.annotate(times=Count("pk"), last=Max("meeting__starts_at"))
    return [(*who, times, timezone.localdate(last)) for *who, times, last in counted]


def _called(scope: Scope, since: date) -> list[Talks]:
    calls = scope.of(Interaction.objects.two_way()).filter(on__gt=since)
    rows = calls.order_by().values_list("partnership", "recorded_by", "recorded_by__name")
    return list(rows.annotate(times=Count("pk"), last=Max("on")))


def network_table(scope: Scope) -> Table:
    """Each partner that isn't closed: who of us knows them best, and who else; by name."""
    known = acquaintance(scope)
    rows = scope.partnerships.filter(~Q(stage="closed")).select_related("organization")
    listed = list(rows.order_by("organization__name_key", "pk")[: MOST_KNOWN + 1])
    return Table(
        _("Who of us knows each partner best"),
        [_("Partner"), _("Knows them best"), _("Talks"), _("Last talk"), _("Also")],
        [_row(one, known.get(one.pk, [])) for one in listed[:MOST_KNOWN]],
        empty=_("No open partnerships"),
        more=max(0, len(listed) - MOST_KNOWN),
    )


def _row(partnership: Partnership, known: list[Knows]) -> list[Cell]:
    name = Cell(str(partnership), partnership.get_absolute_url())
    if not known:
        return [name, Cell(_("No one yet"), tone="bad"), Cell("0", number=0), on(None), Cell("")]
    best, *others = known
    also = ", ".join(f"{one.name} ({one.times})" for one in others[:3])
    times = Cell(str(best.times), number=best.times)
    return [name, Cell(best.name), times, on(best.last), Cell(also)]


def people_table(scope: Scope) -> Table:
    """Each of us: how many partners they know, and how many no one else of us does."""
    knows: dict[int | str, list[bool]] = defaultdict(list)
    names: dict[int | str, str] = {}
    for people in acquaintance(scope).values():
        for one in people:
            knows[one.who].append(len(people) == 1)
            names[one.who] = one.name
    most_first = sorted(knows.items(), key=lambda one: (-len(one[1]), names[one[0]]))
    rows = [
        [
            Cell(names[who]),
            Cell(str(len(alone)), number=len(alone)),
            Cell(str(sum(alone)), number=sum(alone)),
        ]
        for who, alone in most_first
    ]
    heads = [_("Person"), _("Partners they know"), _("That only they know")]
    return Table(_("Whom each of us connects"), heads, rows, empty=_("None"))
