"""Handing over what someone carries who left (O3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from common.dates import add_days
from partnerships.agreements import actions as agreements
from partnerships.agreements.models import Mou, Signer
from partnerships.engagement import actions as engagement
from partnerships.engagement.models import FollowUp, Meeting, Participant
from partnerships.exchange import actions as exchange
from partnerships.exchange.models import Benefit
from partnerships.links import actions as links
from partnerships.organizations import actions as organizations
from partnerships.organizations.models import Contact, Organization, Position
from partnerships.overview.queries.leaving import Carried, Duty, Leaving, Taker
from partnerships.relationships import actions as relationships
from partnerships.relationships.models import KeyPlayer, Partnership


@dataclass(frozen=True)
class Goodbye:
    """Someone's last day, who takes what, and where they go, if we know.

    ``taken_by`` has a colleague per item's key; what it lacks is shown as open.
    """

    last_day: date
    taken_by: Mapping[str, Taker]
    new_home: Organization | None = None
    new_title: str = ""


@transaction.atomic
def somebody_left(*, leaving: Leaving, told: Goodbye, by: User, now: datetime) -> None:
    """Hand over all that a person carries at an organization, and end their jobs there (O3).

    Jobs elsewhere, and what belongs to them, stay. All or nothing: raises what the actions of
    each row raise.
    """
    _lock_in_turn(leaving.items)
    handing = _HandingOver(leaving, told, by, now)
    for item in leaving.items:
        try:
            item.row.refresh_from_db()  # as it is now that nobody else can change it
        except ObjectDoesNotExist:
            continue  # someone took it off meanwhile, so there is nothing to hand over
        handing.over(item)
    for link in leaving.links:
        links.revoke(link=link, by=by, now=now)
    for position in leaving.positions:
        organizations.end_position(position=position, until=told.last_day, by=by, now=now)
    if told.new_home and leaving.contact:
        organizations.add_position(
            position=Position(
                contact=leaving.contact,
                organization=told.new_home,
                title=told.new_title,
                since=add_days(told.last_day, 1),
            ),
            by=by,
            now=now,
        )


def _lock_in_turn(items: Iterable[Duty]) -> None:
    """Lock as everyone does: MOUs before partnerships, those before all else, each by number.

    Two departures that share partnerships would wait for each other otherwise.
    """
    mous = {item.row.party.mou_id for item in items if isinstance(item.row, Signer)}
    partnerships = {item.partnership.pk for item in items if item.partnership}
    rows: tuple[QuerySet[Any], ...] = (
        Mou.objects.filter(pk__in=mous),
        Partnership.objects.filter(pk__in=partnerships),
    )
    for found in rows:
        list(found.order_by("pk").select_for_update().values_list("pk"))


@dataclass(frozen=True)
class _HandingOver:
    """One departure while it is written down."""

    leaving: Leaving
    told: Goodbye
    by: User
    now: datetime

    def over(self, item: Duty) -> None:
        """Give one thing to whoever takes it, or show it as open."""
        taker = self.told.taken_by.get(item.key, Taker())
        if item.needs_user():
            self._to_user(item, taker.user)
        else:
            self._to_contact(item.row, taker.contact)

    def _to_user(self, item: Duty, user: User | None) -> None:
        """Without a taker, an owner stays named and leadership is told instead."""
        row, leaves = item.row, self.leaving.user
        if isinstance(row, Partnership) and leaves and (user or item.part == "deputy"):
            relationships.replace_staff(
                partnership=row, leaves=leaves, taker=user, by=self.by, now=self.now
            )
        elif isinstance(row, Meeting) and user:
            engagement.hand_over_meeting(meeting=row, owner=user, by=self.by, now=self.now)

    def _to_contact(self, row: Carried, contact: Contact | None) -> None:
        by, now = self.by, self.now
        match row:
            case KeyPlayer():
                day = self.told.last_day
                relationships.reassign_seat(seat=row, contact=contact, today=day, by=by, now=now)
            case FollowUp():
                engagement.reschedule_promise(
                    follow_up=row, due_on=row.due_on, contact=contact, by=by, now=now
                )
            case Participant():
                engagement.replace_participant(participant=row, contact=contact, by=by, now=now)
            case Signer():
                agreements.replace_signer(signer=row, contact=contact, by=by, now=now)
            case Benefit():
                row.told_by = contact
                exchange.edit_benefit(benefit=row, seen_version=row.version, by=by, now=now)
