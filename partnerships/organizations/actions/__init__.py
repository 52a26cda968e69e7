"""Writing down who they are, and putting doubles together."""

from partnerships.organizations.actions.directory import (
    CircleOfParents,
    IdentifierTaken,
    OurOwn,
    PositionEnded,
    TooManyTags,
    add_identifier,
    add_position,
    archive_organization,
    create_contact,
    create_organization,
    edit_contact,
    edit_organization,
    end_position,
    restore_organization,
    set_our_organization,
)
from partnerships.organizations.actions.merging import (
    MergeRefused,
    Record,
    merge,
    say_not_the_same,
    undo_merge,
)

__all__ = [
    "CircleOfParents",
    "IdentifierTaken",
    "MergeRefused",
    "OurOwn",
    "PositionEnded",
    "Record",
    "TooManyTags",
    "add_identifier",
    "add_position",
    "archive_organization",
    "create_contact",
    "create_organization",
    "edit_contact",
    "edit_organization",
    "end_position",
    "merge",
    "restore_organization",
    "say_not_the_same",
    "set_our_organization",
    "undo_merge",
]
