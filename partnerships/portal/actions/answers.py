"""What a person's answer sets in motion, and what we do about it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from partnerships.agreements import actions as agreements
from partnerships.exchange import actions as exchange
from partnerships.exchange.models import Evidence, ListVersion
from partnerships.links import actions as links
from partnerships.links.models import LinkMessage, PersonalLink
from partnerships.organizations import actions as organizations
from partnerships.organizations.models import Position
from partnerships.outcomes import actions as outcomes
from partnerships.outcomes.models import MeasureFigure
from partnerships.portal import queries
from partnerships.relationships.lifecycle import How
from partnerships.reviews import actions as reviews


@transaction.atomic
def answer(
    *,
    link: PersonalLink,
    saying: exchange.Saying,
    happened: Iterable[Evidence],
    figures: Iterable[MeasureFigure] = (),
    now: datetime,
) -> PersonalLink:
    """Keep what a person said on their page; whoever owns the partnership hears of it at once.

    Raises what record_saying, accept_evidence and report_figure raise; then nothing is kept.
    """
    happened, figures = list(happened), list(figures)
    for figure in figures:
        outcomes.report_figure(figure=figure, by=None, now=now)
    for evidence in happened:
        exchange.accept_evidence(
            evidence=evidence,
            contact=link.contact,
            how=How.LINK,
            said_on=timezone.localdate(now),
            by=None,
            now=now,
        )
    if saying.says_something() or not (happened or figures):
        exchange.record_saying(partnership=link.partnership, saying=saying, by=None, now=now)
    links.mark_answered(link=link, now=now)
    return link


@transaction.atomic
def look_at(*, link: PersonalLink, by: User, now: datetime) -> PersonalLink:
    """Say that an answer was looked at. Raises `still_open` while something of it waits for us."""
    link = links.lock(link)  # an answer that comes meanwhile waits, and no one has looked at it
    if queries.told_by(link).waits_for_us():
        raise DomainError(
            _("Something they suggested, added or asked for is still open. Answer it first."),
            code="still_open",
        )
    return links.mark_seen(link=link, by=by, now=now)


@transaction.atomic
def approve_colleague(
    *, message: LinkMessage, position: Position, by: User, now: datetime
) -> PersonalLink:
    """Take the colleague someone handed over to as a person of theirs, and mail them a link.

    Raises `handled` if someone did before.
    """
    rows = LinkMessage.objects.open().select_for_update(of=["self"])
    if rows.filter(pk=message.pk).first() is None:
        raise DomainError(
            _("This request was already handled. Open the contact to send them a link."),
            code="handled",
        )
    held = organizations.add_position(position=position, by=by, now=now)
    links.handle(message=message, by=by, now=now, for_good=True)
    return links.send_link(
        partnership=message.link.partnership,
        contact=held.contact,
        words="",
        remind=message.link.remind,
        by=by,
        now=now,
    )


@transaction.atomic
def send_new_links(*, address: str, now: datetime) -> int:
    """Mail new links of every kind to whoever has this address; return how many."""
    kinds = (links, agreements, reviews)
    return sum(kind.send_new_links(address=address, now=now) for kind in kinds)


def require_something_to_show(version: ListVersion | None) -> None:
    """Raise `nothing_to_show` while no list was shared."""
    if version is None:
        raise DomainError(
            _("There's nothing to answer yet. Save a version of the lists first."),
            code="nothing_to_show",
        )
