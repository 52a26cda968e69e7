"""Calls, messages and notes between meetings."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import Json, changed, facts_of, record, values_of
from common.errors import DomainError
from partnerships.engagement.actions.turns import after_contact
from partnerships.engagement.lifecycle import TALKS
from partnerships.engagement.models import Interaction
from partnerships.relationships.models import Partnership

#: What can be corrected.
FIELDS = ("kind", "on", "with_contact", "text", "feel")


@transaction.atomic
def log_interaction(*, interaction: Interaction, by: User, now: datetime) -> Interaction:
    """Keep a call, a message or a note; ``interaction`` carries the values, unsaved.

    Raises `with_nobody` when we talked, but with no one in particular.
    """
    _require_someone(interaction)
    interaction.recorded_at, interaction.recorded_by = now, by
    interaction.save()
    if interaction.is_two_way():
        after_contact(partnership_id=interaction.partnership_id, now=now)
    _record("interaction.logged", interaction, by=by, at=now)
    return interaction


@transaction.atomic
def edit_interaction(*, interaction: Interaction, by: User, now: datetime) -> Interaction:
    """Correct a call or a note; ``interaction`` carries the new values, unsaved.

    The event keeps what it said before. Raises `with_nobody` or `interaction_gone`.
    """
    _require_someone(interaction)
    before = values_of(_lock(interaction.pk), FIELDS)
    if what := changed(interaction, before):
        interaction.save(update_fields=FIELDS)
        _record("interaction.edited", interaction, by=by, at=now, changed=what)
    return interaction


@transaction.atomic
def remove_interaction(*, interaction: Interaction, by: User, now: datetime) -> Interaction:
    """Take out what was logged by mistake; the event keeps all it said.

    Raises `interaction_gone`, or `has_files` where files are attached to it.
    """
    row = _lock(interaction.pk)
    kept = facts_of(row, ("pk", "kind", "on", "with_contact_id", "text", "feel", "recorded_by_id"))
    _record("interaction.removed", row, by=by, at=now, row=kept)
    try:
        Interaction.objects.filter(pk=row.pk).delete()
    except ProtectedError as error:
        raise DomainError(
            _("Files are attached to this. Remove them first."), code="has_files"
        ) from error
    return interaction


@transaction.atomic
def put_back_interaction(
    *, partnership: Partnership, row: Mapping[str, Any], by: User, now: datetime
) -> Interaction:
    """Log again what was removed, as it was."""
    values = {**row, "on": date.fromisoformat(row["on"]), "recorded_at": now}
    again = Interaction.objects.create(partnership=partnership, **values)  # under its own number
    _record("interaction.put_back", again, by=by, at=now)
    return again


def _lock(pk: int) -> Interaction:
    rows = Interaction.objects.select_for_update(of=["self"]).select_related(
        "partnership", "with_contact"
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise DomainError(
            _("Someone else removed this. Log it again if it's still needed."),
            code="interaction_gone",
        )
    return found


def _require_someone(interaction: Interaction) -> None:
    if interaction.kind in TALKS and interaction.with_contact is None:
        raise DomainError(
            _("Choose who you talked with."), field="with_contact", code="with_nobody"
        )


def _record(
    verb: str, interaction: Interaction, *, by: User, at: datetime, **params: Json
) -> None:
    record(
        verb,
        by=by,
        at=at,
        subject=interaction,
        organization_id=interaction.partnership.organization_id,
        partnership_id=interaction.partnership_id,
        wrote=(),
        kind=interaction.kind,
        name=interaction.with_contact.name if interaction.with_contact else "",
        **params,
    )
