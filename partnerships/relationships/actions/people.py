"""Who takes part on either side, and who speaks for it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import Json, changed, values_of
from common.bounds import require_room
from common.errors import DomainError
from partnerships.organizations.models import Contact
from partnerships.relationships.actions.partnerships import lock, record_event
from partnerships.relationships.actions.purposes import require_side
from partnerships.relationships.lifecycle import MOST_SEATS, Level, Side
from partnerships.relationships.models import KeyPlayer, Partnership
from partnerships.relationships.queries import people_of

#: What a seat was, kept with the event of its removal.
SEAT_FIELDS = ("side", "level", "role", "contact_id", "speaks", "influence", "interest", "stance")


@transaction.atomic
def save_seat(*, seat: KeyPlayer, today: date, by: User, now: datetime) -> KeyPlayer:
    """Set up a seat or change one; ``seat`` carries the values, unsaved.

    Whoever spoke for the side before makes room. Raises `not_of_that_side`, `seat_taken`,
    `seat_gone`, `nobody_speaks` or `full`.
    """
    partnership, side = lock(seat.partnership), Side(seat.side)
    require_room(
        KeyPlayer.objects.filter(partnership=partnership),
        adding=0 if seat.pk else 1,
        most=MOST_SEATS,
        refusal=_("A partnership can have %(most)s key people. Remove one first."),
    )
    different = _changes_of(seat)
    if seat.contact:
        require_side(partnership=partnership, contact=seat.contact, side=side, today=today)
    elif seat.speaks:
        raise DomainError(
            _("Choose the person who speaks for this side."), field="contact", code="nobody_speaks"
        )
    seat.named_at = now
    if seat.speaks:
        speaking = KeyPlayer.objects.filter(partnership=partnership, side=side, speaks=True)
        speaking.exclude(pk=seat.pk).update(speaks=False)
    try:
        with transaction.atomic():
            seat.save()
    except IntegrityError as error:
        raise DomainError(
            _("This person already has that role. Choose someone else, or another role."),
            field="contact",
            code="seat_taken",
        ) from error
    record_event(
        "seat.saved",
        partnership,
        by=by,
        at=now,
        name=seat.contact.name if seat.contact else "",
        level=seat.level,
        side=seat.side,
        changed=different,
    )
    return seat


def _changes_of(seat: KeyPlayer) -> dict[str, Json]:
    """What a seat says otherwise than before; opinions are for us only, so they aren't told.

    Raises `seat_gone`.
    """
    if not seat.pk:
        return {}
    before = KeyPlayer.objects.filter(pk=seat.pk).select_related("contact").first()
    if before is None:
        raise DomainError(
            _("Someone else removed this seat. Add it again if it's still needed."),
            code="seat_gone",
        )
    return changed(seat, values_of(before, ("contact", "level", "role", "speaks")))


@transaction.atomic
def name_speaker(
    *,
    partnership: Partnership,
    side: Side,
    contact: Contact,
    today: date,
    by: User,
    now: datetime,
) -> KeyPlayer:
    """Let a person speak for a side (W8), in a seat they have or one by their job.

    Raises what `save_seat` does.
    """
    partnership = lock(partnership)
    seats = KeyPlayer.objects.filter(partnership=partnership, side=side, contact=contact)
    seat = seats.order_by("pk").first()
    if seat is None:
        people = people_of(partnership, today)
        does = (level for level in Level if people.does(contact.pk, side, level))
        level = next(does, Level.OTHER)
        seat = KeyPlayer(partnership=partnership, side=side, level=level, contact=contact)
    seat.speaks = True
    return save_seat(seat=seat, today=today, by=by, now=now)


@transaction.atomic
def reassign_seat(
    *, seat: KeyPlayer, contact: Contact | None, today: date, by: User, now: datetime
) -> KeyPlayer:
    """Give a seat to someone else, or show it open: "No one named yet" (O3).

    A person who has that part already takes it over in their own seat. Raises `not_of_that_side`
    or `seat_gone`.
    """
    lock(seat.partnership)
    twin = KeyPlayer.objects.filter(
        partnership=seat.partnership, side=seat.side, level=seat.level, contact=contact
    ).exclude(pk=seat.pk)
    if contact and twin.exists():
        return remove_seat(seat=seat, by=by, now=now)
    seat.contact, seat.speaks = contact, seat.speaks and contact is not None
    seat.influence = seat.interest = None
    seat.stance = ""
    return save_seat(seat=seat, today=today, by=by, now=now)


@transaction.atomic
def remove_seat(*, seat: KeyPlayer, by: User, now: datetime) -> KeyPlayer:
    """Take a seat away: this part is not needed here. Does nothing if someone else just did."""
    partnership = lock(seat.partnership)
    gone = KeyPlayer.objects.filter(pk=seat.pk).values(*SEAT_FIELDS).first()
    if gone:
        KeyPlayer.objects.filter(pk=seat.pk).delete()
        what = {"level": seat.level, "side": seat.side, "seat": gone}
        record_event("seat.removed", partnership, by=by, at=now, **what)
    return seat


def put_back_seat(
    *, partnership: Partnership, seat: Mapping[str, Any], today: date, by: User, now: datetime
) -> KeyPlayer:
    """Set up a seat again as it was when it was removed. Raises as `save_seat` does."""
    again = KeyPlayer(partnership=partnership, **seat)
    return save_seat(seat=again, today=today, by=by, now=now)
