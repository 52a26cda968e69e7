"""What the directory already knows of the rows of a file."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from partnerships.organizations.lifecycle import Scheme
from partnerships.organizations.models import (
    Address,
    Identifier,
    Organization,
    OrganizationQuerySet,
)
from partnerships.organizations.queries import merged_into
from partnerships.transfer.lifecycle import Format, RowOutcome
from partnerships.transfer.rules import OrganizationRow

#: Fields of a row that are columns of the organization, and of its main address.
FACTS = ("name", "kind", "reach", "other_names", "website", "email", "mission")
PLACE = ("street", "city", "state", "postal_code", "country")


@dataclass(frozen=True)
class Known:
    """An organization we have, with the rows around it that a file may speak of."""

    organization: Organization
    address: Address | None = None
    phones: tuple[str, ...] = ()
    tags: frozenset[str] = frozenset()
    postal_codes: frozenset[str] = frozenset()  # of all its addresses

    def postal_code(self) -> str:
        """The five-digit ZIP of the main address, or nothing."""
        return self.address.postal_code[:5] if self.address else ""

    def differs(self, row: OrganizationRow) -> bool:
        """Whether the file says something else; what it leaves empty it does not say."""
        facts = any(
            getattr(row, name) and getattr(row, name) != getattr(self.organization, name)
            for name in FACTS
        )
        place = any(
            getattr(row, name) and getattr(row, name) != getattr(self.address, name, "")
            for name in PLACE
        )
        phone = bool(row.phone) and row.phone not in self.phones
        return facts or place or phone or not set(row.tags) <= self.tags


@dataclass(frozen=True)
class KnownOrganizations:
    """Those that rows of one batch may mean: by EIN, and by name and ZIP.

    ``by_old_name`` has those that took in a duplicate of the name, so that it doesn't come back.
    """

    by_ein: dict[str, Known] = field(default_factory=dict)
    by_name: dict[str, list[Known]] = field(default_factory=dict)
    by_old_name: dict[str, list[Known]] = field(default_factory=dict)

    def decide(
        self, row: OrganizationRow, format_: Format
    ) -> tuple[RowOutcome, str, Known | None]:
        """What is to become of a row: the outcome, the reason if it is left out, the match."""
        matches = self._matches(row)
        only_name = not row.ein and not row.key()[1]
        is_known = row.key()[0] in self.by_name or row.key()[0] in self.by_old_name
        if not matches and not (only_name and is_known):
            return RowOutcome.NEW, "", None
        if len(matches) == 1 and not matches[0].differs(row):
            return RowOutcome.SAME, "", matches[0]
        if only_name or len(matches) > 1:
            reason = _(
                "The organization with this name may be a different one. Add the EIN "
                "or ZIP to the row."
            )
            return RowOutcome.CONFLICT, reason, None
        reason = _left_alone(matches[0].organization, format_)
        return (RowOutcome.CONFLICT if reason else RowOutcome.CHANGED), reason, matches[0]

    def _matches(self, row: OrganizationRow) -> list[Known]:
        if row.ein:
            return [self.by_ein[row.ein]] if row.ein in self.by_ein else []
        name_key, postal_code = row.key()
        found = [
            known for known in self.by_name.get(name_key, []) if known.postal_code() == postal_code
        ]
        old = self.by_old_name.get(name_key, [])
        return found or [known for known in old if postal_code in known.postal_codes]


def _left_alone(organization: Organization, format_: Format) -> str:
    """Say why a file may not change an organization; nothing if it may."""
    if organization.archived_at:
        words = _("“%(name)s” is archived. Restore it in Accord if you work with it again.")
    elif organization.source == format_ and organization.version == 1:
        return ""
    else:
        words = _("“%(name)s” was entered or edited by someone and differs. Edit it in Accord.")
    return words % {"name": organization.name}


def known_organizations(
    rows: Iterable[OrganizationRow], *, lock: bool = False
) -> KnownOrganizations:
    """Look up all that a batch of rows may mean, in a constant number of queries.

    With ``lock`` no one can edit them before the transaction has ended.
    """
    rows = list(rows)
    identifiers = Identifier.objects.filter(
        scheme=Scheme.EIN, value__in=[row.ein for row in rows if row.ein]
    )
    eins = dict(identifiers.values_list("value", "organization_id"))
    names = [row.key()[0] for row in rows if not row.ein]
    rows_of = Organization.objects.order_by("pk")
    if lock:
        rows_of = rows_of.select_for_update()
    found = rows_of.filter(Q(pk__in=eins.values()) | Q(name_key__in=names))
    by_pk = _by_pk(found)
    into = merged_into(pk for pk, known in by_pk.items() if known.organization.archived_at)
    by_pk |= _by_pk(rows_of.filter(pk__in=set(into.values()) - by_pk.keys()))
    by_name, by_old_name = dict[str, list[Known]](), dict[str, list[Known]]()
    for pk, known in by_pk.items():
        name = known.organization.name_key
        if pk in into:
            by_old_name.setdefault(name, []).append(by_pk[into[pk]])
        else:
            by_name.setdefault(name, []).append(known)
    by_ein = {ein: by_pk[pk] for ein, pk in eins.items()}
    return KnownOrganizations(by_ein=by_ein, by_name=by_name, by_old_name=by_old_name)


def _by_pk(rows: OrganizationQuerySet) -> dict[int, Known]:
    found = rows.prefetch_related("addresses", "phones", "tags")
    return {organization.pk: _known(organization) for organization in found}


def _known(organization: Organization) -> Known:
    main = [address for address in organization.addresses.all() if address.is_main]
    return Known(
        organization=organization,
        address=main[0] if main else None,
        phones=tuple(phone.number for phone in organization.phones.all()),
        tags=frozenset(tag.name for tag in organization.tags.all()),
        postal_codes=frozenset(place.postal_code[:5] for place in organization.addresses.all()),
    )
