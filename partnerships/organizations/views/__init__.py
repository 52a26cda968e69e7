"""The directory: organizations and people."""

from partnerships.organizations.views.merging import (
    contact_apart,
    contact_merge,
    contact_unmerge,
    organization_apart,
    organization_merge,
    organization_unmerge,
)
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
    "contact_apart",
    "contact_create",
    "contact_detail",
    "contact_edit",
    "contact_list",
    "contact_merge",
    "contact_unmerge",
    "identifier_add",
    "organization_apart",
    "organization_archive",
    "organization_create",
    "organization_detail",
    "organization_edit",
    "organization_list",
    "organization_merge",
    "organization_ours",
    "organization_restore",
    "organization_unmerge",
    "position_add",
    "position_end",
]
