"""Giving a calendar feed an address, a new one, or none."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.actions import record
from partnerships.engagement.models import CalendarFeed
from partnerships.links.rules import give_token
from partnerships.relationships.models import Partnership


@transaction.atomic
def renew_feed(*, of: User | Partnership, by: User, now: datetime) -> CalendarFeed:
    """Give the feed of a user or a partnership a new address; an old one stops working."""
    whose = _whose(of)
    feed = CalendarFeed.objects.select_for_update().filter(**whose).first()
    feed = feed or CalendarFeed(**whose)
    give_token(feed)
    feed.made_at, feed.made_by = now, by
    feed.save()
    _record("feed.renewed", feed, by=by, now=now)
    return feed


@transaction.atomic
def revoke_feed(*, feed: CalendarFeed, by: User, now: datetime) -> CalendarFeed:
    """Let the address of a feed give nothing anymore."""
    feed = CalendarFeed.objects.select_for_update(of=["self"]).get(pk=feed.pk)
    if feed.revoked_at is None:
        feed.revoked_at = now
        feed.save(update_fields=["revoked_at"])
        _record("feed.revoked", feed, by=by, now=now)
    return feed


def _whose(of: User | Partnership) -> dict[str, User | Partnership]:
    return {"user" if isinstance(of, User) else "partnership": of}


def _record(verb: str, feed: CalendarFeed, *, by: User, now: datetime) -> None:
    partnership = feed.partnership
    record(
        verb,
        by=by,
        at=now,
        subject=feed,
        organization_id=partnership.organization_id if partnership else None,
        partnership_id=partnership.pk if partnership else None,
    )
