"""Calls, messages and notes between meetings."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import record
from common.errors import DomainError
from partnerships.engagement.lifecycle import InteractionKind
from partnerships.engagement.models import Interaction


@transaction.atomic
def log_interaction(*, interaction: Interaction, by: User, now: datetime) -> Interaction:
    """Keep a call, a message or a note; ``interaction`` carries the values, unsaved.

    Raises `with_nobody` when we talked, but with no one in particular.
    """
    if interaction.kind == InteractionKind.CALL and interaction.with_contact is None:
        raise DomainError(
            _("Choose who you talked with."), field="with_contact", code="with_nobody"
        )
    interaction.recorded_at, interaction.recorded_by = now, by
    interaction.save()
    record(
        "interaction.logged",
        by=by,
        at=now,
        subject=interaction,
        organization_id=interaction.partnership.organization_id,
        partnership_id=interaction.partnership_id,
        kind=interaction.kind,
        name=interaction.with_contact.name if interaction.with_contact else "",
    )
    return interaction
