"""What the directory already knows of the rows of a file."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from partnerships.organizations.lifecycle import Scheme
from partnerships.organizations.models import Address, Identifier, Organization
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
    """Those that rows of one batch may mean: by EIN, and by name and ZIP."""

    by_ein: dict[str, Known] = field(default_factory=dict)
    by_name: dict[str, list[Known]] = field(default_factory=dict)

    def decide(
        self, row: OrganizationRow, format_: Format
    ) -> tuple[RowOutcome, str, Known | None]:
        """What is to become of a row: the outcome, the reason if it is left out, the match."""
        matches = self._matches(row)
        only_name = not row.ein and not row.key()[1]
        if not matches and not (only_name and row.key()[0] in self.by_name):
            return RowOutcome.NEW, "", None
        if len(matches) == 1 and not matches[0].differs(row):
            return RowOutcome.SAME, "", matches[0]
        if only_name or len(matches) > 1:
            reason = _(
                "What has this name may be another one. Add the EIN, or the ZIP, to the row."
            )
            return RowOutcome.CONFLICT, reason, None
        match = matches[0]
        if match.organization.source == format_ and match.organization.version == 1:
            return RowOutcome.CHANGED, "", match
        reason = _("“%(name)s” was written or changed by a person and differs. Change it there.")
        return RowOutcome.CONFLICT, reason % {"name": match.organization.name}, match

    def _matches(self, row: OrganizationRow) -> list[Known]:
        if row.ein:
            return [self.by_ein[row.ein]] if row.ein in self.by_ein else []
        name_key, postal_code = row.key()
        return [
            known for known in self.by_name.get(name_key, []) if known.postal_code() == postal_code
        ]


def known_organizations(
    rows: Iterable[OrganizationRow], *, lock: bool = False
) -> KnownOrganizations:
    """Look up all that a batch of rows may mean, in a constant number of queries.

    With ``lock`` nobody can edit them before the transaction has ended.
    """
    rows = list(rows)
    identifiers = Identifier.objects.filter(
        scheme=Scheme.EIN, value__in=[row.ein for row in rows if row.ein]
    )
    eins = dict(identifiers.values_list("value", "organization_id"))
    names = [row.key()[0] for row in rows if not row.ein]
    found = Organization.objects.filter(Q(pk__in=eins.values()) | Q(name_key__in=names))
    if lock:
        found = found.order_by("pk").select_for_update()
    organizations = found.prefetch_related("addresses", "phones", "tags")
    by_pk = {organization.pk: _known(organization) for organization in organizations}
    by_name: dict[str, list[Known]] = {}
    for known in by_pk.values():
        by_name.setdefault(known.organization.name_key, []).append(known)
    return KnownOrganizations(by_ein={ein: by_pk[pk] for ein, pk in eins.items()}, by_name=by_name)


def _known(organization: Organization) -> Known:
    main = [address for address in organization.addresses.all() if address.is_main]
    return Known(
        organization=organization,
        address=main[0] if main else None,
        phones=tuple(phone.number for phone in organization.phones.all()),
        tags=frozenset(tag.name for tag in organization.tags.all()),
    )
