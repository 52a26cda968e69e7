"""Keeping what people say about the shared lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from partnerships.exchange import queries
from partnerships.exchange.actions.lists import note
from partnerships.exchange.lifecycle import Answer
from partnerships.exchange.models import (
    Acceptance,
    Acknowledgement,
    Benefit,
    ListLine,
    WiifmAnswer,
)
from partnerships.organizations.models import Contact
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import How, Side
from partnerships.relationships.models import Partnership


class NothingShared(DomainError):
    """Nobody can answer for lists that were never shared."""


class LineNotTheirs(DomainError):
    """A side accepts the other side's lines of the newest version, no others."""


class NothingSaid(DomainError):
    """The form was sent without a single answer in it."""


@dataclass(frozen=True)
class Saying:
    """What one person said about the newest shared version, and how it reached us."""

    contact: Contact
    side: Side
    how: How
    said_on: date
    has_read: bool = False
    answer: Answer | None = None
    comment: str = ""
    accepts: Iterable[ListLine] = ()
    agrees_with_purpose: bool = False


@transaction.atomic
def record_saying(
    *, partnership: Partnership, saying: Saying, by: User, now: datetime
) -> Partnership:
    """Keep what a person said by phone, in a meeting or on paper; it counts fully (W7).

    Writes what was said and nothing else: read, answer, accepted lines, the purpose. Raises
    NothingSaid, NothingShared, LineNotTheirs, NotOfThatSide or a refusal about the purpose.
    """
    accepts = list(saying.accepts)
    about_lists = bool(saying.has_read or saying.answer or accepts)
    if not (about_lists or saying.agrees_with_purpose):
        raise NothingSaid(_("Mark at least one thing that was said."))
    relationships.lock(partnership)
    relationships.require_side(
        partnership=partnership,
        contact=saying.contact,
        side=saying.side,
        today=saying.said_on,
    )
    if about_lists:
        _keep_about_lists(partnership, saying, accepts, by=by, now=now)
    if saying.agrees_with_purpose:
        relationships.agree_with_purpose(
            partnership=partnership,
            contact=saying.contact,
            side=saying.side,
            how=saying.how,
            said_on=saying.said_on,
            by=by,
            now=now,
        )
    note(
        "answers.recorded",
        partnership,
        by=by,
        at=now,
        name=saying.contact.name,
        side=saying.side.value,
        how=saying.how.value,
        read=saying.has_read,
        answer=saying.answer.value if saying.answer else "",
        accepted=len(accepts),
    )
    return partnership


def _keep_about_lists(
    partnership: Partnership,
    saying: Saying,
    accepts: list[ListLine],
    *,
    by: User,
    now: datetime,
) -> None:
    version = queries.latest_version(partnership)
    if version is None:
        raise NothingShared(_("Share the lists first, so that there is something to answer."))
    if any(
        line.list_version_id != version.pk or line.side != saying.side.other for line in accepts
    ):
        raise LineNotTheirs(
            _("The lists were shared anew meanwhile. Look at them again, then answer."),
            field="accepts",
        )
    said = {
        "side": saying.side,
        "contact": saying.contact,
        "how": saying.how,
        "said_on": saying.said_on,
        "recorded_at": now,
        "recorded_by": by,
    }
    for line in accepts:
        Acceptance.objects.get_or_create(line=line, contact=saying.contact, defaults=said)
    if saying.has_read:
        Acknowledgement.objects.create(list_version=version, **said)
    if saying.answer:
        WiifmAnswer.objects.create(
            list_version=version, value=saying.answer, comment=saying.comment, **said
        )
    if saying.side == Side.THEIRS and saying.answer == Answer.YES:
        guessed = Benefit.objects.filter(shared_lines__list_version=version, is_guess=True)
        guessed.update(is_guess=False)
