"""What a partner sees of us: the pages behind their links, and what is kept from them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from partnerships.agreements.models import MouLink
from partnerships.engagement.models import CalendarFeed, Invitation
from partnerships.exchange.models import Benefit
from partnerships.exchange.queries import changes_of, exchange_of
from partnerships.links.models import PersonalLink
from partnerships.organizations.models import Contact
from partnerships.outcomes.queries import shows_small
from partnerships.portal.queries.measures import SharedMeasures, measures_for_partner
from partnerships.relationships.lifecycle import Side
from partnerships.relationships.models import Partnership
from partnerships.relationships.queries import people_of
from partnerships.reviews.models import ReviewLink


@dataclass(frozen=True)
class OpenPage:
    """A page that opens for one of their people, by a link that was sent.

    Their calendar opens for whoever has its address, until someone revokes it.
    """

    contact: Contact | None
    what: str
    sent_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True)
class PartnerView:
    """Everything that a partner's links show, and how much stays with us."""

    people: list[Contact]
    pages: list[OpenPage]
    shown: int
    internal: int
    unshared: int
    measures: SharedMeasures
    shows_small: bool


def partner_view_of(partnership: Partnership, now: datetime, today: date) -> PartnerView:
    """Read what a partner sees; a constant number of queries."""
    people = people_of(partnership, today)
    exchange = exchange_of(partnership, people)
    theirs = {one.contact_id: one.contact for one in people[Side.THEIRS]}
    items = Benefit.objects.filter(partnership=partnership).on_the_lists()
    return PartnerView(
        people=list(theirs.values()),
        pages=list(_pages(partnership, now)),
        shown=len(exchange.lines),
        internal=items.filter(is_internal=True).count(),
        unshared=len(changes_of(exchange)),
        measures=measures_for_partner(partnership.pk, today),
        shows_small=bool(shows_small([partnership.pk])),
    )


def _pages(partnership: Partnership, now: datetime) -> Iterator[OpenPage]:
    personal = PersonalLink.objects.opening(now).filter(partnership=partnership)
    for link in personal.select_related("contact").order_by("pk"):
        yield OpenPage(link.contact, _("Their page: both lists"), link.sent_at, link.expires_at)
    mous = MouLink.objects.opening(now).filter(party__partnership=partnership)
    for to_mou in mous.select_related("contact", "mou").order_by("pk"):
        what = f"{to_mou.mou}: {to_mou.get_kind_display()}"
        yield OpenPage(to_mou.contact, what, to_mou.sent_at, to_mou.expires_at)
    reviews = ReviewLink.objects.opening(now).filter(review__partnership=partnership)
    for to_review in reviews.select_related("contact").order_by("pk"):
        what = _("Review: %(kind)s") % {"kind": to_review.get_kind_display()}
        yield OpenPage(to_review.contact, what, to_review.sent_at, to_review.expires_at)
    yield from _meetings(partnership, now)


def _meetings(partnership: Partnership, now: datetime) -> Iterator[OpenPage]:
    invited = Invitation.objects.opening(now).filter(
        organization=partnership.organization_id, meeting__partnerships=partnership
    )
    for to_meeting in invited.select_related("contact", "meeting").order_by("pk"):
        what = _("Invitation: %(meeting)s") % {"meeting": to_meeting.meeting}
        yield OpenPage(to_meeting.contact, what, to_meeting.sent_at, to_meeting.expires_at)
    for feed in CalendarFeed.objects.filter(partnership=partnership, revoked_at__isnull=True):
        yield OpenPage(None, _("Calendar of their meetings"), feed.made_at, None)
