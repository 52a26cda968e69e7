"""Writing down who they are: organizations, their numbers, their people."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import record
from common.errors import DomainError
from common.versions import save_edit
from partnerships.organizations.lifecycle import MOST_TAGS, Scheme
from partnerships.organizations.models import (
    Address,
    Contact,
    Identifier,
    Organization,
    Phone,
    Position,
    Tag,
)
from partnerships.outbox import actions as outbox
from partnerships.outbox.lifecycle import RecipientKind

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
    "name_key",
    "match_key",
    "search_text",
)

CONTACT_FIELDS = ("name", "greeting", "email", "phone", "prefers", "notes", "user", "search_text")


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


class TooManyTags(DomainError):
    """The house has as many tags as fit into a filter."""


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
    _record("organization.added", organization, by=by, at=now)
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
    organization.phones.all().delete()
    organization.addresses.all().delete()
    _keep_reach(organization, address, other_addresses, phones=phones, tags=tags)
    _record("organization.edited", organization, by=by, at=now)
    return organization


def _keep_reach(
    organization: Organization,
    main: Address | None,
    others: Iterable[Address],
    *,
    phones: Iterable[Phone],
    tags: Iterable[str],
) -> None:
    for address in [*([main] if main else []), *others]:
        address.pk, address.organization, address.is_main = None, organization, address is main
        address.save()
    for phone in phones:
        phone.pk, phone.organization = None, organization
        phone.save()
    organization.tags.set([_tag(name) for name in tags])


def _tag(name: str) -> Tag:
    """The tag of a name; a new one if the house has room for it. Raises TooManyTags."""
    found = Tag.objects.filter(name=name).first()
    if found is None and Tag.objects.count() >= MOST_TAGS:
        raise TooManyTags(
            _(
                "There are already %(most)s tags, so “%(name)s” can't be added. Use "
                "an existing tag."
            )
            % {"most": MOST_TAGS, "name": name},
            field="tag_names",
        )
    return found or Tag.objects.get_or_create(name=name)[0]


@transaction.atomic
def set_our_organization(*, organization: Organization, by: User, now: datetime) -> Organization:
    """Say which organization is ours; said once. Raises `our_own` when another one is."""
    if Organization.objects.filter(is_ours=True).exclude(pk=organization.pk).exists():
        raise DomainError(_("Another organization is already set as ours."), code="our_own")
    organization.is_ours = True
    organization.save(update_fields=["is_ours"])
    _record("organization.is_ours", organization, by=by, at=now)
    return organization


@transaction.atomic
def archive_organization(*, organization: Organization, by: User, now: datetime) -> Organization:
    """Take it out of daily use; nothing is deleted (O5). Raises `our_own`."""
    if organization.is_ours:
        raise DomainError(
            _("This is our own organization, so it can't be archived."), code="our_own"
        )
    if organization.archived_at is None:
        organization.archived_at = now
        organization.save(update_fields=["archived_at"])
        _record("organization.archived", organization, by=by, at=now)
    return organization


@transaction.atomic
def restore_organization(*, organization: Organization, by: User, now: datetime) -> Organization:
    """Bring an archived organization back."""
    if organization.archived_at is not None:
        organization.archived_at = None
        organization.save(update_fields=["archived_at"])
        _record("organization.restored", organization, by=by, at=now)
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
    project: then it becomes its child and the number stays there. Raises IdentifierTaken.
    """
    held = Identifier.objects.filter(scheme=scheme, value=value).select_related("organization")
    known = held.first()
    if known is None:
        known = Identifier.objects.create(organization=organization, scheme=scheme, value=value)
    elif known.organization_id != organization.pk:
        if not child_of_holder:
            raise IdentifierTaken(known.organization)
        _require_no_circle(organization, known.organization)
        organization.parent = known.organization
        organization.save(update_fields=["parent"])
    _record("organization.identified", organization, by=by, at=now, number=str(known))
    return known


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


@transaction.atomic
def create_contact(*, contact: Contact, by: User, now: datetime) -> Contact:
    """Add a person; ``contact`` carries the values, unsaved."""
    contact.refresh_search_text()
    contact.save()
    record("contact.added", by=by, at=now, subject=contact, name=contact.name)
    return contact


@transaction.atomic
def edit_contact(*, contact: Contact, seen_version: int, by: User, now: datetime) -> Contact:
    """Save what the form has. Raises StaleEdit."""
    contact.refresh_search_text()
    save_edit(contact, seen_version=seen_version, fields=CONTACT_FIELDS)
    if contact.email:
        outbox.readdress(kind=RecipientKind.CONTACT, id=contact.pk, address=contact.email)
    record("contact.edited", by=by, at=now, subject=contact, name=contact.name)
    return contact


@transaction.atomic
def add_position(*, position: Position, by: User, now: datetime) -> Position:
    """Give a person a job in an organization; ``position`` carries the values, unsaved.

    A person who is not known yet is added with it.
    """
    if not position.contact_id:
        position.contact = create_contact(contact=position.contact, by=by, now=now)
    position.save()
    _record("position.added", position.organization, by=by, at=now, name=position.contact.name)
    return position


@transaction.atomic
def end_position(*, position: Position, until: date, by: User, now: datetime) -> Position:
    """End a job; nobody is deleted when they leave (O2). Raises `position_ended`."""
    if position.until is not None:
        raise DomainError(
            _("This position has already ended. There's nothing left to do."),
            code="position_ended",
        )
    if position.since and until < position.since:
        raise DomainError(
            _("The last day is before the first, %(since)s. Choose a later date.")
            % {"since": date_format(position.since, "M j, Y")},
            field="until",
            code="position_ended",
        )
    position.until = until
    position.save(update_fields=["until"])
    _record("position.ended", position.organization, by=by, at=now, name=position.contact.name)
    return position


def _record(
    verb: str, organization: Organization, *, by: User, at: datetime, **params: str
) -> None:
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
