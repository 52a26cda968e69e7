"""Writing down people and the jobs they hold."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import Json, changed, record, values_of
from common.bounds import require_room
from common.errors import DomainError
from common.text import mailbox_key
from common.versions import save_edit
from partnerships.organizations.actions.directory import (
    lock,
    record_organization_event,
    set_tags,
)
from partnerships.organizations.lifecycle import (
    MOST_JOBS,
    MOST_POINTS,
    MOST_POSITIONS,
    PointKind,
)
from partnerships.organizations.models import Contact, ContactPoint, Organization, Position
from partnerships.outbox import actions as outbox
from partnerships.outbox.lifecycle import RecipientKind

CONTACT_FIELDS = (
    *("name", "greeting", "email", "email_label", "phone", "phone_label", "prefers", "notes"),
    *("user", *Contact.SEARCHED),
)
#: What a correction of a person names with its earlier text; notes are for us only.
TOLD = ("name", "greeting", "email", "phone", "prefers")


@transaction.atomic
def create_contact(
    *,
    contact: Contact,
    by: User,
    now: datetime,
    points: Sequence[ContactPoint] = (),
    tags: Sequence[str] = (),
) -> Contact:
    """Add a person; ``contact`` carries the values, unsaved. Raises `full`."""
    contact.refresh_search_text(other_emails=_emails(points))
    contact.save()
    _keep_points(contact, points, tags)
    record("contact.added", by=by, at=now, subject=contact, name=contact.name)
    return contact


@transaction.atomic
def edit_contact(
    *,
    contact: Contact,
    seen_version: int,
    by: User,
    now: datetime,
    points: Sequence[ContactPoint] | None = None,
    tags: Sequence[str] | None = None,
) -> Contact:
    """Save what the form has; the event keeps what it said before. Raises StaleEdit or `full`.

    Without ``points`` or ``tags`` they stay as they are.
    """
    before = values_of(Contact.objects.get(pk=contact.pk), TOLD)
    if points is None:
        points = list(contact.contact_points.all())
    contact.refresh_search_text(other_emails=_emails(points))
    save_edit(contact, seen_version=seen_version, fields=CONTACT_FIELDS)
    _keep_points(contact, points, tags)
    if contact.email:
        outbox.readdress(kind=RecipientKind.CONTACT, id=contact.pk, address=contact.email)
    record(
        "contact.edited",
        by=by,
        at=now,
        subject=contact,
        name=contact.name,
        changed=changed(contact, before),
    )
    return contact


def _emails(points: Iterable[ContactPoint]) -> list[str]:
    return [point.value for point in points if point.kind == PointKind.EMAIL]


def _keep_points(
    contact: Contact, points: Sequence[ContactPoint], tags: Sequence[str] | None
) -> None:
    """Keep the further emails and phone numbers, and the tags, as the only ones. Raises `full`."""
    require_room(
        contact.contact_points.all(),
        becoming=len(points),
        most=MOST_POINTS,
        field="other_emails",
        refusal=_("A contact can have %(most)s more emails and phone numbers. Remove some."),
    )
    contact.contact_points.all().delete()
    for point in points:
        point.pk, point.contact = None, contact
        is_email = point.kind == PointKind.EMAIL
        point.key = mailbox_key(point.value) if is_email else point.value
        point.save()
    if tags is not None:
        set_tags(contact, tags)


@transaction.atomic
def archive_contact(*, contact: Contact, by: User, now: datetime) -> Contact:
    """Take a person out of daily use; nothing is deleted, their positions stay (O5)."""
    contact = _locked_contact(contact)
    if contact.archived_at is None:
        contact.archived_at = now
        contact.save(update_fields=["archived_at"])
        record("contact.archived", by=by, at=now, subject=contact, name=contact.name)
    return contact


@transaction.atomic
def restore_contact(*, contact: Contact, by: User, now: datetime) -> Contact:
    """Bring an archived person back."""
    contact = _locked_contact(contact)
    if contact.archived_at is not None:
        contact.archived_at = None
        contact.save(update_fields=["archived_at"])
        record("contact.restored", by=by, at=now, subject=contact, name=contact.name)
    return contact


def _locked_contact(contact: Contact) -> Contact:
    return Contact.objects.select_for_update(of=["self"], no_key=True).get(pk=contact.pk)


@transaction.atomic
def add_position(*, position: Position, by: User, now: datetime) -> Position:
    """Give a person a job in an organization; ``position`` carries the values, unsaved.

    A person who is not known yet is added with it. Raises `full`.
    """
    _require_room(lock(position.organization))
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


def _require_room(organization: Organization) -> None:
    """Raise `full` if a locked organization has no room for one more contact."""
    require_room(
        organization.positions.filter(until__isnull=True),
        most=MOST_POSITIONS,
        refusal=_(
            "This organization has %(most)s contacts. Mark those who left, or add "
            "its sites as organizations of their own."
        ),
    )


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
    """Let a job go on that was ended by mistake. Raises `position_open` or `full`."""
    organization = lock(position.organization)
    position = _locked(position)
    if position.until is None:
        raise DomainError(
            _("This position hasn't ended. There's nothing to undo."), code="position_open"
        )
    _require_room(organization)
    before = values_of(position, ["until"])
    position.until = None
    position.save(update_fields=["until"])
    _record_position(
        "position.reopened", position, by=by, at=now, changed=changed(position, before)
    )
    return position


#: What can be corrected of a job.
POSITION_FIELDS = (
    "title",
    "leads",
    "manages",
    "delivers",
    "on_board",
    "since",
    "until",
    "is_main",
)


@transaction.atomic
def edit_position(
    *, position: Position, seen_until: date | None, by: User, now: datetime
) -> Position:
    """Correct a job; ``position`` carries the new values, unsaved.

    ``seen_until`` is the last day that the form showed. The event keeps what it said before.
    Whoever was the main contact before makes room. Raises `position_ended` where the dates are the
    wrong way round, `position_changed` where someone else ended it meanwhile, or `full`.
    """
    organization = lock(position.organization)
    if position.since and position.until and position.until < position.since:
        raise _ends_before_it_begins(position.since)
    row = _locked(position)
    if row.until != seen_until:
        raise DomainError(
            _("Someone else changed the last day in the meantime. Go back to the contact."),
            field="until",
            code="position_changed",
        )
    if row.until and not position.until:
        _require_room(organization)
    before = values_of(row, POSITION_FIELDS)
    if different := changed(position, before):
        if position.is_main:
            others = Position.objects.filter(organization=position.organization_id, is_main=True)
            others.exclude(pk=position.pk).update(is_main=False)
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
