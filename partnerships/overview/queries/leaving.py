"""What someone carries who leaves one organization, and who there could take it (O3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Permission, Role, role_has
from partnerships.agreements.lifecycle import UNSIGNED
from partnerships.agreements.models import Signer
from partnerships.engagement.models import FollowUp, Meeting, Participant
from partnerships.exchange.models import Benefit
from partnerships.links.models import PersonalLink
from partnerships.organizations.models import Contact, Organization, Position
from partnerships.relationships.lifecycle import Side, Stage
from partnerships.relationships.models import KeyPlayer, Partnership
from partnerships.reviews.models import Review

Carried = KeyPlayer | FollowUp | Participant | Signer | Benefit | Partnership | Meeting

#: So many colleagues are offered, and so many things can be given to a colleague each.
OFFERED, LISTED = 100, 50


@dataclass(frozen=True)
class Taker:
    """A colleague who could take something: a person of the organization, a user, or both."""

    contact: Contact | None = None
    user: User | None = None

    @property
    def key(self) -> str:
        """Return the name of this choice in the form."""
        return f"c{self.contact.pk}" if self.contact else f"u{self.user.pk if self.user else 0}"

    def __str__(self) -> str:
        return str(self.contact or self.user)


@dataclass(frozen=True)
class Duty:
    """One thing to hand over or to show as open."""

    row: Carried
    what: str
    partnership: Partnership | None
    on: date | None = None
    part: str = ""  # which part the person has in it, where there are several

    @cached_property
    def key(self) -> str:
        """Return its name in the form, which it keeps when its row is gone."""
        return f"{self.part or self.row._meta.model_name}_{self.row.pk}"

    def needs_user(self) -> bool:
        """Whether only someone who signs in can take it."""
        return isinstance(self.row, Partnership | Meeting)

    def can_go_to(self, taker: Taker) -> bool:
        return bool(taker.user if self.needs_user() else taker.contact)


@dataclass(frozen=True)
class Leaving:
    """Everything a person carries at one organization, and who could take it."""

    contact: Contact | None
    user: User | None
    organization: Organization | None
    positions: list[Position]
    items: list[Duty]
    links: list[PersonalLink]
    takers: list[Taker]

    @property
    def name(self) -> str:
        return str(self.contact or self.user)


def employers_of(contact: Contact, today: date) -> list[Organization]:
    """Return where a person works today; if nowhere, where they worked before."""
    held = Position.objects.filter(contact=contact)
    rows = held.current(today) if held.current(today).exists() else held
    employers = Organization.objects.filter(pk__in=rows.values("organization"))
    return list(employers.order_by("name_key", "pk"))


def leaving_of(
    *,
    contact: Contact | None,
    user: User | None,
    organization: Organization | None,
    today: date,
    now: datetime,
) -> Leaving:
    """Read all that is to be handed over, in a constant number of queries.

    ``user`` is given for a colleague of ours who signs in, known as a person or not.
    """
    items = [*_of_user(user)] if user else []
    links: list[PersonalLink] = []
    positions: list[Position] = []
    if contact:
        at = _Place(organization)
        items += [*_seats(contact, at), *_promises(contact, at), *_meetings(contact, at, now)]
        items += [*_signs(contact, at), *_reports(contact, at)]
        held = Position.objects.current(today).filter(contact=contact, **at.of())
        positions = list(held.select_related("organization").order_by("pk"))
        live = PersonalLink.objects.live(now).filter(contact=contact)
        links = list(live.filter(**at.of("partnership__")).order_by("-sent_at", "-pk"))
    return Leaving(
        contact=contact,
        user=user,
        organization=organization,
        positions=positions,
        items=items,
        links=links,
        takers=_takers(organization, today, but=(contact, user)),
    )


@dataclass(frozen=True)
class _Place:
    """The organization that is left; rows of other organizations stay with the person."""

    organization: Organization | None

    def of(self, path: str = "") -> dict[str, Organization]:
        return {f"{path}organization": self.organization} if self.organization else {}

    def on_side(self) -> Q:
        """Rows of our side if we are left, else of the partner's side of its partnerships."""
        if self.organization is None:
            return Q()
        if self.organization.is_ours:
            return Q(side=Side.OURS)
        return Q(side=Side.THEIRS, **self.of("partnership__"))

    def invited(self) -> Q:
        """Invitations of someone who comes for this organization."""
        if self.organization is None:
            return Q()
        if self.organization.is_ours:
            return Q(side=Side.OURS)
        return Q(organization=self.organization)


def _takers(
    organization: Organization | None, today: date, *, but: tuple[Contact | None, User | None]
) -> list[Taker]:
    if organization is None:
        return []
    contact, user = but
    held = Position.objects.current(today).filter(organization=organization)
    people = Contact.objects.not_archived().filter(pk__in=held.values("contact"))
    people = people.exclude(pk=contact.pk if contact else 0).select_related("user")
    named = people.order_by("name", "pk")[:OFFERED]
    takers = [Taker(person, _worker(person.user)) for person in named]
    if organization.is_ours:
        roles = [role for role in Role if role_has(role, Permission.WORK)]
        others = User.objects.active().in_role(*roles).exclude(pk=user.pk if user else 0)
        known = {taker.user.pk for taker in takers if taker.user}
        takers += [Taker(user=one) for one in others.exclude(pk__in=known)[:OFFERED]]
    return takers


def _worker(user: User | None) -> User | None:
    works = user and user.is_active and role_has(user.role, Permission.WORK)
    return user if works else None


def _of_user(user: User) -> Iterator[Duty]:
    """What only someone who signs in can look after: partnerships, and meetings they own."""
    known = Partnership.objects.with_names().exclude(stage=Stage.CLOSED, do_not_revisit=True)
    known = known.order_by("organization__name_key", "pk")
    reviews = dict(
        Review.objects.to_do_now()
        .filter(partnership__owner=user)
        .order_by("-due_on")
        .values_list("partnership_id", "due_on")
    )
    for row in known.filter(owner=user):
        due = reviews.get(row.pk)
        what = _("Owner, with the next review") if due else _("Owner")
        yield Duty(row, what, row, due, part="owner")
    for row in known.filter(deputy=user):
        yield Duty(row, _("Deputy"), row, part="deputy")
    meetings = Meeting.objects.planned().filter(owner=user).order_by("starts_at", "id")
    for meeting in meetings.with_names():
        day = timezone.localdate(meeting.starts_at)
        yield Duty(meeting, _("Runs: %(kind)s") % {"kind": meeting}, meeting.partnership, day)


def _seats(contact: Contact, at: _Place) -> Iterator[Duty]:
    rows = KeyPlayer.objects.filter(at.on_side(), contact=contact)
    for seat in rows.select_related("partnership__organization", "contact"):
        role = seat.role or seat.get_level_display()
        yield Duty(seat, _("Key person: %(role)s") % {"role": role}, seat.partnership)


def _promises(contact: Contact, at: _Place) -> Iterator[Duty]:
    rows = FollowUp.objects.open().filter(at.on_side(), contact=contact)
    for row in rows.select_related("partnership__organization").order_by("due_on", "pk"):
        what = _("Commitment: %(what)s") % {"what": row.what}
        yield Duty(row, what, row.partnership, row.due_on)


def _meetings(contact: Contact, at: _Place, now: datetime) -> Iterator[Duty]:
    rows = Participant.objects.filter(at.invited(), contact=contact)
    ahead = rows.filter(meeting__in=Meeting.objects.planned().filter(starts_at__gte=now))
    for row in ahead.select_related("meeting__partnership__organization"):
        day = timezone.localdate(row.meeting.starts_at)
        what = _("Attends: %(kind)s") % {"kind": row.meeting}
        yield Duty(row, what, row.meeting.partnership, day)


def _signs(contact: Contact, at: _Place) -> Iterator[Duty]:
    rows = Signer.objects.waiting().filter(contact=contact, party__mou__state__in=UNSIGNED)
    mine = rows.filter(**at.of("party__"))
    beside = ("party__mou", "party__organization", "party__partnership__organization", "contact")
    for row in mine.select_related(*beside):
        yield Duty(row, _("Signs: %(mou)s") % {"mou": row.party.mou}, row.party.partnership)


def _reports(contact: Contact, at: _Place) -> Iterator[Duty]:
    rows = Benefit.objects.on_the_lists().filter(at.on_side(), told_by=contact)
    for row in rows.select_related("partnership__organization"):
        what = _("Reports on: %(what)s") % {"what": row.what}
        yield Duty(row, what, row.partnership, row.due_on)
