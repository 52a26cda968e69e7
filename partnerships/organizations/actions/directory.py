"""Writing down who they are: organizations, how to reach them, their numbers."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import Json, changed, record, values_of
from common.bounds import require_room
from common.errors import DomainError
from common.versions import save_edit
from partnerships.organizations.lifecycle import (
    MOST_ADDRESSES,
    MOST_PHONES,
    MOST_TAGS,
    MOST_TAGS_EACH,
)
from partnerships.organizations.models import (
    Address,
    Contact,
    Organization,
    Phone,
    Tag,
)

ORGANIZATION_FIELDS = (
    "name",
    "other_names",
    "kind",
    "reach",
    "mission",
    "website",
    "email",
    "parent",
    "owner",
    "is_one_person",
    "call_if_away",
    *Organization.SEARCHED,
)


#: What a correction names with its earlier text.
TOLD = ("name", "other_names", "kind", "reach", "website", "email", "mission", "owner")


@transaction.atomic
def create_organization(
    *,
    organization: Organization,
    by: User,
    now: datetime,
    address: Address | None = None,
    other_addresses: Iterable[Address] = (),
    phones: Iterable[Phone] = (),
    tags: Iterable[str] = (),
) -> Organization:
    """Add an organization to the directory; ``organization`` carries the values, unsaved."""
    organization.refresh_search_text(city=address.city if address else "")
    organization.save()
    _keep_reach(organization, address, other_addresses, phones=phones, tags=tags)
    record_organization_event("organization.added", organization, by=by, at=now)
    return organization


@transaction.atomic
def edit_organization(
    *,
    organization: Organization,
    seen_version: int,
    by: User,
    now: datetime,
    address: Address | None = None,
    other_addresses: Iterable[Address] = (),
    phones: Iterable[Phone] = (),
    tags: Iterable[str] = (),
) -> Organization:
    """Save what the form has; the event keeps what it said before. Raises StaleEdit."""
    before = values_of(Organization.objects.get(pk=organization.pk), TOLD)
    organization.refresh_search_text(city=address.city if address else "")
    save_edit(organization, seen_version=seen_version, fields=ORGANIZATION_FIELDS)
    _keep_reach(organization, address, other_addresses, phones=phones, tags=tags)
    different = changed(organization, before)
    record_organization_event(
        "organization.edited", organization, by=by, at=now, changed=different
    )
    return organization


def _keep_reach(
    organization: Organization,
    main: Address | None,
    others: Iterable[Address],
    *,
    phones: Iterable[Phone],
    tags: Iterable[str],
) -> None:
    """Keep what the form has, as the only rows. Raises `full`."""
    places, numbers, names = list(others), list(phones), list(tags)
    require_room(
        organization.addresses.filter(is_main=False),
        becoming=len(places),
        most=MOST_ADDRESSES,
        field="other_addresses",
        refusal=_("An organization can have %(most)s other addresses. Remove some."),
    )
    require_room(
        organization.phones.all(),
        becoming=len(numbers),
        most=MOST_PHONES,
        field="phones",
        refusal=_("An organization can have %(most)s phone numbers. Remove some."),
    )
    organization.addresses.all().delete()
    organization.phones.all().delete()
    for address in [*([main] if main else []), *places]:
        address.pk, address.organization, address.is_main = None, organization, address is main
        address.save()
    for phone in numbers:
        phone.pk, phone.organization = None, organization
        phone.save()
    set_tags(organization, names)


def set_tags(record: Organization | Contact, names: Sequence[str]) -> None:
    """Give an organization or a person these tags and no others. Raises `full`."""
    require_room(
        record.tags.all(),
        becoming=len(names),
        most=MOST_TAGS_EACH,
        field="tag_names",
        refusal=_("An organization can have %(most)s tags. Remove some.")
        if isinstance(record, Organization)
        else _("A contact can have %(most)s tags. Remove some."),
    )
    record.tags.set([_tag(name) for name in names])


def _tag(name: str) -> Tag:
    """The tag of a name; a new one if the house has room for it. Raises `full`."""
    found = Tag.objects.filter(name=name).first()
    if found is None:
        require_room(
            Tag.objects.all(),
            most=MOST_TAGS,
            field="tag_names",
            refusal=_(
                "There are already %(most)s tags, so “%(name)s” can't be added. Use "
                "an existing tag."
            ),
            name=name,
        )
    return found or Tag.objects.get_or_create(name=name)[0]


@transaction.atomic
def set_our_organization(*, organization: Organization, by: User, now: datetime) -> Organization:
    """Say which organization is ours; said once. Raises `our_own` when another one is."""
    if Organization.objects.filter(is_ours=True).exclude(pk=organization.pk).exists():
        raise _other_is_ours()
    organization.is_ours = True
    try:
        with transaction.atomic():
            organization.save(update_fields=["is_ours"])
    except IntegrityError as error:  # someone else set theirs at the same moment
        raise _other_is_ours() from error
    record_organization_event("organization.is_ours", organization, by=by, at=now)
    return organization


def _other_is_ours() -> DomainError:
    return DomainError(_("Another organization is already set as ours."), code="our_own")


@transaction.atomic
def archive_organization(*, organization: Organization, by: User, now: datetime) -> Organization:
    """Take it out of daily use; nothing is deleted (O5). Raises `our_own`."""
    organization = lock(organization)
    if organization.is_ours:
        raise DomainError(
            _("This is our own organization, so it can't be archived."), code="our_own"
        )
    if organization.archived_at is None:
        organization.archived_at = now
        organization.save(update_fields=["archived_at"])
        record_organization_event("organization.archived", organization, by=by, at=now)
    return organization


@transaction.atomic
def restore_organization(*, organization: Organization, by: User, now: datetime) -> Organization:
    """Bring an archived organization back."""
    organization = lock(organization)
    if organization.archived_at is not None:
        organization.archived_at = None
        organization.save(update_fields=["archived_at"])
        record_organization_event("organization.restored", organization, by=by, at=now)
    return organization


def lock(organization: Organization) -> Organization:
    """The row as it stands now, held until the end of the transaction."""
    return Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)


def record_organization_event(
    verb: str, organization: Organization, *, by: User, at: datetime, **params: Json
) -> None:
    """Write what happened with an organization to the log."""
    record(
        verb,
        by=by,
        at=at,
        subject=organization,
        organization_id=organization.pk,
        partnership_id=None,
        wrote=(),
        **params,
    )
