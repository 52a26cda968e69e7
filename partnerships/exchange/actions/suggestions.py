"""Answering a suggested change: taking it up with a new wording, or saying why not."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from partnerships.exchange.actions.lists import edit_benefit
from partnerships.exchange.lifecycle import SuggestionState
from partnerships.exchange.models import Benefit, Suggestion
from partnerships.relationships import actions as relationships

#: So many characters an item says what it is in.
LONGEST_LINE = Benefit._meta.get_field("what").max_length or 0


@transaction.atomic
def take_up(
    *, suggestion: Suggestion, benefit: Benefit, seen_version: int, by: User, now: datetime
) -> Suggestion:
    """Save the line as the suggestion led us to word it; sharing then asks both sides again.

    Raises StaleEdit or `suggestion_answered`.
    """
    edit_benefit(benefit=benefit, seen_version=seen_version, by=by, now=now)
    return _answer(suggestion, SuggestionState.TAKEN, "", by=by, now=now)


@transaction.atomic
def accept(
    *, suggestion: Suggestion, seen_version: int | None, by: User, now: datetime
) -> Suggestion:
    """Take up a suggestion in its own words, in place of those of the item that were seen.

    Raises `line_gone`, `line_changed`, `suggestion_too_long` or `suggestion_answered`.
    """
    benefit = Benefit.objects.select_for_update(of=("self",)).get(pk=suggestion.line.benefit_id)
    if benefit.withdrawn_at is not None:
        raise DomainError(
            _("The item was removed from the list. Decline the suggestion."), code="line_gone"
        )
    waits = Suggestion.objects.open().filter(pk=suggestion.pk).exists()
    if waits and benefit.version != seen_version:
        raise DomainError(
            _("Someone else changed this item. Choose “Edit and accept” to see how it reads now."),
            code="line_changed",
        )
    if len(suggestion.text) > LONGEST_LINE:
        raise DomainError(
            _("The suggestion is too long for an item. Choose “Edit and accept” to shorten it."),
            code="suggestion_too_long",
        )
    benefit.what = suggestion.text
    return take_up(
        suggestion=suggestion, benefit=benefit, seen_version=benefit.version, by=by, now=now
    )


@transaction.atomic
def decline(*, suggestion: Suggestion, reply: str, by: User, now: datetime) -> Suggestion:
    """Leave the line as it is and say why; the thread stays on the line.

    Raises `suggestion_answered`.
    """
    return _answer(suggestion, SuggestionState.DECLINED, reply, by=by, now=now)


def _answer(
    suggestion: Suggestion, state: SuggestionState, reply: str, *, by: User, now: datetime
) -> Suggestion:
    waiting = Suggestion.objects.open().filter(pk=suggestion.pk)
    if not waiting.update(state=state, reply=reply, replied_at=now, replied_by=by):
        raise DomainError(
            _("Someone already answered this suggestion. Open the item to see how."),
            code="suggestion_answered",
        )
    suggestion.refresh_from_db()
    partnership = suggestion.line.list_version.partnership
    relationships.record_event(
        f"suggestion.{state}", partnership, by=by, at=now, what=suggestion.text, reply=reply
    )
    return suggestion
