"""An answer that was recorded by mistake: kept, crossed out, and no longer counted."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from partnerships.exchange import queries
from partnerships.exchange.models import Acceptance
from partnerships.exchange.queries import Answered as Answered
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import How
from partnerships.relationships.models import Partnership, PurposeAgreement


@transaction.atomic
def record_in_error(*, said: Answered, because: str, by: User, now: datetime) -> Partnership:
    """Say that an answer was recorded by mistake: it stays, crossed out, and no longer counts.

    `overview` calls it and sets their last answer again, as other slices know of answers too.
    Raises `their_own` for what a person said by link, `rested_on` when a value agreement rests on
    it, and `already_in_error`. An answer kept for a later version is crossed out
    there too.
    """
    partnership = relationships.lock(partnership_of(said))
    said = type(said).everything.get(pk=said.pk)
    if said.in_error_at:
        raise DomainError(
            _("This is already marked as recorded in error."), code="already_in_error"
        )
    if said.how == How.LINK:
        raise DomainError(
            _("They answered this themselves by link. Ask them again instead."), code="their_own"
        )
    if queries.is_rested_on(said):
        raise DomainError(
            _(
                "A value agreement for an MOU rests on this answer, so it keeps counting. "
                "Record what they say now as a new answer."
            ),
            code="rested_on",
        )
    for row in queries.rows_of(said):
        relationships.set_in_error(row, because=because, by=by, now=now)
    _record("answers.recorded_in_error", partnership, said, because, by=by, at=now)
    return partnership


@transaction.atomic
def count_again(*, said: Answered, by: User, now: datetime) -> Partnership:
    """Let an answer count again that was marked by mistake. Raises `not_in_error`."""
    partnership = relationships.lock(partnership_of(said))
    said = type(said).everything.get(pk=said.pk)
    if said.in_error_at is None:
        raise DomainError(_("This answer counts. There's nothing to undo."), code="not_in_error")
    for row in queries.rows_of(said):
        relationships.set_in_error(row, because="", by=None, now=None)
    _record("answers.count_again", partnership, said, "", by=by, at=now)
    return partnership


def partnership_of(said: Answered) -> Partnership:
    """Return the partnership that something was said about."""
    match said:
        case PurposeAgreement():
            return said.purpose.partnership
        case Acceptance():
            return said.line.list_version.partnership
        case _:
            return said.list_version.partnership


def _record(
    verb: str,
    partnership: Partnership,
    said: Answered,
    because: str,
    *,
    by: User,
    at: datetime,
) -> None:
    relationships.record_event(
        verb,
        partnership,
        by=by,
        at=at,
        name=said.contact.name,
        reason=because,
        row_type=said._meta.model_name or "",
        row=said.pk,
    )
