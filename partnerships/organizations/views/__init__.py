"""The directory: organizations and people."""

from partnerships.organizations.views.merging import (
    contact_apart as contact_apart,
    contact_merge as contact_merge,
    contact_unmerge as contact_unmerge,
    organization_apart as organization_apart,
    organization_merge as organization_merge,
    organization_merge_pick as organization_merge_pick,
    organization_unmerge as organization_unmerge,
)
from partnerships.organizations.views.organizations import (
    identifier_add as identifier_add,
    identifier_remove as identifier_remove,
    organization_archive as organization_archive,
    organization_create as organization_create,
    organization_edit as organization_edit,
    organization_list as organization_list,
    organization_ours as organization_ours,
    organization_parent as organization_parent,
    organization_restore as organization_restore,
    ours_edit as ours_edit,
)
from partnerships.organizations.views.people import (
    contact_archive as contact_archive,
    contact_create as contact_create,
    contact_edit as contact_edit,
    contact_list as contact_list,
    contact_restore as contact_restore,
    position_add as position_add,
    position_edit as position_edit,
    position_end as position_end,
)
from partnerships.organizations.views.starting import ours_set_up as ours_set_up
