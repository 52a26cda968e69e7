"""Accepting an item that someone of theirs added by link, as they typed it."""

from datetime import datetime

from django.db import transaction
from django.forms import model_to_dict
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from partnerships.exchange import queries
from partnerships.exchange.actions.answers import Saying, record_saying
from partnerships.exchange.actions.lists import save_version
from partnerships.exchange.lifecycle import Answer
from partnerships.exchange.models import (
    Acknowledgement,
    Benefit,
    ListLine,
    ListVersion,
    WiifmAnswer,
)
from partnerships.exchange.queries import Exchange
from partnerships.organizations.models import Contact
from partnerships.organizations.queries import contact_of
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import How, Side
from partnerships.relationships.queries import People, people_of


@transaction.atomic
def accept_item(*, benefit: Benefit, by: User, now: datetime) -> ListVersion:
    """Make a version of the last one and an item they added, and accept the item for us (W6).

    Our other changes wait for the next version. Whoever added the item isn't asked again: what
    they answered holds for this version too, as long as the item reads as they typed it. On our
    side the yes of whoever accepts it goes along; anyone else's is asked for again.
    Raises `item_answered`, `item_gone`, `item_internal`, or `not_of_that_side` for whoever has no
    position with us.
    """
    partnership, today = relationships.lock(benefit.partnership), timezone.localdate(now)
    benefit = Benefit.objects.select_for_update(of=("self",)).get(pk=benefit.pk)
    people = people_of(partnership, today)
    before = queries.exchange_of(partnership, people)
    _require_waiting(benefit, before)
    me = _one_of_us(by, people)
    added = ListLine.of(benefit, len(before.lines))
    lines = [*(_again(line) for line in before.lines), added]
    version = save_version(partnership, lines, before.version, by=by, now=now)
    _keep_their_answer(benefit, before, version, by=by, now=now)
    saying = _ours(me, before, version, added, now)
    record_saying(partnership=partnership, saying=saying, by=by, now=now)
    return version


def _one_of_us(by: User, people: People) -> Contact:
    me = contact_of(by)
    if me is None or not people.is_of(me.pk, Side.OURS):
        raise DomainError(
            _(
                "Whoever accepts an item answers for us. Add your contact with a position at our "
                "organization, choose your account in “Signs in as”, then accept it."
            ),
            code="not_of_that_side",
        )
    return me


def _require_waiting(benefit: Benefit, before: Exchange) -> None:
    if benefit.withdrawn_at:
        raise DomainError(
            _("The item was removed from the list. Put it back first."), code="item_gone"
        )
    if benefit.is_internal:
        raise DomainError(
            _("This item is marked “Internal, not shared.” Edit it and clear that box first."),
            code="item_internal",
        )
    if not benefit.brought_by_id or any(line.benefit_id == benefit.pk for line in before.lines):
        raise DomainError(
            _("This item is already in a version. Record an answer to accept it."),
            code="item_answered",
        )


def _again(line: ListLine) -> ListLine:
    """Return a line as the next version has it, unsaved."""
    given = model_to_dict(line, exclude=["id", "list_version", "benefit"])
    return ListLine(benefit_id=line.benefit_id, **given)


def _keep_their_answer(
    benefit: Benefit, before: Exchange, version: ListVersion, *, by: User, now: datetime
) -> None:
    """Let what the person who added it said last hold for the version with their item."""
    if before.version is None or benefit.version > 1:
        return
    said = WiifmAnswer.objects.filter(
        list_version__partnership=benefit.partnership_id,
        contact=benefit.brought_by,
        side=Side.THEIRS,
    )
    last = said.select_related("list_version", "contact").order_by("recorded_at", "pk").last()
    reopened_at = before.partnership.reopened_at
    if last is None or not last.list_version.same_lists_as(before.version):
        return
    if reopened_at and last.recorded_at < reopened_at:
        return
    kept = WiifmAnswer.objects.create(
        list_version=version,
        value=last.value,
        comment=last.comment,
        side=last.side,
        contact=last.contact,
        how=last.how,
        said_on=last.said_on,
        recorded_at=last.recorded_at,
        recorded_by=last.recorded_by,
    )
    relationships.record_event(
        "answers.kept",
        version.partnership,
        by=by,
        at=now,
        wrote=[kept],
        name=last.contact.name,
        number=version.number,
    )


def _ours(
    me: Contact, before: Exchange, version: ListVersion, added: ListLine, now: datetime
) -> Saying:
    """Return what the one who accepts an item says by it, for our side."""
    answer = before.answers.get(Side.OURS)
    mine = before.said_yes(Side.OURS) and answer and answer.contact_id == me.pk
    return Saying(
        contact=me,
        side=Side.OURS,
        how=How.ACCORD,
        said_on=timezone.localdate(now),
        list_version=version,
        has_read=before.has_read(Side.OURS) and _has_read(me, before),
        answer=Answer.YES if mine else None,
        comment=answer.comment if mine and answer else "",
        accepts=[added],
    )


def _has_read(me: Contact, before: Exchange) -> bool:
    """Whether this person, and not only a colleague, has read their list as it was."""
    if before.version is None:
        return False
    read = Acknowledgement.objects.filter(
        list_version__partnership=before.partnership,
        list_version__theirs_hash=before.version.theirs_hash,
        contact=me,
        side=Side.OURS,
    )
    reopened_at = before.partnership.reopened_at
    return (read.filter(recorded_at__gte=reopened_at) if reopened_at else read).exists()
