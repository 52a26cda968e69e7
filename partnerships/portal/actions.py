"""What a person's answer sets in motion, and what we do about it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Case, When
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from partnerships.agreements import actions as agreements
from partnerships.calendars.rules import Days
from partnerships.engagement import actions as engagement
from partnerships.engagement.lifecycle import InteractionKind
from partnerships.engagement.models import Interaction
from partnerships.exchange import actions as exchange
from partnerships.exchange.lifecycle import InquiryState
from partnerships.exchange.models import Benefit, Evidence, Inquiry, ListVersion
from partnerships.links import actions as links
from partnerships.links.models import LinkMessage, PersonalLink
from partnerships.organizations import actions as organizations
from partnerships.organizations.models import Organization, Position
from partnerships.outcomes import actions as outcomes
from partnerships.outcomes.models import MeasureFigure
from partnerships.pipeline import actions as pipeline
from partnerships.portal import queries
from partnerships.relationships.lifecycle import How, Side, Stage
from partnerships.relationships.models import Partnership
from partnerships.reviews import actions as reviews

#: Business days within which an inquiry should be answered.
ANSWER_WITHIN = 2


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
            _("A suggestion or request is still open. Answer it first, then mark this resolved."),
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


@transaction.atomic
def accept_inquiry(
    *, inquiry: Inquiry, organization: Organization | None, by: User, now: datetime
) -> Partnership:
    """Make a prospect of an inquiry, with both lists in their words; return the partnership.

    ``organization`` is the one of the directory that it comes from. If we have a partnership with
    it, their words are logged there, and nothing is there twice. Raises `inquiry_handled`.
    """
    inquiry = Inquiry.objects.select_for_update(of=["self"]).get(pk=inquiry.pk)
    known = Partnership.objects.filter(organization=organization).order_by(
        Case(When(stage=Stage.CLOSED, then=1), default=0), "-created_at", "-pk"
    )
    partnership = known.first() if organization else None
    if partnership:
        note = Interaction(
            partnership=partnership,
            kind=InteractionKind.MESSAGE,
            on=timezone.localdate(now),
            text=_their_words(inquiry),
        )
        engagement.log_interaction(interaction=note, by=by, now=now)
    else:
        partnership = _prospect(inquiry, organization, by=by, now=now)
    accepted = InquiryState.ACCEPTED
    exchange.mark_inquiry(inquiry=inquiry, state=accepted, partnership=partnership, by=by, now=now)
    return partnership


def _prospect(
    inquiry: Inquiry, organization: Organization | None, *, by: User, now: datetime
) -> Partnership:
    """Start the partnership; what they look for stays internal until one of us has looked."""
    owner = inquiry.assigned_to
    told = pipeline.NewPartner(
        owner=owner if owner and owner.is_active else by,
        organization_name=inquiry.organization_name,
        kind=inquiry.kind,
        person=queries.person_known(inquiry),
        person_name=inquiry.person_name,
        person_title=inquiry.person_title,
        email=inquiry.email,
        phone=inquiry.phone,
        next_step=_("Answer %(name)s's inquiry") % {"name": inquiry.person_name[:150]},
        next_step_on=Days().after(timezone.localdate(now), ANSWER_WITHIN),
        motives=[inquiry.motive] if inquiry.motive else [],
    )
    partnership = pipeline.new_partner(told=told, organization=organization, by=by, now=now)
    words = _("Their words, from the “Partner with us” form.")
    lists = ((Side.THEIRS, inquiry.brought()), (Side.OURS, inquiry.wanted()))
    for side, lines in lists:
        for line in lines:
            item = Benefit(
                partnership=partnership,
                side=side,
                what=line,
                notes=words,
                is_internal=side == Side.OURS,
            )
            exchange.add_benefit(benefit=item, by=by, now=now)
    return partnership


def _their_words(inquiry: Inquiry) -> str:
    """Return an inquiry as a note."""
    who = [inquiry.person_name, inquiry.person_title, inquiry.email, inquiry.phone]
    parts = [
        _("“Partner with us” form from %(who)s.") % {"who": ", ".join(filter(None, who))},
        _("They bring:"),
        *inquiry.brought(),
        _("They look for:"),
        *inquiry.wanted(),
    ]
    return "\n".join(parts)
