"""Answering what a partner would like from us: adding it to our list, or saying why not."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from partnerships.exchange.actions.lists import add_benefit
from partnerships.exchange.lifecycle import SuggestionState
from partnerships.exchange.models import Benefit, ItemRequest
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import Side


@transaction.atomic
def take_up_request(*, request: ItemRequest, by: User, now: datetime) -> Benefit:
    """Add what they asked for to our list, in their words, to be made measurable there.

    Raises `request_answered` or `full`.
    """
    relationships.lock(request.partnership)
    _answer(request, SuggestionState.TAKEN, "", by=by, now=now)
    item = Benefit(partnership=request.partnership, side=Side.OURS, what=request.text)
    return add_benefit(benefit=item, by=by, now=now)


@transaction.atomic
def decline_request(*, request: ItemRequest, reply: str, by: User, now: datetime) -> ItemRequest:
    """Say why we can't; they see it on their page. Raises `request_answered`."""
    return _answer(request, SuggestionState.DECLINED, reply, by=by, now=now)


def _answer(
    request: ItemRequest, state: SuggestionState, reply: str, *, by: User, now: datetime
) -> ItemRequest:
    waiting = ItemRequest.objects.open().filter(pk=request.pk)
    if not waiting.update(state=state, reply=reply, replied_at=now, replied_by=by):
        raise DomainError(
            _("Someone already answered this request. Open the answer to see how."),
            code="request_answered",
        )
    request.refresh_from_db()
    relationships.record_event(
        f"request.{state}",
        request.partnership,
        by=by,
        at=now,
        name=request.contact.name,
        what=request.text,
        reply=reply,
    )
    return request
