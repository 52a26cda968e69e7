"""Accepting an inquiry: what it makes of a stranger, and of a partner we have."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Permission, role_has
from common.text import clean_line
from partnerships.calendars.rules import Days
from partnerships.engagement import actions as engagement
from partnerships.engagement.lifecycle import InteractionKind
from partnerships.engagement.models import Interaction
from partnerships.exchange import actions as exchange
from partnerships.exchange.lifecycle import InquiryState
from partnerships.exchange.models import Benefit, Inquiry
from partnerships.organizations.models import Contact, Organization
from partnerships.pipeline import actions as pipeline
from partnerships.portal import queries
from partnerships.relationships.lifecycle import Side, Stage
from partnerships.relationships.models import Partnership
from partnerships.relationships.queries import people_of

#: Business days within which an inquiry should be answered.
ANSWER_WITHIN = 2


@dataclass(frozen=True)
class From:
    """Who of those we know an inquiry comes from: the organization, and the person."""

    organization: Organization | None = None
    person: Contact | None = None


@transaction.atomic
def accept_inquiry(
    *, inquiry: Inquiry, sender: From = From(), by: User, now: datetime
) -> Partnership:
    """Take up an inquiry: a new prospect, or the partnership we have with its organization.

    Either way its person is a contact there, both lists have their words, the form is logged as
    theirs, and answering it is our next step. Leadership reopens a closed partnership with it.
    Raises `inquiry_handled`, and what the actions of each record raise.
    """
    inquiry = Inquiry.objects.select_for_update(of=["self"]).get(pk=inquiry.pk)
    told, today = _told(inquiry, sender, by=by, now=now), timezone.localdate(now)
    partnership = queries.partnership_with(sender.organization)
    contact: Contact | None
    if partnership:
        contact = pipeline.contact_at(
            told=told, organization=partnership.organization, by=by, now=now
        )
        partnership = _take_up_again(partnership, replace(told, person=contact), by=by, now=now)
    else:
        organization = sender.organization
        partnership = pipeline.new_partner(told=told, organization=organization, by=by, now=now)
        contact = people_of(partnership, today).speaker(Side.THEIRS)
    _log_form(inquiry, partnership, contact, by=by, now=now)
    _put_on_lists(inquiry, partnership, by=by, now=now)
    accepted = InquiryState.ACCEPTED
    exchange.mark_inquiry(inquiry=inquiry, state=accepted, partnership=partnership, by=by, now=now)
    return partnership


def _told(inquiry: Inquiry, sender: From, *, by: User, now: datetime) -> pipeline.NewPartner:
    """Return what an inquiry tells about a new partner."""
    owner = inquiry.assigned_to
    return pipeline.NewPartner(
        owner=owner if owner and owner.is_active else by,
        organization_name=inquiry.organization_name,
        kind=inquiry.kind,
        person=sender.person or queries.person_known(inquiry),
        person_name=inquiry.person_name,
        person_title=inquiry.person_title,
        email=inquiry.email,
        phone=inquiry.phone,
        next_step=_("Answer %(name)s's inquiry") % {"name": inquiry.person_name[:150]},
        next_step_on=Days().after(timezone.localdate(now), ANSWER_WITHIN),
        motives=[inquiry.motive] if inquiry.motive else [],
    )


def _take_up_again(
    partnership: Partnership,
    told: pipeline.NewPartner,
    *,
    by: User,
    now: datetime,
) -> Partnership:
    """Plan our answer in a partnership we have; leadership reopens a closed one with it."""
    if partnership.stage == Stage.CLOSED and role_has(by.role, Permission.LEAD):
        partnership = pipeline.move(
            partnership=partnership, to=Stage.EXPLORING, note=told.next_step, by=by, now=now
        )
    owner = partnership.owner
    told = replace(told, owner=owner if owner and owner.is_active else told.owner)
    pipeline.add_to_partner(told=told, partnership=partnership, by=by, now=now)
    return partnership


def _log_form(
    inquiry: Inquiry, partnership: Partnership, contact: Contact | None, *, by: User, now: datetime
) -> None:
    """Keep their words as something they sent, on the day it came."""
    parts = [
        _("They bring: %(lines)s") % {"lines": "; ".join(inquiry.brought())},
        _("They look for: %(lines)s") % {"lines": "; ".join(inquiry.wanted())},
    ]
    form = Interaction(
        partnership=partnership,
        kind=InteractionKind.FORM,
        on=timezone.localdate(inquiry.received_at),
        with_contact=contact,
        text="\n".join(parts),
    )
    engagement.log_interaction(interaction=form, by=by, now=now)


def _put_on_lists(inquiry: Inquiry, partnership: Partnership, *, by: User, now: datetime) -> None:
    """Put their words on both lists, unless they are there already.

    What they look for stays internal until one of us has looked.
    """
    known = {
        (item.side, clean_line(item.what).casefold())
        for item in Benefit.objects.filter(partnership=partnership).on_the_lists()
    }
    lists = ((Side.THEIRS, inquiry.brought()), (Side.OURS, inquiry.wanted()))
    for side, line in ((side, line) for side, lines in lists for line in lines):
        if (side, clean_line(line).casefold()) in known:
            continue
        item = Benefit(
            partnership=partnership,
            side=side,
            what=line,
            notes=_("Their words, from the “Partner with us” form."),
            is_internal=side == Side.OURS,
        )
        exchange.add_benefit(benefit=item, by=by, now=now)
