"""Whether the right people are on the same page, and what rests on one person."""

from collections import Counter

from django.db.models import Count, Exists, Q
from django.utils.translation import gettext as _, gettext_lazy as _lazy

from partnerships.relationships.lifecycle import OPEN_STAGES, Level, Side, Stage
from partnerships.relationships.models import PartnershipQuerySet
from partnerships.reminders.lifecycle import SignalCode
from partnerships.reminders.queries import BY_CODE, agreed_with_purpose, with_purpose
from partnerships.reports.queries.row_sets import RowSet
from partnerships.reports.queries.scope import Scope
from partnerships.reports.rules.tables import Cell, Table, count, share

#: From here on, everyone should know why (the same as the signal "not on the same page").
ASKED = (Stage.AGREEING, Stage.ACTIVE)
WHO = {
    f"{side}.{level}": words
    for (side, level), words in zip(
        [(side, level) for level in (Level.LEADS, Level.DELIVERS) for side in Side],
        (
            _lazy("Our leaders"),
            _lazy("Their leaders"),
            _lazy("Our front line"),
            _lazy("Their front line"),
        ),
        strict=True,
    )
}
ALL, SOMEONE = "all", "someone"


def asked(scope: Scope) -> PartnershipQuerySet:
    """Partnerships with an MOU in progress, or active, today."""
    return scope.partnerships.filter(stage__in=ASKED)


def not_agreed(scope: Scope, who: str) -> PartnershipQuerySet:
    """Of those, the ones in which no one of these people agrees with the purpose as it reads now.

    Leaders are people who lead by their job today or by a seat in the partnership; the front line
    those who deliver the service. Where no purpose is written, no one agrees.
    """
    side, _dot, level = who.partition(".")
    return with_purpose(asked(scope)).filter(~_agrees(scope, Side(side), Level(level)))


def _agrees(scope: Scope, side: Side, level: Level) -> Q:
    return Q(Exists(agreed_with_purpose(side, level, scope.today)))


def same_page(scope: Scope, value: str = ALL) -> PartnershipQuerySet:
    """Those in which leaders and front line of both sides agree, or ("someone") not all four."""
    everyone = Q()
    for side in Side:
        for level in (Level.LEADS, Level.DELIVERS):
            everyone &= _agrees(scope, side, level)
    return with_purpose(asked(scope)).filter({ALL: everyone, SOMEONE: ~everyone}[value])


def _who_agrees(scope: Scope) -> Counter[tuple[bool, ...]]:
    """How many partnerships for each set of answers, in the order of ``WHO``; one query."""
    agree = {
        f"agree_{place}": Exists(agreed_with_purpose(Side(side), Level(level), scope.today))
        for place, (side, _dot, level) in enumerate(who.partition(".") for who in WHO)
    }
    rows = with_purpose(asked(scope)).order_by().annotate(**agree).values_list(*agree)
    return Counter({tuple(map(bool, row)): n for *row, n in rows.annotate(number=Count("pk"))})


def same_page_table(scope: Scope) -> Table:
    """Who agrees with the purpose, over the partnerships with an MOU in progress or active."""
    found = _who_agrees(scope)
    whole = found.total()
    all_four = sum(number for agree, number in found.items() if all(agree))
    rows = []
    for place, (who, label) in enumerate(WHO.items()):
        missing = sum(number for agree, number in found.items() if not agree[place])
        rows.append(
            [
                Cell(str(label)),
                share(whole - missing, whole),
                count(missing, scope.url("not_agreed", who), bad=True),
            ]
        )
    rows.append(
        [
            Cell(_("All four")),
            share(all_four, whole, scope.url("same_page", ALL)),
            count(whole - all_four, scope.url("same_page", SOMEONE), bad=True),
        ]
    )
    heads = [_("Who"), _("On the same page, %"), _("Partnerships without")]
    return Table(_("On the same page about the purpose"), heads, rows)


ONE_CONTACT, ONE_PERSON, NO_DEPUTY = "one_contact", "one_person", "no_deputy"
RISKS = {
    ONE_CONTACT: _lazy("We know only one person there"),
    NO_DEPUTY: _lazy("No deputy on our side"),
    ONE_PERSON: _lazy("Their organization is one person (noted, not a fault)"),
}


def one_person(scope: Scope, risk: str) -> PartnershipQuerySet:
    """Open partnerships past the first talk that rest on one person, as today.

    One contact: of an organization of several people, we know one with a job there. No deputy:
    an owner of ours and no one beside them. A one-person organization is marked as one.
    """
    beyond = scope.partnerships.filter(stage__in=OPEN_STAGES[OPEN_STAGES.index(Stage.EXPLORING) :])
    if risk == ONE_CONTACT:
        return BY_CODE[SignalCode.ONE_KNOWS].rows(scope.partnerships, scope.now)
    known = {
        ONE_PERSON: Q(organization__is_one_person=True),
        NO_DEPUTY: Q(owner__isnull=False, deputy__isnull=True),
    }
    return beyond.filter(known[risk])


def one_person_table(scope: Scope) -> Table:
    """What rests on one person, as today."""
    rows = [
        [
            Cell(str(label)),
            count(
                one_person(scope, risk).count(),
                scope.url("one_person", risk),
                bad=risk == ONE_CONTACT,
            ),
        ]
        for risk, label in RISKS.items()
    ]
    return Table(_("Resting on one person"), [_("Risk"), _("Partnerships")], rows)


def _who_label(value: str) -> str:
    return str(WHO[value])


def _all_label(value: str) -> str:
    return {ALL: _("all four agree"), SOMEONE: _("someone doesn't agree yet")}[value]


def _risk_label(value: str) -> str:
    return str(RISKS[value])


ROW_SETS = (
    RowSet(
        "not_agreed",
        _lazy("No one agrees with the purpose yet"),
        not_agreed,
        _who_label,
        internal=True,
    ),
    RowSet("same_page", _lazy("On the same page"), same_page, _all_label, internal=True),
    RowSet("one_person", _lazy("Resting on one person"), one_person, _risk_label, internal=True),
)
