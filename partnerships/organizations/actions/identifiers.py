"""The numbers of organizations, and what they are part of."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import changed, values_of
from common.bounds import require_room
from common.errors import DomainError
from partnerships.organizations import queries
from partnerships.organizations.actions.directory import lock, record_organization_event
from partnerships.organizations.lifecycle import MOST_IDENTIFIERS, MOST_SITES, Scheme
from partnerships.organizations.models import Identifier, Organization


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
    line = {organization.pk, *(queries.line_above(parent.pk) if parent else [])}
    list(Organization.objects.filter(pk__in=line).order_by("pk").select_for_update(no_key=True))
    organization.refresh_from_db(fields=["parent"])
    before = values_of(organization, ["parent"])
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
    if child.pk in queries.line_above(parent.pk):
        raise DomainError(
            _("%(name)s is already part of this organization, so it can't be its parent.")
            % {"name": parent.name},
            field="value",
            code="circle_of_parents",
        )
