"""The directory: organizations and people."""

from partnerships.organizations.views.organizations import (
    identifier_add,
    organization_archive,
    organization_create,
    organization_detail,
    organization_edit,
    organization_list,
    organization_ours,
    organization_restore,
)
from partnerships.organizations.views.people import (
    contact_create,
    contact_detail,
    contact_edit,
    contact_list,
    position_add,
    position_end,
)

__all__ = [
    "contact_create",
    "contact_detail",
    "contact_edit",
    "contact_list",
    "identifier_add",
    "organization_archive",
    "organization_create",
    "organization_detail",
    "organization_edit",
    "organization_list",
    "organization_ours",
    "organization_restore",
    "position_add",
    "position_end",
]
