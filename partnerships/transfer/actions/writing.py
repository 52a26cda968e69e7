"""Writing the rows of a batch; the number of queries does not grow with them."""

from collections.abc import Iterable

from partnerships.organizations.lifecycle import Kind, Scheme
from partnerships.organizations.models import Address, Identifier, Organization, Phone, Tag
from partnerships.transfer.lifecycle import Format
from partnerships.transfer.queries import FACTS, PLACE, Known
from partnerships.transfer.rules import OrganizationRow


def create(rows: list[OrganizationRow], format_: Format) -> None:
    """Write new organizations and the rows around them."""
    organizations = [_organization(row, format_) for row in rows]
    Organization.objects.bulk_create(organizations)
    pairs = list(zip(organizations, rows, strict=True))
    Identifier.objects.bulk_create(
        Identifier(organization=organization, scheme=Scheme.EIN, value=row.ein)
        for organization, row in pairs
        if row.ein
    )
    Address.objects.bulk_create(
        Address(organization=organization, is_main=True, **_place(row))
        for organization, row in pairs
        if _place(row)
    )
    Phone.objects.bulk_create(
        Phone(organization=organization, number=row.phone)
        for organization, row in pairs
        if row.phone
    )
    _tag(pairs)


def update(changed: list[tuple[Known, OrganizationRow]]) -> None:
    """Bring organizations that no one has edited up to what their file says now."""
    for known, row in changed:
        for name in FACTS:
            if getattr(row, name):
                setattr(known.organization, name, getattr(row, name))
    addresses = [_address(known, row) for known, row in changed]
    told = [
        address for address, (_known, row) in zip(addresses, changed, strict=True) if _place(row)
    ]
    for address in addresses:
        address.organization.refresh_search_text(city=address.city)
    Organization.objects.bulk_update(
        [known.organization for known, _row in changed],
        [*FACTS, *Organization.SEARCHED],
    )
    Address.objects.bulk_update([address for address in addresses if address.pk], PLACE)
    Address.objects.bulk_create(address for address in told if not address.pk)
    Phone.objects.bulk_create(
        Phone(organization=known.organization, number=row.phone)
        for known, row in changed
        if row.phone and row.phone not in known.phones
    )
    _tag((known.organization, row) for known, row in changed)


def _organization(row: OrganizationRow, format_: Format) -> Organization:
    organization = Organization(
        name=row.name,
        kind=row.kind or Kind.OTHER,
        reach=row.reach,
        other_names=row.other_names,
        website=row.website,
        email=row.email,
        mission=row.mission,
        source=format_,
    )
    organization.refresh_search_text(city=row.city)
    return organization


def _address(known: Known, row: OrganizationRow) -> Address:
    address = known.address or Address(is_main=True)
    address.organization = known.organization
    for name, text in _place(row).items():
        setattr(address, name, text)
    return address


def _place(row: OrganizationRow) -> dict[str, str]:
    """What a row says of the address."""
    return {name: getattr(row, name) for name in PLACE if getattr(row, name)}


def _tag(pairs: Iterable[tuple[Organization, OrganizationRow]]) -> None:
    """Add the tags of the rows; tags we do not have yet are made."""
    tagged = [(organization, name) for organization, row in pairs for name in row.tags]
    names = {name for _organization, name in tagged}
    Tag.objects.bulk_create([Tag(name=name) for name in sorted(names)], ignore_conflicts=True)
    tags = dict(Tag.objects.filter(name__in=names).values_list("name", "pk"))
    through = Organization.tags.through
    through.objects.bulk_create(
        (
            through(organization_id=organization.pk, tag_id=tags[name])
            for organization, name in tagged
        ),
        ignore_conflicts=True,
    )
