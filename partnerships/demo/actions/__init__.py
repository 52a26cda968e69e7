"""The demo house, brought about by the actions people use, so that it proves the rules."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO

from django.core.files.base import File
from django.db import transaction

from accounts import actions as accounts
from accounts.models import User
from common.dates import instant
from common.errors import DomainError
from partnerships.agreements import actions as agreements
from partnerships.agreements.lifecycle import DocumentKind, EndKnown
from partnerships.agreements.models import Mou, MouType
from partnerships.demo import rules
from partnerships.demo.actions.house import build_house
from partnerships.demo.actions.stories import Story
from partnerships.demo.rules import Line, Partner
from partnerships.engagement import actions as engagement
from partnerships.engagement.lifecycle import Feel, InteractionKind, MeetingKind, Mode
from partnerships.engagement.models import Interaction, Meeting
from partnerships.exchange import actions as exchange
from partnerships.exchange.lifecycle import Answer
from partnerships.exchange.models import Benefit, ListLine, OfferingCategory, ServiceOffering
from partnerships.organizations import actions as organizations
from partnerships.organizations.lifecycle import Kind, Reach
from partnerships.organizations.models import Address, Contact, Organization, Position
from partnerships.pipeline import actions as pipeline
from partnerships.relationships import actions as relationships
from partnerships.relationships.lifecycle import How, Side, Stage
from partnerships.relationships.models import ClosingReason, Motive, Partnership
from partnerships.reviews import actions as reviews
from partnerships.reviews.lifecycle import Decision
from partnerships.reviews.models import Review


class NotEmpty(DomainError):
    """The demo goes into an empty database only, so that it never mixes with real work."""


@transaction.atomic
def seed(*, now: datetime, today: date) -> int:
    """Fill an empty database with the demo house; returns the number of partners.

    Raises NotEmpty. The first content has to be loaded before.
    """
    if Organization.objects.exists():
        raise NotEmpty("There is data already. Remove var/ to start afresh with the demo.")
    house = build_house(now)
    for place, partner in enumerate(rules.PARTNERS):
        story = Story.begin(house, partner, place)
        story.tell()
    reviews.plan_missing(today=today, now=now)
    return len(rules.PARTNERS)
