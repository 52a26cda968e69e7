"""Who they are: organizations, their people, and the jobs people hold."""

from partnerships.organizations.models.organizations import (
    Address as Address,
    Identifier as Identifier,
    Organization as Organization,
    OrganizationQuerySet as OrganizationQuerySet,
    Phone as Phone,
    Tag as Tag,
    house_country as house_country,
    name_key as name_key,
)
from partnerships.organizations.models.pairs import NotTheSame as NotTheSame
from partnerships.organizations.models.people import (
    Contact as Contact,
    ContactPoint as ContactPoint,
    ContactQuerySet as ContactQuerySet,
    Position as Position,
    PositionQuerySet as PositionQuerySet,
)
