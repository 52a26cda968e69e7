"""Writing down who they are, and putting doubles together."""

from partnerships.organizations.actions.directory import (
    archive_organization as archive_organization,
    create_organization as create_organization,
    edit_organization as edit_organization,
    lock as lock,
    restore_organization as restore_organization,
    set_our_organization as set_our_organization,
)
from partnerships.organizations.actions.identifiers import (
    IdentifierTaken as IdentifierTaken,
    add_identifier as add_identifier,
    remove_identifier as remove_identifier,
    set_parent as set_parent,
)
from partnerships.organizations.actions.merging import (
    Record as Record,
    merge as merge,
    say_not_the_same as say_not_the_same,
    undo_merge as undo_merge,
)
from partnerships.organizations.actions.people import (
    add_position as add_position,
    archive_contact as archive_contact,
    create_contact as create_contact,
    edit_contact as edit_contact,
    edit_position as edit_position,
    end_position as end_position,
    reopen_position as reopen_position,
    restore_contact as restore_contact,
)
from partnerships.organizations.actions.starting import set_up_ours as set_up_ours
from partnerships.organizations.emails import render_account_mail
from partnerships.outbox import actions as outbox
from partnerships.outbox.lifecycle import ACCOUNT_KIND
from partnerships.outbox.rules import MailKind

#: What the pump asks and writes for account email.
KINDS = {ACCOUNT_KIND: MailKind(why_untrue=outbox.account_mail_untrue, render=render_account_mail)}
