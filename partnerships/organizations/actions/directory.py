"""Writing down who they are: organizations, how to reach them, their numbers."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import Json, changed, facts_of, record
from common.bounds import require_room
from common.errors import DomainError
from common.versions import save_edit
from partnerships.organizations.lifecycle import (
    MOST_ADDRESSES,
    MOST_IDENTIFIERS,
    MOST_PHONES,
    MOST_SITES,
    MOST_TAGS,
    MOST_TAGS_EACH,
    Scheme,
)
from partnerships.organizations.models import (
    Address,
    Identifier,
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
    "is_one_person",
    "call_if_away",
    *Organization.SEARCHED,
)


class IdentifierTaken(DomainError):
    """Another organization has this number; ``holder`` is it (O1)."""

    def __init__(self, holder: Organization) -> None:
        super().__init__(
            _(
                "%(name)s already has this number. If it's the same organization, "
                "use that one. If this is its site, chapter or sponsored project, "
                "say so."
            )
            % {"name": holder.name},
            field="value",
        )
        self.holder = holder


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
    """Save what the form has. Raises StaleEdit."""
    organization.refresh_search_text(city=address.city if address else "")
    save_edit(organization, seen_version=seen_version, fields=ORGANIZATION_FIELDS)
    _keep_reach(organization, address, other_addresses, phones=phones, tags=tags)
    record_organization_event("organization.edited", organization, by=by, at=now)
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
    require_room(
        organization.tags.all(),
        becoming=len(names),
        most=MOST_TAGS_EACH,
        field="tag_names",
        refusal=_("An organization can have %(most)s tags. Remove some."),
    )
    organization.addresses.all().delete()
    organization.phones.all().delete()
    for address in [*([main] if main else []), *places]:
        address.pk, address.organization, address.is_main = None, organization, address is main
        address.save()
    for phone in numbers:
        phone.pk, phone.organization = None, organization
        phone.save()
    organization.tags.set([_tag(name) for name in names])


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


@transaction.atomic
def add_identifier(
    *,
    organization: Organization,
    scheme: Scheme,
    value: str,
    by: User,
    now: datetime,
    child_of_holder: bool = False,
) -> Identifier:
    """Give an organization a number; ``value`` is normalised.

    When another one holds it, ``child_of_holder`` says that this is a site, chapter or sponsored
    project: then it becomes its child and the number stays there. Raises IdentifierTaken, `full`
    or `circle_of_parents`.
    """
    held = Identifier.objects.filter(scheme=scheme, value=value).select_related("organization")
    known = held.first()
    rows = Organization.objects.filter(
        Q(pk=organization.pk) | Q(pk=known.organization_id if known else None)
    )
    list(rows.order_by("pk").select_for_update(no_key=True))
    if known is None:
        require_room(
            organization.identifiers.all(),
            most=MOST_IDENTIFIERS,
            field="value",
            refusal=_(
                "An organization can have %(most)s ID numbers. Add this one to one of its "
                "sites or chapters."
            ),
        )
        known, _made = Identifier.objects.get_or_create(
            scheme=scheme, value=value, defaults={"organization": organization}
        )
    if known.organization_id != organization.pk:
        if not child_of_holder:
            raise IdentifierTaken(known.organization)
        _make_child(organization, known.organization)
    record_organization_event(
        "organization.identified", organization, by=by, at=now, number=str(known)
    )
    return known


@transaction.atomic
def remove_identifier(*, identifier: Identifier, by: User, now: datetime) -> Organization:
    """Take a number off its organization; the event keeps it. Does nothing if it is gone."""
    organization = lock(identifier.organization)
    if Identifier.objects.filter(pk=identifier.pk).delete()[0]:
        record_organization_event(
            "organization.unidentified",
            organization,
            by=by,
            at=now,
            number=str(identifier),
            scheme=identifier.scheme,
            value=identifier.value,
        )
    return organization


@transaction.atomic
def set_parent(
    *, organization: Organization, parent: Organization | None, by: User, now: datetime
) -> Organization:
    """Say what an organization is part of, or that it stands alone.

    Raises `circle_of_parents` or `full`.
    """
    rows = Organization.objects.filter(pk__in=[organization.pk, *([parent.pk] if parent else [])])
    list(rows.order_by("pk").select_for_update(no_key=True))
    organization.refresh_from_db(fields=["parent"])
    before = facts_of(organization, ["parent"])
    if parent:
        _make_child(organization, parent)
    else:
        organization.parent = None
        organization.save(update_fields=["parent"])
    if different := changed(organization, before):
        record_organization_event(
            "organization.parent_set",
            organization,
            by=by,
            at=now,
            name=str(parent or ""),
            changed=different,
        )
    return organization


def _make_child(child: Organization, parent: Organization) -> None:
    _require_no_circle(child, parent)
    require_room(
        parent.children.all(),
        adding=0 if child.parent_id == parent.pk else 1,
        most=MOST_SITES,
        field="value",
        refusal=_(
            "An organization can have %(most)s sites, chapters and projects. "
            "Make this one part of one of them instead."
        ),
    )
    child.parent = parent
    child.save(update_fields=["parent"])


def _require_no_circle(child: Organization, parent: Organization) -> None:
    """Raise `circle_of_parents` when the new parent is itself below the child."""
    above: Organization | None = parent
    while above is not None:
        if above.pk == child.pk:
            raise DomainError(
                _("%(name)s is already part of this organization, so it can't be its parent.")
                % {"name": parent.name},
                field="value",
                code="circle_of_parents",
            )
        above = above.parent


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
