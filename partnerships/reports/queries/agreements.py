"""MOUs: signed with both sides' answers, ending, not renewed; those of closed partners apart."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q
from django.utils.translation import gettext as _, gettext_lazy as _lazy

from common.dates import add_days, add_months
from common.templatetags.ui import side_label
from partnerships.agreements.lifecycle import COMPLETED, GIVES_WAY, UNSIGNED, Succession
from partnerships.agreements.models import Mou, MouParty, MouQuerySet
from partnerships.agreements.queries import held_up_by, with_progress
from partnerships.relationships.lifecycle import Side, Stage
from partnerships.relationships.models import Partnership, PartnershipQuerySet
from partnerships.reports.lifecycle import ENDING_DAYS, LISTED, QUARTERS
from partnerships.reports.queries.pipeline import with_stage_then
from partnerships.reports.queries.row_sets import RowSet
from partnerships.reports.queries.scope import Scope
from partnerships.reports.rules.periods import Period, quarter_of
from partnerships.reports.rules.tables import NOTHING, Cell, Table, count, days, on, share

#: MOUs that end in this quarter or the next ones, in an address.
NEXT = "next"

ANSWERED, OLDER, EARLY, CLOSED = "answered", "older", "early", "closed"
SIGNED = {
    ANSWERED: _lazy("Both sides answered first"),
    OLDER: _lazy("Older, answers not recorded"),
    EARLY: _lazy("Signed early, not in effect"),
    CLOSED: _lazy("In effect, partnership closed"),
}


def _going_on() -> Exists:
    """Whether an MOU binds a partnership that isn't closed (M4)."""
    parties = MouParty.objects.filter(mou=OuterRef("pk"), partnership__isnull=False)
    return Exists(parties.exclude(partnership__stage=Stage.CLOSED))


def _went_on(scope: Scope) -> Exists:
    """Whether an MOU bound a partnership that wasn't closed when the period began."""
    then = with_stage_then(scope).filter(~Q(then=Stage.CLOSED)).order_by().values("pk")
    return Exists(MouParty.objects.filter(mou=OuterRef("pk"), partnership__in=then))


#: What renews an agreement, unsigned or signed; an amendment or one that ended does not.
_RENEWS = Q(succession=Succession.RENEWAL, state__in=[*UNSIGNED, *GIVES_WAY])


def in_effect(scope: Scope) -> MouQuerySet:
    """MOUs in effect today, by their dates, for partnerships that aren't closed.

    Letters of intent and other kinds that need no answers aren't counted.
    """
    return scope.mous.in_force(scope.today).filter(_going_on(), gated=True)


def was_in_effect(scope: Scope) -> MouQuerySet:
    """The same on the first day of the period, for partnerships that weren't closed then.

    One that is on hold today isn't counted: when its hold began isn't kept.
    """
    return scope.mous.in_force(scope.period.first).filter(_went_on(scope), gated=True)


def signed(scope: Scope, value: str) -> MouQuerySet:
    """MOUs by how they were signed, as today.

    "closed" is apart: in effect by its dates, while each partnership it binds is closed (M4).
    """
    if value == EARLY:
        return scope.mous.signed_early().filter(_going_on())
    if value == CLOSED:
        return scope.mous.in_force(scope.today).filter(~_going_on(), gated=True)
    found = in_effect(scope)
    passed = {ANSWERED: Q(gate_passed_at__isnull=False), OLDER: Q(legacy_signed_on__isnull=False)}
    return found.filter(passed[value])


@dataclass(frozen=True)
class Answered:
    """MOUs in effect: signed after both sides answered, and all of them."""

    answered: int
    all: int


def answered_of(rows: MouQuerySet) -> Answered:
    """Count MOUs in effect; one query."""
    found = rows.aggregate(
        answered=Count("pk", filter=Q(gate_passed_at__isnull=False)), all=Count("pk")
    )
    return Answered(**found)


def signed_table(scope: Scope) -> Table:
    """MOUs by how they were signed, and which part of those in effect after both answers."""
    numbers = {value: signed(scope, value).count() for value in SIGNED}
    whole = numbers[ANSWERED] + numbers[OLDER]
    rows = [
        [
            Cell(str(label)),
            count(numbers[value], scope.url("signed", value), bad=value in (EARLY, CLOSED)),
            share(numbers[value], whole, scope.url("signed", value))
            if value in (ANSWERED, OLDER)
            else Cell(NOTHING),
        ]
        for value, label in SIGNED.items()
    ]
    return Table(
        _("Signed with both sides' answers"),
        [_("How"), _("MOUs"), _("Of those in effect, %")],
        rows,
    )


def ending(scope: Scope, value: str = "") -> MouQuerySet:
    """MOUs in effect today whose last day lies in a quarter, such as "2026-10".

    "next" are those of this quarter and the next ones; without a value, those of the next 90 days
    of which no renewal is signed. The last day is the end of the term, or the day before it is
    stopped early. MOUs of closed partnerships aren't among them.
    """
    if not value:
        soon = _ending_in(scope, Period(scope.today, add_days(scope.today, ENDING_DAYS)))
        renewed = Mou.objects.filter(_RENEWS, succeeds=OuterRef("pk"), state__in=GIVES_WAY)
        return soon.filter(~Exists(renewed))
    if value == NEXT:
        return _ending_in(scope, Period(scope.today, quarters(scope.today)[-1].last))
    year, _dash, month = value.partition("-")
    return _ending_in(scope, quarter_of(date(int(year), int(month), 1)))


def _ending_in(scope: Scope, period: Period) -> MouQuerySet:
    next_day, first = add_days(period.last, 1), period.first
    ends = Q(ends_on__lte=period.last) | Q(stopped_on__lte=next_day)
    not_before = (Q(ends_on__isnull=True) | Q(ends_on__gte=first)) & (
        Q(stopped_on__isnull=True) | Q(stopped_on__gt=first)
    )
    running = scope.mous.in_force(scope.today).filter(_going_on(), gated=True)
    return running.filter(ends & not_before)


def quarters(today: date) -> list[Period]:
    """The quarter of today and the next ones."""
    first = quarter_of(today).first
    return [quarter_of(add_months(first, 3 * number)) for number in range(QUARTERS)]


def quarters_table(scope: Scope) -> Table:
    """MOUs that end in each of the next quarters."""
    rows = []
    for quarter in quarters(scope.today):
        value = f"{quarter.first:%Y-%m}"
        found = ending(scope, value)
        has_next = Mou.objects.filter(_RENEWS, succeeds=OuterRef("pk"))
        numbers = found.aggregate(all=Count("pk"), followed=Count("pk", filter=Exists(has_next)))
        rows.append(
            [
                Cell(quarter_name(quarter.first)),
                count(numbers["all"], scope.url("ending", value)),
                Cell(str(numbers["followed"]), number=numbers["followed"]),
            ]
        )
    return Table(
        _("MOUs ending by quarter"), [_("Quarter"), _("Ending"), _("Renewal begun")], rows
    )


def quarter_name(day: date) -> str:
    """Return "Q4 2026"."""
    return _("Q%(number)d %(year)d") % {"number": (day.month + 2) // 3, "year": day.year}


def ending_table(scope: Scope) -> Table:
    """MOUs that end next: what each waits for, and who holds it up; constant queries."""
    found = ending(scope, NEXT)
    listed = list(
        found.select_related("type")
        .prefetch_related("parties__organization", "parties__partnership__owner")
        .order_by(F("ends_on").asc(nulls_last=True), "pk")[: LISTED + 1]
    )
    renewals = _renewals_of(listed)
    rows = [_ending_row(mou, renewals.get(mou.pk), scope.today) for mou in listed[:LISTED]]
    return Table(
        _("MOUs ending next"),
        [_("Partner"), _("Agreement"), _("Ends"), _("Waiting for"), _("Who holds it up")],
        rows,
        empty=_("None"),
        more=len(listed) - len(rows),
        more_url=scope.url("ending", NEXT),
        brief=(0, 3, 4, 2),
    )


def _renewals_of(mous: list[Mou]) -> dict[int, Mou]:
    """The newest renewal of each, unsigned or signed, with all that is said of it."""
    following = Mou.objects.filter(_RENEWS, succeeds__in=[mou.pk for mou in mous])
    rows = with_progress(following.order_by("pk"))
    return {mou.succeeds_id: mou for mou in rows if mou.succeeds_id}


def _ending_row(mou: Mou, renewal: Mou | None, today: date) -> list[Cell]:
    bound = [one.partnership for one in mou.parties.all() if one.partnership]
    owners = ", ".join(dict.fromkeys(one.owner.name for one in bound if one.owner))
    waits, who, tone = _("Renewal not started"), owners or _("No owner"), "bad"
    if renewal and renewal.state in GIVES_WAY:
        waits, who, tone = _("Renewal signed"), "", "good"
    elif renewal:
        held = held_up_by(renewal, today)
        waits, tone = (held.text if held else str(renewal.get_state_display())), "going"
        who = owners if held is None or held.side == Side.OURS else side_label(Side.THEIRS)
    names = [str(one.organization) for one in mou.parties.all() if not one.organization.is_ours]
    return [
        Cell(", ".join(names), mou.get_absolute_url()),
        Cell(str(mou.title)),
        on(mou.last_day()),
        Cell(waits, tone=tone),
        Cell(who),
    ]


def uncovered(scope: Scope, _value: str = "") -> PartnershipQuerySet:
    """Active partnerships without an MOU in effect today, unless leadership agreed to go without.

    Only gated kinds count, and not one that the partner merely approves.
    """
    covers = MouParty.objects.filter(
        partnership=OuterRef("pk"),
        is_approving_official=False,
        mou__in=Mou.objects.in_force(scope.today).filter(gated=True).order_by().values("pk"),
    )
    active = scope.partnerships.active().filter(no_mou_approved_at__isnull=True)
    return active.filter(~Exists(covers))


def uncovered_table(scope: Scope) -> Table:
    """Active partnerships without an MOU: when the last one ended, and the days since."""
    bound = MouParty.objects.filter(mou__state__in=COMPLETED, mou__gated=True)
    rows = uncovered(scope).with_names().order_by("stage_since", "pk")
    listed = list(
        rows.prefetch_related(Prefetch("mou_parties", bound.select_related("mou")))[: LISTED + 1]
    )
    return Table(
        _("Active without an MOU in effect"),
        [_("Partner"), _("Last MOU ended"), _("Days without"), _("Owner")],
        [_uncovered_row(one, scope.today) for one in listed[:LISTED]],
        empty=_("None"),
        more=max(0, len(listed) - LISTED),
        more_url=scope.url("uncovered"),
    )


def _uncovered_row(partnership: Partnership, today: date) -> list[Cell]:
    ends = [
        last
        for party in partnership.mou_parties.all()
        if (last := party.mou.last_day()) and last < today
    ]
    last_day = max(ends, default=None)
    return [
        Cell(str(partnership), partnership.get_absolute_url()),
        on(last_day),
        days((today - last_day) // timedelta(days=1) if last_day else None),
        Cell(partnership.owner.name if partnership.owner else _("No owner")),
    ]


def _quarter_label(value: str) -> str:
    if not value:
        return _("within 90 days, not renewed")
    if value == NEXT:
        return _("in the next quarters")
    year, _dash, month = value.partition("-")
    return quarter_name(date(int(year), int(month), 1))


def _signed_label(value: str) -> str:
    return str(SIGNED[value])


ROW_SETS = (
    RowSet("ending", _lazy("MOUs ending"), ending, _quarter_label),
    RowSet("signed", _lazy("MOUs"), signed, _signed_label),
    RowSet("uncovered", _lazy("Active without an MOU in effect"), uncovered),
)
