"""Writing down people and the jobs they hold."""

from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import Json, changed, facts_of, record
from common.bounds import require_room
from common.errors import DomainError
from common.versions import save_edit
from partnerships.organizations.actions.directory import lock, record_organization_event
from partnerships.organizations.lifecycle import MOST_JOBS, MOST_POSITIONS
from partnerships.organizations.models import Contact, Position
from partnerships.outbox import actions as outbox
from partnerships.outbox.lifecycle import RecipientKind

CONTACT_FIELDS = (
    *("name", "greeting", "email", "phone", "prefers", "notes", "user"),
    *Contact.SEARCHED,
)


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

    A person who is not known yet is added with it. Raises `full`.
    """
    organization = lock(position.organization)
    require_room(
        organization.positions.filter(until__isnull=True),
        most=MOST_POSITIONS,
        refusal=_(
            "This organization has %(most)s contacts. Mark those who left, or add "
            "its sites as organizations of their own."
        ),
    )
    if position.contact_id:
        require_room(
            Position.objects.filter(contact=position.contact_id),
            most=MOST_JOBS,
            refusal=_(
                "A contact can have %(most)s positions, earlier ones included. Add a new "
                "contact for this one."
            ),
        )
    if not position.contact_id:
        position.contact = create_contact(contact=position.contact, by=by, now=now)
    position.save()
    record_organization_event(
        "position.added", position.organization, by=by, at=now, name=position.contact.name
    )
    return position


@transaction.atomic
def end_position(*, position: Position, until: date, by: User, now: datetime) -> Position:
    """End a job; no one is deleted when they leave (O2). Raises `position_ended`."""
    position = _locked(position)
    if position.until is not None:
        raise DomainError(
            _("This position has already ended. There's nothing left to do."),
            code="position_ended",
        )
    if position.since and until < position.since:
        raise _ends_before_it_begins(position.since)
    position.until = until
    position.save(update_fields=["until"])
    _record_position("position.ended", position, by=by, at=now)
    return position


@transaction.atomic
def reopen_position(*, position: Position, by: User, now: datetime) -> Position:
    """Let a job go on that was ended by mistake. Raises `position_open`."""
    position = _locked(position)
    if position.until is None:
        raise DomainError(
            _("This position hasn't ended. There's nothing to undo."), code="position_open"
        )
    before = facts_of(position, ["until"])
    position.until = None
    position.save(update_fields=["until"])
    _record_position(
        "position.reopened", position, by=by, at=now, changed=changed(position, before)
    )
    return position


#: What can be corrected of a job.
POSITION_FIELDS = ("title", "leads", "manages", "delivers", "on_board", "since", "until")


@transaction.atomic
def edit_position(*, position: Position, by: User, now: datetime) -> Position:
    """Correct a job; ``position`` carries the new values, unsaved.

    The event keeps what it said before. Raises `position_ended` where the dates are the wrong way
    round.
    """
    if position.since and position.until and position.until < position.since:
        raise _ends_before_it_begins(position.since)
    before = facts_of(_locked(position), POSITION_FIELDS)
    if different := changed(position, before):
        position.save(update_fields=POSITION_FIELDS)
        _record_position("position.edited", position, by=by, at=now, changed=different)
    return position


def _locked(position: Position) -> Position:
    rows = Position.objects.select_for_update(of=["self"])
    return rows.select_related("organization", "contact").get(pk=position.pk)


def _ends_before_it_begins(since: date) -> DomainError:
    return DomainError(
        _("The last day is before the first, %(since)s. Choose a later date.")
        % {"since": date_format(since, "M j, Y")},
        field="until",
        code="position_ended",
    )


def _record_position(
    verb: str, position: Position, *, by: User, at: datetime, **params: Json
) -> None:
    """Write what happened with a job to the log of its organization."""
    record_organization_event(
        verb,
        position.organization,
        by=by,
        at=at,
        name=position.contact.name,
        position=position.pk,
        **params,
    )
