"""An answer recorded by mistake no longer counts, also not as their last contact."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from partnerships.exchange import actions as exchange
from partnerships.exchange.actions import Answered
from partnerships.overview.queries.last_answer import last_answer_on
from partnerships.relationships import actions as relationships
from partnerships.relationships.models import Partnership


@transaction.atomic
def record_in_error(*, said: Answered, because: str, by: User, now: datetime) -> Partnership:
    """Cross an answer out, and set the day of their last answer by what else they said."""
    partnership = exchange.record_in_error(said=said, because=because, by=by, now=now)
    return _recounted(partnership)


@transaction.atomic
def count_again(*, said: Answered, by: User, now: datetime) -> Partnership:
    """Let it count again, also as contact."""
    return _recounted(exchange.count_again(said=said, by=by, now=now))


def _recounted(partnership: Partnership) -> Partnership:
    on = last_answer_on(partnership)
    relationships.keep_last_answer(partnership_id=partnership.pk, on=on)
    partnership.answered_on = on
    return partnership
