"""What a person tells us from behind their link, and that one of us has looked at it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.bounds import require_room
from partnerships.links.actions.base import lock, record_link_event
from partnerships.links.actions.sending import revoke
from partnerships.links.lifecycle import MOST_OPEN_MESSAGES, MessageKind
from partnerships.links.models import LinkMessage, PersonalLink
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import How, Side


@transaction.atomic
def keep_draft(*, link: PersonalLink, draft: Mapping[str, Any], now: datetime) -> PersonalLink:
    """Keep a half-done answer as it was typed; no one of ours reads it."""
    link.draft = dict(draft)
    link.save(update_fields=["draft"])
    record_link_event("link.draft_kept", link, by=None, at=now)
    return link


def mark_answered(*, link: PersonalLink, now: datetime) -> PersonalLink:
    """The person answered: one of us is to look at it. The answer itself writes the event."""
    link.answered_at, link.seen_at, link.draft = now, None, {}
    link.save(update_fields=["answered_at", "seen_at", "draft"])
    return link


@transaction.atomic
def mark_seen(*, link: PersonalLink, by: User, now: datetime) -> PersonalLink:
    """One of us has looked at the answer and done what it needs."""
    link = lock(link)
    if link.seen_at is None:
        link.seen_at = now
        link.save(update_fields=["seen_at"])
        record_link_event("link.seen", link, by=by, at=now)
    return link


@transaction.atomic
def mark_unseen(*, link: PersonalLink, by: User, now: datetime) -> PersonalLink:
    """Undo that someone looked at the answer; it waits for us again."""
    link = lock(link)
    if link.seen_at is not None:
        link.seen_at = None
        link.save(update_fields=["seen_at"])
        record_link_event("link.unseen", link, by=by, at=now)
    return link


@transaction.atomic
def tell(*, message: LinkMessage, now: datetime) -> LinkMessage:
    """Keep what a person tells us from behind their link; ``message`` carries it, unsaved.

    "This is not me" makes the link worthless at once. It is our turn then. Raises `full`.
    """
    relationships.lock(message.link.partnership)  # before its link, as whoever sends one does
    link = lock(message.link)
    if message.kind != MessageKind.NOT_ME:
        require_room(
            LinkMessage.objects.open().filter(link=link),
            most=MOST_OPEN_MESSAGES,
            refusal=_("You sent us %(most)s requests. Please call us."),
        )
    message.at = now
    message.save()
    mark_answered(link=link, now=now)
    if message.kind == MessageKind.NOT_ME:  # a stranger, so no one there was talked with
        revoke(link=link, by=None, now=now)
        relationships.pass_turn(partnership_id=link.partnership_id, court=Side.OURS, now=now)
    else:
        relationships.they_answered(
            partnership_id=link.partnership_id, on=timezone.localdate(now), how=How.LINK, now=now
        )
    record_link_event(
        f"link.{message.kind}", link, by=None, at=now, wrote=[message], text=message.text
    )
    return message


@transaction.atomic
def handle(
    *, message: LinkMessage, by: User, now: datetime, for_good: bool = False
) -> LinkMessage:
    """One of us did what someone asked for from behind their link.

    ``for_good`` if it led to more than this mark, so that taking the mark back undoes nothing.
    """
    message = LinkMessage.objects.select_for_update(of=["self"]).get(pk=message.pk)
    if message.handled_at is None:
        message.handled_at, message.handled_by = now, by
        message.save(update_fields=["handled_at", "handled_by"])
        link, told = message.link, str(message.pk)
        record_link_event("link.handled", link, by=by, at=now, message=told, for_good=for_good)
    return message


@transaction.atomic
def reopen_message(*, message: LinkMessage, by: User, now: datetime) -> LinkMessage:
    """Undo that what someone asked for was done; it waits for us again."""
    message = LinkMessage.objects.select_for_update(of=["self"]).get(pk=message.pk)
    if message.handled_at is not None:
        message.handled_at = message.handled_by = None
        message.save(update_fields=["handled_at", "handled_by"])
        record_link_event("link.reopened", message.link, by=by, at=now)
    return message
