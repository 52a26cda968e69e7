"""Kinds of services, of organizations, and places without a partner."""

from collections import Counter

from django.db.models import Count
from django.db.models.functions import Upper
from django.utils.translation import gettext as _, gettext_lazy as _lazy

from partnerships.exchange.models import Benefit, OfferingCategory, ServiceOffering
from partnerships.organizations.lifecycle import Kind
from partnerships.organizations.models import Address, Organization
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import PartnershipQuerySet
from partnerships.reports.lifecycle import MOST_PLACES
from partnerships.reports.queries.row_sets import RowSet
from partnerships.reports.queries.scope import Scope, bringing
from partnerships.reports.rules.tables import Cell, Table, lacking


def with_service(scope: Scope, category: str) -> PartnershipQuerySet:
    """Open partnerships whose partner offers a service of a category, or brings such an item."""
    return bringing(scope.partnerships.open(), int(category))


def services_table(scope: Scope) -> Table:
    """Every category in use: partnerships that have it, those without any first; two queries."""
    mine = scope.partnerships.open().order_by()
    organizations = dict(mine.values_list("pk", "organization"))
    offered = ServiceOffering.objects.filter(
        is_active=True, organization__in=mine.values("organization")
    )
    by_organization: dict[int, set[int]] = {}
    for organization, category in offered.order_by().values_list("organization", "category"):
        by_organization.setdefault(organization, set()).add(category)
    items = Benefit.objects.on_the_lists().filter(
        side=Side.THEIRS, category__isnull=False, partnership__in=mine.values("pk")
    )
    found = set(items.order_by().values_list("partnership", "category"))
    for pk, organization in organizations.items():
        found |= {(pk, category) for category in by_organization.get(organization, ())}
    numbers = Counter(category for _pk, category in found)
    known = OfferingCategory.objects.filter(is_active=True)
    rows = [
        [
            Cell(str(one)),
            lacking(numbers[one.pk], scope.url("with_service", str(one.pk))),
        ]
        for one in sorted(known, key=lambda one: (numbers[one.pk], one.position, one.pk))
    ]
    return Table(_("Services partners bring"), [_("Service"), _("Partners")], rows)


def of_kind(scope: Scope, kind: str) -> PartnershipQuerySet:
    """Open partnerships with organizations of a kind."""
    return scope.partnerships.open().filter(organization__kind=kind)


def kinds_table(scope: Scope) -> Table:
    """Every kind of organization: open partnerships with it, those without any first."""
    rows = scope.partnerships.open().order_by().values_list("organization__kind")
    numbers = Counter(dict(rows.annotate(number=Count("pk"))))
    cells = [
        [
            Cell(str(kind.label)),
            lacking(numbers[kind], scope.url("of_kind", kind)),
        ]
        for kind in sorted(Kind, key=lambda kind: numbers[kind])
    ]
    return Table(_("Kinds of organizations"), [_("Kind"), _("Partners")], cells)


def in_place(scope: Scope, place: str) -> PartnershipQuerySet:
    """Open partnerships with organizations that have an address in a state."""
    there = Address.objects.annotate(place=Upper("state")).filter(place=place)
    return scope.partnerships.open().filter(organization__in=there.values("organization"))


def places_table(scope: Scope) -> Table:
    """States with an organization we know: open partnerships there, those without any first.

    The states are those of addresses of organizations in daily use, the most known first.
    """
    known = Organization.objects.not_archived().filter(is_ours=False)
    places = Address.objects.exclude(state="").annotate(place=Upper("state"))
    counted = (
        places.filter(organization__in=known.order_by().values("pk"))
        .order_by()
        .values_list("place")
        .annotate(number=Count("organization", distinct=True))
        .order_by("-number", "place")[:MOST_PLACES]
    )
    mine = scope.partnerships.open().order_by().values("pk")
    here = places.filter(organization__partnerships__in=mine).order_by().values_list("place")
    has = dict(here.annotate(number=Count("organization__partnerships", distinct=True)))
    found = [(place, has.get(place, 0), number) for place, number in counted]
    rows = [
        [
            Cell(place),
            lacking(number, scope.url("in_place", place)),
            Cell(str(all_), number=all_),
        ]
        for place, number, all_ in sorted(found, key=lambda one: one[1])
    ]
    heads = [_("State"), _("Partners"), _("Organizations we know")]
    empty = _("No organization has an address with a state yet.")
    return Table(_("Places"), heads, rows, empty=empty)


def _category_label(value: str) -> str:
    return str(OfferingCategory.objects.get(pk=value))


def _kind_label(value: str) -> str:
    return str(Kind(value).label)


def _place_label(value: str) -> str:
    return value[:50]


ROW_SETS = (
    RowSet("with_service", _lazy("Partners that bring"), with_service, _category_label),
    RowSet("of_kind", _lazy("Partners by kind"), of_kind, _kind_label),
    RowSet("in_place", _lazy("Partners in"), in_place, _place_label),
)
