"""Writing down who they are, and putting doubles together."""

from partnerships.organizations.actions.directory import (
    IdentifierTaken as IdentifierTaken,
    TooManyTags as TooManyTags,
    add_identifier as add_identifier,
    add_position as add_position,
    archive_organization as archive_organization,
    create_contact as create_contact,
    create_organization as create_organization,
    edit_contact as edit_contact,
    edit_organization as edit_organization,
    end_position as end_position,
    restore_organization as restore_organization,
    set_our_organization as set_our_organization,
)
from partnerships.organizations.actions.merging import (
    Record as Record,
    merge as merge,
    say_not_the_same as say_not_the_same,
    undo_merge as undo_merge,
)
